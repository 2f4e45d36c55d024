/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static io.nameplate.model.evidence.AbsentReason.TIMEOUT;
import static io.nameplate.model.verdict.SmallSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.State;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Windows and orders take losses, first of the ladder first, and never what was delivered. */
class WindowsTest {

    private static final long DEAD = Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START, false);
    private static final long BUSY = Evidence.data(0, 0, 1980, 2000, 700, Work.WORKING);
    private static final long SLOW = Evidence.data(0, 0x20, 1200, 2000, 700, Work.WORKING);

    private static SmallSite dead() {
        return new SmallSite().powered(true).cooled(true).node("n1", DEAD);
    }

    private static String window(String state, String from, String to, String scope) {
        return "{id: w-" + state + from + ", state: " + state + ", from: 2026-06-01T12:00:" + from
                + "Z, to: 2026-06-01T12:00:" + to + "Z, reason: test" + scope + "}";
    }

    @Test
    void aWindowTakesAnyLoss() {
        for (State state : new State[] {State.EXCLUDED, State.OUTSIDE_CONTROL, State.CURTAILED}) {
            assertThat(dead().windows(window(state.name().toLowerCase(Locale.ROOT), "00", "30", ""))
                            .states())
                    .isEqualTo(Map.of(state, 40_000L));
        }
        assertThat(new SmallSite().windows(window("excluded", "00", "30", "")).states())
                .as("even what was not measured")
                .isEqualTo(Map.of(State.EXCLUDED, 40_000L));
    }

    @Test
    void aWindowNeverTakesWhatWasDelivered() {
        SmallSite site = new SmallSite().powered(true).cooled(true).node("n1", SLOW);
        assertThat(site.windows(window("excluded", "00", "30", "")).states())
                .isEqualTo(Map.of(State.EXCLUDED, 10_000L, State.UTILIZED, 30_000L));
    }

    @Test
    void aSlotThatAWindowCutsIsSplitByMilliseconds() {
        assertThat(dead().windows(window("excluded", "02", "09", "")).states())
                .isEqualTo(Map.of(State.EXCLUDED, 28_000L, State.FAULTED, 12_000L));
    }

    @Test
    void ofSeveralWindowsTheFirstOfTheLadderWins() {
        String all = window("curtailed", "00", "30", "") + ", " + window("outside_control", "00", "06", "") + ", "
                + window("excluded", "00", "03", "");
        assertThat(dead().windows(all).states())
                .isEqualTo(Map.of(State.EXCLUDED, 12_000L, State.OUTSIDE_CONTROL, 12_000L, State.CURTAILED, 16_000L));
    }

    @Test
    void aWindowCoversOnlyItsScope() {
        String both = "{lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}";
        String[] scopes = {"{blocks: [b2]}", "{nodes: [n2]}"};
        for (String scope : scopes) {
            assertThat(dead().ramp("{from: 2026-06-01T00:00:00Z, gpus: 8}")
                            .allocations(both)
                            .node("n2", DEAD)
                            .windows(window("excluded", "00", "30", ", scope: " + scope))
                            .states())
                    .isEqualTo(Map.of(State.EXCLUDED, 40_000L, State.FAULTED, 40_000L));
        }
    }

    @Test
    void anOrderMakesACapCurtailedAndMaintenanceTakesItFirst() {
        long capped = Evidence.data(0, 0x4, 1200, 2000, 500, Work.WORKING);
        SmallSite site = new SmallSite().node("n1", capped).lease("tenant_operates: true");
        String order = window("curtailed", "00", "30", "");
        assertThat(site.windows(window("excluded", "00", "30", "")).states())
                .as("no order: the tenant's own cap is delivered")
                .isEqualTo(Map.of(State.UTILIZED, 40_000L));
        assertThat(site.windows(order).states()).isEqualTo(Map.of(State.CURTAILED, 10_000L, State.UTILIZED, 30_000L));
        assertThat(site.windows(order + ", " + window("excluded", "05", "30", ""))
                        .states())
                .isEqualTo(Map.of(State.CURTAILED, 5_000L, State.EXCLUDED, 5_000L, State.UTILIZED, 30_000L));
    }

    @Test
    void aBusyGpuUnderAnOrderThatDoesNotSlowItIsUtilized() {
        assertThat(new SmallSite()
                        .node("n1", BUSY)
                        .windows(window("curtailed", "00", "30", ""))
                        .states())
                .isEqualTo(Map.of(State.UTILIZED, 40_000L));
    }
}
