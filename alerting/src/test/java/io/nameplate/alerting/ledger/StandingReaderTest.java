/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Standing;
import io.nameplate.alerting.ledger.results.StandingReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Since when the worst nodes of an interval stand as they do. */
class StandingReaderTest {

    private final MemoryLedger ledger = new MemoryLedger(Sample.registry());
    private final ResultReader reader = new ResultReader(ledger.database());
    private final StandingReader standings = new StandingReader(ledger.database());

    @Test
    void aStateThatGoesOnCountsFromTheIntervalInWhichItBegan() {
        take(at(0, "UNCOOLED", 7), at(1, "UNCOOLED", 0), at(2, "UNCOOLED", 0));
        assertThat(standing(2).since()).isEqualTo(Sample.START.plusSeconds(7));
        assertThat(standing(2).orBefore()).isFalse();
    }

    @Test
    void anotherStateBeginsAnew() {
        take(at(0, "UNPOWERED", 0), at(1, "UNCOOLED", 0), at(2, "UNCOOLED", 0));
        assertThat(standing(2).since()).isEqualTo(Sample.interval(1));
    }

    @Test
    void anIntervalWithoutTheNodeEndsTheCount() {
        take(at(0, "UNCOOLED", 0), Sample.result(1, 2, "settled", "UNCOOLED", 0), at(2, "UNCOOLED", 0));
        assertThat(standing(2).since()).isEqualTo(Sample.interval(2));
    }

    @Test
    void anIntervalWithoutAResultEndsTheCount() {
        take(at(0, "UNCOOLED", 0), at(2, "UNCOOLED", 0));
        assertThat(standing(2).since()).isEqualTo(Sample.interval(2));
    }

    @Test
    void aLossThatBeginsInsideTheIntervalDoesNotGoBack() {
        take(at(0, "UNCOOLED", 0), at(1, "UNCOOLED", 3));
        assertThat(standing(1).since()).isEqualTo(Sample.interval(1).plusSeconds(3));
    }

    @Test
    void whereTheReadingEndsItSaysThatItMayBeLonger() {
        List<Map<String, Object>> many = new ArrayList<>();
        for (int i = 0; i < 740; i++) {
            many.add(at(i, "UNCOOLED", 0));
        }
        ledger.take(many);
        assertThat(standing(739).since()).isEqualTo(Sample.interval(19));
        assertThat(standing(739).orBefore()).isTrue();
        assertThat(standing(700).since()).isEqualTo(Sample.interval(0));
        assertThat(standing(700).orBefore()).isFalse();
    }

    private Standing standing(int index) {
        List<Standing> found = standings.of(reader.interval(LedgerWorld.LEASE, LedgerWorld.LINE, Sample.interval(index))
                .orElseThrow());
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    /** An interval in which the first node lost something to a state, seen from so many seconds after its start on. */
    private static Map<String, Object> at(int index, String state, int seconds) {
        Map<String, Object> result = Sample.result(index, index + 1, "settled", state, 40_000);
        Instant since = Sample.interval(index).plusSeconds(seconds);
        result.put(
                "worst_nodes",
                List.of(Map.of(
                        "node",
                        "h1-n001",
                        "rack",
                        "h1-r001",
                        "block",
                        "b1",
                        "state",
                        state,
                        "since",
                        since.toString(),
                        "lost_gpu_ms",
                        40_000)));
        return result;
    }

    @SafeVarargs
    private void take(Map<String, Object>... batch) {
        ledger.take(List.of(batch));
    }
}
