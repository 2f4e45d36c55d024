/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.LineResult;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PlaybackTest {

    private final Registry registry = BenchSite.registry(2, 1, WireBench.INTERVAL);
    private final Playback playback = new Playback(registry, WireBench.START);

    @Test
    void everySecondOfEveryIntervalIsThere() {
        List<LineResult> results = playback.settle(registry, 180).results();
        assertThat(results)
                .extracting(result -> result.content().intervalStart())
                .containsOnly(
                        Instant.ofEpochSecond(WireBench.START),
                        Instant.ofEpochSecond(WireBench.START + 60),
                        Instant.ofEpochSecond(WireBench.START + 120));
        assertThat(results)
                .allSatisfy(result ->
                        assertThat(result.content().gpuMs(State.UNMEASURED)).isZero());
    }

    @Test
    void aSecondIsTheSameAgainAfterOthersWerePlayed() {
        List<String> once = contents(playback, 60);
        playback.entries(4_711);
        assertThat(contents(playback, 60))
                .isEqualTo(once)
                .isEqualTo(contents(new Playback(registry, WireBench.START), 60));
    }

    @Test
    void everyLeaseIsDarkForFiftySecondsOfEveryTwoMinutes() {
        WireSite site =
                WireSite.parse(WireSite.restless(20, 10, WireBench.START).toString());
        Map<String, Long> lost = new TreeMap<>();
        for (LineResult result : site.playback().settle(site.registry(), 120).results()) {
            Content content = result.content();
            long gone = content.gpuMs(State.FAULTED);
            lost.merge(content.lease().value(), gone, Long::sum);
        }
        long allOfALease = 2L * 250 * BenchSite.GPUS * 1000;
        assertThat(lost).hasSize(10);
        // some GPUs have an XID all the time; up to 63 nodes at each end share a message with another lease
        assertThat(lost.values())
                .allSatisfy(gone ->
                        assertThat(gone / (double) allOfALease).isBetween(50 * (1 - 126 / 500.0), 50 + 120 * 0.02));
    }

    private List<String> contents(Playback from, int seconds) {
        return from.settle(registry, seconds).results().stream()
                .map(result -> result.content().sha256())
                .toList();
    }
}
