/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static io.nameplate.model.evidence.AbsentReason.STALE_SOURCE;
import static io.nameplate.model.evidence.AbsentReason.TIMEOUT;
import static io.nameplate.model.verdict.SmallSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.State;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The rows of the table 'from evidence to state', one by one; 4 GPUs for 10 s are 40,000 GPU-ms. */
class LadderTest {

    private static final Map<State, Long> ALL_UTILIZED = Map.of(State.UTILIZED, 40_000L);
    private static final Map<State, Long> ALL_UNMEASURED = Map.of(State.UNMEASURED, 40_000L);
    private static final Map<State, Long> ALL_FAULTED = Map.of(State.FAULTED, 40_000L);

    private static final long IDLE = Evidence.data(0, 0, 345, 2000, 700, Work.IDLE);
    private static final long BUSY = Evidence.data(0, 0x4, 1980, 2000, 700, Work.WORKING);

    /** At work at 1200 MHz: 250 per mille below the guaranteed 1600. */
    private static long slow(int reasons) {
        return Evidence.data(0, reasons, 1200, 2000, 700, Work.WORKING);
    }

    private static long slow(int reasons, int limitW) {
        return Evidence.data(0, reasons, 1200, 2000, limitW, Work.WORKING);
    }

    private static long absent(Witness witness, Port port) {
        return Evidence.absent(TIMEOUT, witness, port, START - 10, false);
    }

    private static SmallSite site(long code) {
        return new SmallSite().powered(true).cooled(true).node("n1", code);
    }

    private static SmallSite hot(long code) {
        return new SmallSite().powered(true).cooled(false).node("n1", code);
    }

    private static SmallSite dark(long code) {
        return new SmallSite().powered(false).cooled(true).node("n1", code);
    }

    @Test
    void anUnusableConditionIsFaulted() {
        assertThat(site(Evidence.data(79, 0, 0, 2000, 700, Work.IDLE)).states()).isEqualTo(ALL_FAULTED);
    }

    @Test
    void anUnusableConditionIsFaultedEvenAtWork() {
        assertThat(site(Evidence.data(79, 0, 1980, 2000, 700, Work.WORKING)).states())
                .isEqualTo(ALL_FAULTED);
    }

    @Test
    void aConditionThatTheLeasesTableDoesNotCallUnusableIsNot() {
        assertThat(site(Evidence.data(63, 0, 1980, 2000, 700, Work.WORKING)).states())
                .isEqualTo(ALL_UTILIZED);
        assertThat(site(Evidence.data(79, 0, 1980, 2000, 700, Work.WORKING))
                        .lease("xid_table: {version: acme-1, unusable: [48]}")
                        .states())
                .isEqualTo(ALL_UTILIZED);
    }

    @Test
    void aGpuThatTheDriverDoesNotCountIsFaulted() {
        assertThat(new SmallSite()
                        .gpu("n1", 0, BUSY)
                        .gpu("n1", 1, BUSY)
                        .gpu("n1", 2, BUSY)
                        .gpu("n1", 3, Evidence.missing(0, true))
                        .states())
                .isEqualTo(Map.of(State.UTILIZED, 30_000L, State.FAULTED, 10_000L));
    }

    @Test
    void aMissingGpuWithAnUnusableConditionIsFaulted() {
        assertThat(site(Evidence.missing(79, false)).states()).isEqualTo(ALL_FAULTED);
    }

