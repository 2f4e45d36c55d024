/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import static io.nameplate.streamjobs.verdict.VerdictRun.C1;
import static io.nameplate.streamjobs.verdict.VerdictRun.C2;
import static io.nameplate.streamjobs.verdict.VerdictRun.H1;
import static io.nameplate.streamjobs.verdict.VerdictRun.H2;
import static io.nameplate.streamjobs.verdict.VerdictRun.START;
import static io.nameplate.streamjobs.verdict.VerdictRun.complete;
import static io.nameplate.streamjobs.verdict.VerdictRun.evidence;
import static io.nameplate.streamjobs.verdict.VerdictRun.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Before a result is settled it is told now and then, and alarms nobody about what may still come. */
class ProvisionalVerdictTest {

    @RegisterExtension
    final VerdictRun run = new VerdictRun();

    @Test
    void provisionalResultsComeAtMostOnceASecondAndOnlyAfterTheInterval() throws Exception {
        run.setTime(START + 4);
        run.tellAll();
        assertThat(run.passMillis(5_500)).isEmpty();
        List<LineOutcome> outcomes = new ArrayList<>(run.passMillis(1_000));
        assertThat(outcomes).isNotEmpty().noneMatch(LineOutcome::settled);
        for (int i = 0; i < 10; i++) {
            run.tell(evidence(H2, "n2-2", 9, 10, 7), evidence(H1, "n1-3", i, i + 1, 7));
            outcomes = new ArrayList<>(run.passMillis(500));
            assertThat(outcomes).hasSizeLessThanOrEqualTo(2);
        }
        assertThat(run.lines().extractOutputValues())
                .noneMatch(LineOutcome::settled)
                .hasSizeLessThan(8);
    }

    @Test
    void aBacklogIsNotJudgedAgainAndAgainWhileItDrainsButAlsoNotForgotten() throws Exception {
        run.setTime(START + 10 + 600);
        for (int slot = 0; slot < 10; slot++) {
            run.tell(
                    evidence(H1, "n1-1", slot, slot + 1, 7),
                    evidence(H1, "n1-2", slot, slot + 1, 7),
                    evidence(H2, "n2-1", slot, slot + 1, 7));
            assertThat(run.passMillis(3_000)).isEmpty();
        }
        assertThat(run.halls().extractOutputValues())
                .as("ten minutes behind, the first provisional result comes after one")
                .isEmpty();
        assertThat(of(run.passMillis(31_000), "wide").settled()).isFalse();
        run.tell(evidence(H2, "n2-2", 0, 10, 7), complete(H1, C1), complete(H2, C1), complete(H2, C2));
        assertThat(of(run.passMillis(0), "wide").settled()).as("at once").isTrue();
    }

    @Test
    void whatMoreEvidenceCouldMendIsNoBreachBeforeTheResultIsSettled() throws Exception {
        run.tell(evidence(H1, "n1-1", 0, 5, 7), evidence(H1, "n1-2", 0, 10, 7), evidence(H2, "n2-1", 0, 10, 7));
        LineOutcome early = of(run.passMillis(2_000), "wide");
        assertThat(early.settled()).isFalse();
        assertThat(early.result().judgements())
                .noneMatch(judgement -> judgement.outcome() == Judgement.Outcome.BREACHED);
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        assertThat(of(run.passMillis(2_000), "wide").result().judgements())
                .filteredOn(judgement -> judgement.outcome() == Judgement.Outcome.BREACHED)
                .extracting(Judgement::term)
                .containsExactly(Term.Kind.COVERAGE);
    }

    /** Found by simulation (seed 225): the window takes what is not measured yet, and what is left looks worse than it is. */
    @Test
    void besideAWindowNothingIsABreachBeforeTheResultIsSettled() throws Exception {
        String window = "{id: w-1, state: outside_control, from: 2026-06-01T00:00:00Z, to: 2026-06-01T01:00:00Z,"
                + " scope: {halls: [h2]}, reason: storm}";
        run.beginAnew(
                TwoHalls.access(TwoHalls.TEXT.replace("at_least: 0.99}, {term: perf", "at_least: 0.97}, {term: perf")
                        + "windows:\n  - " + window + "\n"));
        HallEvidence faulted = new HallEvidence(START, 10, 1);
        for (int gpu = 0; gpu < 2; gpu++) {
            faulted.mergeRun("n1-1", gpu, 0, 1, Evidence.data(79, 0, 1980, 1980, 700, Work.IDLE));
        }
        run.tell(
                new HallChange.Evidence(H1, START, 7, faulted),
                evidence(H1, "n1-1", 1, 10, 7),
                evidence(H1, "n1-2", 0, 10, 7),
                complete(H1, C1));
        run.tell(evidence(H2, "n2-1", 0, 1, 7));
        LineOutcome early = of(run.passMillis(2_000), "wide");
        assertThat(early.settled()).isFalse();
        assertThat(early.result().content().states()).containsKeys(State.OUTSIDE_CONTROL, State.FAULTED);
        assertThat(early.result().judgements())
                .filteredOn(judgement -> judgement.term() == Term.Kind.AVAILABILITY)
                .extracting(Judgement::outcome)
                .containsExactly(Judgement.Outcome.NOT_ASSESSED);
        run.tell(evidence(H2, "n2-1", 0, 10, 7), evidence(H2, "n2-2", 0, 10, 7), complete(H2, C1), complete(H2, C2));
        assertThat(of(run.passMillis(2_000), "wide").result().judgements())
                .filteredOn(judgement -> judgement.term() == Term.Kind.AVAILABILITY)
                .extracting(Judgement::outcome)
                .containsExactly(Judgement.Outcome.MET);
    }

    /** Found by simulation (seed 2993): more was allocated than contracted, so the content did not show what was not measured yet. */
    @Test
    void besideAnUnmeasuredSurplusPerformanceIsNoBreachBeforeTheResultIsSettled() throws Exception {
        run.beginAnew(TwoHalls.access(TwoHalls.TEXT.replace("gpus: 7}]", "gpus: 4}]")));
        HallEvidence throttled = new HallEvidence(START, 10, 1);
        for (int gpu = 0; gpu < 2; gpu++) {
            throttled.mergeRun("n1-1", gpu, 0, 3, Evidence.data(0, 0x20, 1200, 1980, 700, Work.WORKING));
        }
        run.tell(
                new HallChange.Evidence(H1, START, 7, throttled),
                evidence(H1, "n1-1", 3, 10, 7),
                evidence(H1, "n1-2", 0, 10, 7),
                evidence(H2, "n2-1", 0, 3, 7));
        LineOutcome early = of(run.passMillis(2_000), "wide");
        assertThat(early.settled()).isFalse();
        assertThat(early.result().content().states()).containsOnlyKeys(State.UTILIZED);
        assertThat(performance(early)).isEqualTo(Judgement.Outcome.NOT_ASSESSED);
        run.tell(
                evidence(H2, "n2-1", 0, 10, 7),
                evidence(H2, "n2-2", 0, 10, 7),
                complete(H1, C1),
                complete(H2, C1),
                complete(H2, C2));
        assertThat(performance(of(run.passMillis(2_000), "wide"))).isEqualTo(Judgement.Outcome.MET);
    }

    private static Judgement.Outcome performance(LineOutcome told) {
        return told.result().judgements().stream()
                .filter(judgement -> judgement.term() == Term.Kind.PERFORMANCE)
                .map(Judgement::outcome)
                .findFirst()
                .orElseThrow();
    }
}
