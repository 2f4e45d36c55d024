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
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is contracted, what is allocated, and how surplus and gap are counted, piece by piece. */
class CapTest {

    private static final long BUSY = Evidence.data(0, 0, 1980, 2000, 700, Work.WORKING);
    private static final long IDLE = Evidence.data(0, 0, 345, 2000, 700, Work.IDLE);
    private static final long DEAD = Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START, false);
    private static final long CUT_OFF = Evidence.absent(TIMEOUT, Witness.ON, Port.DOWN, START, false);

    private static final String BOTH = "{lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}";

    private static SmallSite site() {
        return new SmallSite().powered(true).cooled(true).node("n1", BUSY);
    }

    private static String gpus(int gpus) {
        return "{from: 2026-06-01T00:00:00Z, gpus: " + gpus + "}";
    }

    @Test
    void whatWasNeverAcceptedIsUncommissioned() {
        assertThat(site().ramp(gpus(6)).states())
                .isEqualTo(Map.of(State.UTILIZED, 40_000L, State.UNCOMMISSIONED, 20_000L));
    }

    @Test
    void whatWasAcceptedOnceAndIsNoLongerAllocatedIsWithdrawn() {
        assertThat(site().ramp(gpus(10))
                        .allocations("{lease: acme, line: h100, nodes: [n1], from: 2026-06-01T00:00:00Z},"
                                + " {lease: acme, line: h100, nodes: [n2], from: 2026-06-01T00:00:00Z,"
                                + " to: 2026-06-01T11:00:00Z}")
                        .states())
                .isEqualTo(Map.of(State.UTILIZED, 40_000L, State.WITHDRAWN, 40_000L, State.UNCOMMISSIONED, 20_000L));
    }

    @Test
    void nodesHandedOverAtOneInstantAreNeverCountedTwice() {
        assertThat(site().ramp(gpus(8))
                        .allocations("{lease: acme, line: h100, nodes: [n2], from: 2026-06-01T00:00:00Z,"
                                + " to: 2026-06-01T12:00:00Z},"
                                + " {lease: acme, line: h100, nodes: [n1], from: 2026-06-01T12:00:00Z}")
                        .states())
                .isEqualTo(Map.of(State.UTILIZED, 40_000L, State.UNCOMMISSIONED, 40_000L));
    }

    @Test
    void aMilestoneInsideASlotSplitsIt() {
        LineResult result =
                site().ramp(gpus(4) + ", {from: 2026-06-01T12:00:07Z, gpus: 6}").settle();
        assertThat(result.content().contractedGpuMs()).isEqualTo(46_000);
        assertThat(result.content().states()).isEqualTo(Map.of(State.UTILIZED, 40_000L, State.UNCOMMISSIONED, 6_000L));
    }

    @Test
    void surplusIsCappedUtilizedFirst() {
        SmallSite site = site().allocations(BOTH).node("n2", IDLE);
        assertThat(site.ramp(gpus(3)).states()).isEqualTo(Map.of(State.UTILIZED, 30_000L));
        assertThat(site.ramp(gpus(6)).states()).isEqualTo(Map.of(State.UTILIZED, 40_000L, State.IDLE, 20_000L));
    }

    @Test
    void surplusMakesGoodALossElsewhere() {
        assertThat(site().allocations(BOTH).node("n2", DEAD).states()).isEqualTo(Map.of(State.UTILIZED, 40_000L));
    }

    @Test
    void withSurplusTheShortfallIsSpreadOverTheLossesByLargestRemainder() {
        // contracted 5, allocated 8: 4 at work, 3 faulted, 1 not connected; 50,000 - 40,000 = 10,000 lost of 40,000
        SmallSite site = site().ramp(gpus(5)).allocations(BOTH).node("n2", 0);
        for (int gpu = 0; gpu < 3; gpu++) {
            site.gpu("n2", gpu, DEAD);
        }
        LineResult result = site.gpu("n2", 3, CUT_OFF).settle();
        assertThat(result.content().states())
                .isEqualTo(Map.of(State.UTILIZED, 40_000L, State.FAULTED, 7_500L, State.UNCONNECTED, 2_500L));
        assertThat(result.content().blocks())
                .isEqualTo(Map.of(new BlockId("b2"), Map.of(State.FAULTED, 7_500L, State.UNCONNECTED, 2_500L)));
    }

    @Test
    void anEqualRemainderGoesToTheFirstOfTheLadderAndThenToTheFirstBlock() {
        long[] shares = new long[3];
        Shares.spread(10, new long[] {5, 5, 5}, shares);
        assertThat(shares).containsExactly(4, 3, 3);
        long[] wide = new long[2];
        Shares.spread(7_000_000_000_000_001L, new long[] {4_000_000_000_000_001L, 4_000_000_000_000_001L}, wide);
        assertThat(wide).containsExactly(3_500_000_000_000_001L, 3_500_000_000_000_000L);
    }

    @Test
    void theCapHoldsSlotBySlot() {
        // all 8 busy in the first slot, none in the second: the surplus of one slot never fills the gap of the next
        SmallSite site = new SmallSite().powered(true).cooled(true).allocations(BOTH);
        for (String node : new String[] {"n1", "n2"}) {
            for (int gpu = 0; gpu < 4; gpu++) {
                site.slot(node, gpu, 0, BUSY).slot(node, gpu, 1, DEAD);
            }
        }
        assertThat(site.states()).isEqualTo(Map.of(State.UTILIZED, 20_000L, State.FAULTED, 20_000L));
    }

    @Test
    void outsideItsTermALeaseObligesNothing() {
        Verdict verdict = new Verdict(new SmallSite().registry());
        long before = SmallSite.START - 86_400;
        assertThat(verdict.lines(before)).isEmpty();
        assertThat(verdict.lines(SmallSite.START)).containsExactly(SmallSite.KEY);
    }

    @Test
    void theWorstNodesComeWithRackStateAndSince() {
        long dead = Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START - 77, false);
        LineResult result = site().ramp(gpus(8))
                .allocations(BOTH)
                .slot("n2", 0, 0, BUSY)
                .slot("n2", 0, 1, dead)
                .gpu("n2", 1, BUSY)
                .gpu("n2", 2, BUSY)
                .gpu("n2", 3, BUSY)
                .settle();
        assertThat(result.worst()).hasSize(1);
        WorstNode worst = result.worst().get(0);
        assertThat(worst.node()).hasToString("n2");
        assertThat(worst.rack()).isEqualTo("r2");
        assertThat(worst.state()).isEqualTo(State.FAULTED);
        assertThat(worst.since().getEpochSecond()).isEqualTo(START - 77);
        assertThat(worst.lostGpuMs()).isEqualTo(5_000);
    }
}