    @Test
    void aMissingGpuWithoutAShortCountOrAConditionIsUnmeasured() {
        assertThat(site(Evidence.missing(0, false)).states()).isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void idleNeverDerates() {
        assertThat(hot(Evidence.data(0, 0x40, 345, 2000, 300, Work.IDLE)).states())
                .isEqualTo(Map.of(State.IDLE, 40_000L));
    }

    @Test
    void workAtTheGuaranteedClockIsUtilizedWhateverTheReasons() {
        assertThat(hot(Evidence.data(0, 0xee, 1600, 2000, 300, Work.WORKING)).states())
                .isEqualTo(ALL_UTILIZED);
        assertThat(hot(Evidence.data(0, 0xee, 2000, 2000, 300, Work.WORKING)).states())
                .isEqualTo(ALL_UTILIZED);
    }

    @Test
    void throttledByHeatWhileTheCoolingGroupIsDownIsUncooled() {
        for (int reason : new int[] {0x20, 0x40, 0x48, 0xee}) {
            assertThat(hot(slow(reason)).states()).isEqualTo(Map.of(State.UNCOOLED, 10_000L, State.UTILIZED, 30_000L));
        }
    }

    @Test
    void throttledByHeatWhileTheCoolingGroupIsUpOrUnknownIsDeratedByCooling() {
        SmallSite unknown = new SmallSite().node("n1", slow(0x40));
        for (SmallSite site : new SmallSite[] {site(slow(0x20)), unknown}) {
            LineResult result = site.settle();
            assertThat(result.content().states()).isEqualTo(Map.of(State.DERATED, 10_000L, State.UTILIZED, 30_000L));
            assertThat(result.content().derated()).isEqualTo(Map.of(Cause.COOLING, 10_000L));
        }
    }

    @Test
    void oneOfThreeCdusLostIsNoLossOfCooling() {
        SmallSite oneLost = site(slow(0x20)).reading("cdu-1", "flow", -1, 8).reading("cdu-1", "flow", 0, 0);
        assertThat(oneLost.states()).containsKey(State.DERATED);
        SmallSite twoLost = oneLost.reading("cdu-2", "flow", 0, 0);
        assertThat(twoLost.states()).containsKey(State.UNCOOLED);
    }

    @Test
    void thePowerBrakeIsDeratedByPower() {
        for (int reason : new int[] {0x80, 0x84, 0x8e}) {
            LineResult result = site(slow(reason, 500)).settle();
            assertThat(result.content().derated()).isEqualTo(Map.of(Cause.POWER, 10_000L));
        }
    }

    @Test
    void aPowerLimitBelowTheContractedOneIsTheOperators() {
        assertThat(site(slow(0x4, 699)).states())
                .isEqualTo(Map.of(State.OPERATOR_LIMITED, 10_000L, State.UTILIZED, 30_000L));
    }

    @Test
    void aPowerCapReasonAloneMeansNothing() {
        assertThat(site(slow(0x4, 700)).states()).isEqualTo(ALL_UTILIZED);
        assertThat(site(slow(0x4, Evidence.UNKNOWN)).states()).isEqualTo(ALL_UTILIZED);
        assertThat(site(slow(0, 500)).states()).isEqualTo(ALL_UTILIZED);
    }

    @Test
    void aClockSettingIsTheOperators() {
        assertThat(site(slow(0x2)).states())
                .isEqualTo(Map.of(State.OPERATOR_LIMITED, 10_000L, State.UTILIZED, 30_000L));
    }

    @Test
    void anOperatorsLimitUnderAnOrderIsCurtailed() {
        for (long code : new long[] {slow(0x4, 500), slow(0x2)}) {
            assertThat(site(code)
                            .windows("{id: o-1, state: curtailed, from: 2026-06-01T12:00:00Z,"
                                    + " to: 2026-06-01T13:00:00Z, reason: grid}")
                            .states())
                    .isEqualTo(Map.of(State.CURTAILED, 10_000L, State.UTILIZED, 30_000L));
        }
    }

    @Test
    void whereTheTenantRunsTheNodeItsOwnLimitIsDelivered() {
        for (long code : new long[] {slow(0x4, 500), slow(0x2), slow(0xa)}) {
            assertThat(site(code).lease("tenant_operates: true").states()).isEqualTo(ALL_UTILIZED);
        }
    }

    @Test
    void aHardwareSlowdownAloneIsDeratedByAnUnknownCause() {
        for (int reason : new int[] {0x8, 0xc}) {
            LineResult result = site(slow(reason)).settle();
            assertThat(result.content().states()).isEqualTo(Map.of(State.DERATED, 10_000L, State.UTILIZED, 30_000L));
            assertThat(result.content().derated()).isEqualTo(Map.of(Cause.UNKNOWN, 10_000L));
        }
    }

    @Test
    void theLostPartIsRoundedHalfToEven() {
        // of 1600 MHz: 4 MHz are 2.5 per mille, 12 MHz are 7.5, 5 MHz are 3.125
        for (int[] lost : new int[][] {{4, 2}, {12, 8}, {5, 3}}) {
            long code = Evidence.data(0, 0x20, 1600 - lost[0], 2000, 700, Work.WORKING);
            assertThat(site(code).states().get(State.DERATED)).isEqualTo(40L * lost[1]);
        }
    }

    @Test
    void aClockOfNothingAtWorkIsLostWhole() {
        assertThat(site(Evidence.data(0, 0x20, 0, 2000, 700, Work.WORKING)).states())
                .isEqualTo(Map.of(State.DERATED, 40_000L));
    }

    @Test
    void absentWhileThePowerPathIsDownAndTheWitnessIsNotOnIsUnpowered() {
        for (Witness witness : new Witness[] {Witness.UNKNOWN, Witness.NO_LOAD, Witness.OFF}) {
            assertThat(dark(absent(witness, Port.DOWN)).states()).isEqualTo(Map.of(State.UNPOWERED, 40_000L));
        }
        assertThat(dark(absent(Witness.ON, Port.UNKNOWN)).states()).isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void absentWhileTheCoolingGroupIsDownWithoutLoadIsUncooled() {
        for (Witness witness : new Witness[] {Witness.NO_LOAD, Witness.OFF}) {
            assertThat(hot(absent(witness, Port.DOWN)).states()).isEqualTo(Map.of(State.UNCOOLED, 40_000L));
        }
        for (Witness witness : new Witness[] {Witness.UNKNOWN, Witness.ON}) {
            assertThat(hot(absent(witness, Port.UP)).states()).isEqualTo(ALL_UNMEASURED);
        }
    }

    @Test
    void absentWithThePortDownIsUnconnected() {
        for (Witness witness : Witness.values()) {
            assertThat(site(absent(witness, Port.DOWN)).states()).isEqualTo(Map.of(State.UNCONNECTED, 40_000L));
        }
    }

    @Test
    void absentWithTheWitnessOffWhileThePowerPathIsUpIsFaulted() {
        assertThat(site(absent(Witness.OFF, Port.UNKNOWN)).states()).isEqualTo(ALL_FAULTED);
        assertThat(new SmallSite().node("n1", absent(Witness.OFF, Port.UNKNOWN)).states())
                .as("an unknown power path attributes nothing")
                .isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void absentWithoutLoadIsFaultedFromUnreachableAfterOn() {
        // since 113 s before the interval, so 120 s are reached 7 s into it, inside the second slot
        long code = Evidence.absent(TIMEOUT, Witness.NO_LOAD, Port.UP, START - 113, false);
        assertThat(site(code).states()).isEqualTo(Map.of(State.UNMEASURED, 28_000L, State.FAULTED, 12_000L));
    }

    @Test
    void absentUntilAnotherBootIsFaulted() {
        long code = Evidence.absent(TIMEOUT, Witness.ON, Port.UP, START - 10, true);
        assertThat(site(code).states()).isEqualTo(ALL_FAULTED);
    }

    @Test
    void absentUntilAnotherBootWhileThePowerPathIsDownIsUnpowered() {
        long code = Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START - 10, true);
        SmallSite site = dark(code).reading("pdu-1", "voltage", 5, 230);
        assertThat(site.states())
                .as("unpowered until power returns, then faulted until it has booted")
                .isEqualTo(Map.of(State.UNPOWERED, 20_000L, State.FAULTED, 20_000L));
    }

    @Test
    void absentOtherwiseIsUnmeasured() {
        assertThat(site(Evidence.absent(STALE_SOURCE, Witness.ON, Port.UP, START, false))
                        .states())
                .isEqualTo(ALL_UNMEASURED);
        assertThat(site(absent(Witness.UNKNOWN, Port.UNKNOWN)).states()).isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void aSilentCollectorIsUnmeasured() {
        assertThat(new SmallSite().powered(false).cooled(false).states()).isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void aConflictIsUnmeasured() {
        assertThat(site(BUSY).node("n1", slow(0x20)).states()).isEqualTo(ALL_UNMEASURED);
        assertThat(site(BUSY)
                        .node("n1", Evidence.data(79, 0, 0, 2000, 0, Work.IDLE))
                        .states())
                .isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void dataBeatsAbsence() {
        assertThat(site(IDLE).node("n1", absent(Witness.OFF, Port.DOWN)).states())
                .isEqualTo(Map.of(State.IDLE, 40_000L));
    }

    @Test
    void aGpuOfWhichItIsNotSaidWhetherItWorksIsUnmeasured() {
        assertThat(site(Evidence.data(0, 0, 1980, 2000, 700, Work.UNKNOWN)).states())
                .isEqualTo(ALL_UNMEASURED);
    }

    @Test
    void workWithAnUnknownClockOrUnknownReasonsIsUtilized() {
        assertThat(site(Evidence.data(0, 0x20, Evidence.UNKNOWN, 2000, 700, Work.WORKING))
                        .states())
                .isEqualTo(ALL_UTILIZED);
        assertThat(site(slow(Evidence.UNKNOWN)).states()).isEqualTo(ALL_UTILIZED);
    }
}
