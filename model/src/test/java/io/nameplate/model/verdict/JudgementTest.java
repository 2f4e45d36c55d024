/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static io.nameplate.model.evidence.AbsentReason.TIMEOUT;
import static io.nameplate.model.verdict.Judgement.Outcome.BREACHED;
import static io.nameplate.model.verdict.Judgement.Outcome.MET;
import static io.nameplate.model.verdict.Judgement.Outcome.NOT_ASSESSED;
import static io.nameplate.model.verdict.SmallSite.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Intervals against terms: availability at least 990, performance 980, coverage 900 per mille. */
class JudgementTest {

    private static final long BUSY = Evidence.data(0, 0, 1980, 2000, 700, Work.WORKING);
    private static final long IDLE = Evidence.data(0, 0, 345, 2000, 700, Work.IDLE);
    private static final long DEAD = Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START, false);
    private static final String MAINTENANCE =
            "{id: w, state: excluded, from: 2026-06-01T12:00:00Z," + " to: 2026-06-01T12:10:00Z, reason: test}";

    private static SmallSite site() {
        return new SmallSite().powered(true).cooled(true);
    }

    private static long slow(int mhz, int reasons) {
        return Evidence.data(0, reasons, mhz, 2000, 700, Work.WORKING);
    }

    private static Judgement judged(SmallSite site, Term.Kind kind) {
        return site.settle().judgements().stream()
                .filter(judgement -> judgement.term() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static BlockLosses inB1(Layer layer, long lost) {
        return new BlockLosses(new TreeMap<>(Map.of(layer, new TreeMap<>(Map.of(new BlockId("b1"), lost)))));
    }

    @Test
    void aFullIntervalMeetsEveryTerm() {
        for (Judgement judgement : site().node("n1", BUSY).settle().judgements()) {
            assertThat(judgement.outcome()).isEqualTo(MET);
            assertThat(judgement.valuePerMille()).isEqualTo(1000);
            assertThat(judgement.layer()).isNull();
        }
    }

    @Test
    void aLossThatTheSupplierBearsBreachesAvailabilityAndNamesItsLayer() {
        SmallSite site =
                site().gpu("n1", 0, DEAD).gpu("n1", 1, BUSY).gpu("n1", 2, IDLE).gpu("n1", 3, IDLE);
        assertThat(judged(site, Term.Kind.AVAILABILITY))
                .isEqualTo(new Judgement(
                        Term.Kind.AVAILABILITY,
                        BREACHED,
                        990,
                        750,
                        Layer.HARDWARE,
                        Map.of(Layer.HARDWARE, 10_000L),
                        inB1(Layer.HARDWARE, 10_000)));
    }

    @Test
    void aLossThatTheTenantBearsIsNoBreach() {
        SmallSite site =
                site().gpu("n1", 0, DEAD).gpu("n1", 1, BUSY).gpu("n1", 2, IDLE).gpu("n1", 3, IDLE);
        Judgement judgement = judged(site.windows(MAINTENANCE), Term.Kind.AVAILABILITY);
        assertThat(judgement.outcome()).isEqualTo(MET);
        assertThat(judgement.layers()).isEmpty();
    }

    @Test
    void whereNothingIsLeftToObligeAvailabilityIsNotAssessed() {
        Judgement judgement = judged(site().node("n1", DEAD).windows(MAINTENANCE), Term.Kind.AVAILABILITY);
        assertThat(judgement.outcome()).isEqualTo(NOT_ASSESSED);
        assertThat(judgement.valuePerMille()).isNull();
    }

    @Test
    void whatWasNotMeasuredCouldBeEitherSoItDecidesNothing() {
        SmallSite site = site().gpu("n1", 1, BUSY).gpu("n1", 2, IDLE).gpu("n1", 3, IDLE);
        assertThat(judged(site, Term.Kind.AVAILABILITY).outcome()).isEqualTo(NOT_ASSESSED);
        SmallSite breached = site().gpu("n1", 1, BUSY).gpu("n1", 2, IDLE).gpu("n1", 3, DEAD);
        assertThat(judged(breached, Term.Kind.AVAILABILITY).outcome())
                .as("even if all that was not measured had been up")
                .isEqualTo(BREACHED);
        assertThat(judged(breached, Term.Kind.AVAILABILITY).valuePerMille()).isEqualTo(750);
    }

    @Test
    void ofASurplusWhatWasNotMeasuredMayHaveFilledTheContract() {
        SmallSite site = site().ramp("{from: 2026-06-01T00:00:00Z, gpus: 2}")
                .gpu("n1", 1, BUSY)
                .gpu("n1", 2, DEAD)
                .gpu("n1", 3, DEAD);
        assertThat(site.settle().content().states())
                .as("4 GPUs for 2, one at work: in each slot two dead ones and one not measured share the other")
                .isEqualTo(Map.of(State.UTILIZED, 10_000L, State.FAULTED, 6_666L, State.UNMEASURED, 3_334L));
        assertThat(judged(site, Term.Kind.AVAILABILITY).outcome())
                .as("with the one not measured the contract is filled")
                .isEqualTo(NOT_ASSESSED);
        SmallSite fewer = site().ramp("{from: 2026-06-01T00:00:00Z, gpus: 3}")
                .gpu("n1", 1, BUSY)
                .gpu("n1", 2, DEAD)
                .gpu("n1", 3, DEAD);
        assertThat(judged(fewer, Term.Kind.AVAILABILITY))
                .satisfies(judgement -> assertThat(judgement.outcome()).isEqualTo(BREACHED))
                .satisfies(judgement -> assertThat(judgement.valuePerMille())
                        .as("two of three at best")
                        .isEqualTo(666));
    }

    @Test
    void coverageIsTheShareThatWasMeasured() {
        SmallSite site = site().gpu("n1", 1, BUSY).gpu("n1", 2, DEAD).gpu("n1", 3, IDLE);
        assertThat(judged(site, Term.Kind.COVERAGE))
                .isEqualTo(new Judgement(
                        Term.Kind.COVERAGE,
                        BREACHED,
                        900,
                        750,
                        Layer.TELEMETRY,
                        Map.of(Layer.TELEMETRY, 10_000L),
                        inB1(Layer.TELEMETRY, 10_000)));
    }

    @Test
    void performanceIsTheClockOfWorkingGpusAgainstTheGuaranteed() {
        SmallSite site = site().gpu("n1", 0, slow(1200, 0x20))
                .gpu("n1", 1, BUSY)
                .gpu("n1", 2, IDLE)
                .gpu("n1", 3, DEAD);
        assertThat(judged(site, Term.Kind.PERFORMANCE))
                .isEqualTo(new Judgement(
                        Term.Kind.PERFORMANCE,
                        BREACHED,
                        980,
                        875,
                        Layer.COOLING,
                        Map.of(Layer.COOLING, 2_500L),
                        inB1(Layer.COOLING, 2_500)));
        assertThat(judged(site().node("n1", slow(1568, 0x8)), Term.Kind.PERFORMANCE)
                        .outcome())
                .isEqualTo(MET);
    }

    @Test
    void aClockLossThatTheTenantBearsDoesNotLowerPerformance() {
        SmallSite site = site().node("n1", slow(1200, 0x20)).windows(MAINTENANCE);
        assertThat(judged(site, Term.Kind.PERFORMANCE).outcome()).isEqualTo(MET);
    }

    @Test
    void performanceIsNotAssessedWithoutWorkOrWhereTheSourceDoesNotSayEnough() {
        assertThat(judged(site().node("n1", IDLE), Term.Kind.PERFORMANCE).outcome())
                .isEqualTo(NOT_ASSESSED);
        long noClock = Evidence.data(0, 0, Evidence.UNKNOWN, 2000, 700, Work.WORKING);
        long noReason = slow(1200, Evidence.UNKNOWN);
        for (long code : new long[] {noClock, noReason}) {
            SmallSite site = site().gpu("n1", 0, code)
                    .gpu("n1", 1, BUSY)
                    .gpu("n1", 2, BUSY)
                    .gpu("n1", 3, BUSY);
            assertThat(judged(site, Term.Kind.PERFORMANCE).outcome()).isEqualTo(NOT_ASSESSED);
            assertThat(judged(site, Term.Kind.AVAILABILITY).outcome()).isEqualTo(MET);
        }
    }

    @Test
    void aTrippedChillerIsCoolingNotHardware() {
        SmallSite site = new SmallSite().powered(true).cooled(false);
        site.gpu("n1", 0, Evidence.absent(TIMEOUT, Witness.OFF, Port.UNKNOWN, START, false));
        site.gpu("n1", 1, slow(1200, 0x48)).gpu("n1", 2, slow(800, 0x20)).gpu("n1", 3, BUSY);
        Judgement judgement = judged(site, Term.Kind.AVAILABILITY);
        assertThat(judgement.layer()).isEqualTo(Layer.COOLING);
        assertThat(judgement.layers()).isEqualTo(Map.of(Layer.COOLING, 17_500L));
    }
}
