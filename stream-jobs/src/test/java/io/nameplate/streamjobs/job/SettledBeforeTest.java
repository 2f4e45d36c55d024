/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettledBeforeTest {

    private static final long START = TwoHalls.START;

    private final Registry registry = TwoHalls.registry(1);

    @Test
    void everythingIsMadeWhereALineHasNothingSettled() {
        assertThat(SettledBefore.of(registry, List.of(new SettledThrough("both", "wide", START))))
                .isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void theLineThatIsBehindDecides() {
        assertThat(SettledBefore.of(
                        registry,
                        List.of(
                                new SettledThrough("both", "wide", START + 40),
                                new SettledThrough("late", "empty", START + 20))))
                .isEqualTo(START + 30);
    }

    @Test
    void whatIsStillOpenIsMadeThoughLaterIntervalsAreSettled() {
        SettledThrough overtaken = new SettledThrough(
                "both",
                "wide",
                START + 60,
                List.of(
                        new SettledThrough.Stretch(START + 40, START + 50),
                        new SettledThrough.Stretch(START + 10, START + 30)));
        assertThat(SettledBefore.of(registry, List.of(overtaken, new SettledThrough("late", "empty", START + 60))))
                .isEqualTo(START + 10);
        assertThat(List.of(0, 10, 20, 30, 40, 50, 60, 70))
                .filteredOn(offset -> overtaken.covers(START + offset))
                .containsExactly(0, 30, 50, 60);
    }
}
