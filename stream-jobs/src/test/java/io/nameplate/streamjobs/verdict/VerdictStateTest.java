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

import io.nameplate.model.language.State;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the verdict remembers: over a restart, what the ledger had settled, and nothing once all is forgotten. */
class VerdictStateTest {

    @RegisterExtension
    final VerdictRun run = new VerdictRun();

    @Test
    void aRestoredJobGoesOnWithItsCounterAndSaysNothingUntilItKnowsItsGeneration() throws Exception {
        run.tell(evidence(H1, "n1-1", 0, 10, 7));
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        of(run.passMillis(0), "wide");
        run.tell(evidence(H1, "n1-3", 0, 10, 7));
        run.restart();
        assertThat(run.passMillis(5_000)).isEmpty();
        run.tell(evidence(H2, "n2-2", 9, 10, 20));
        LineOutcome outcome = of(run.passMillis(2_000), "wide");
        assertThat(outcome.generation()).isEqualTo(20);
        assertThat(outcome.counter()).isEqualTo(2);
    }

    /** Found by simulation (seed 21355): a restored job settled again from what a checkpoint had caught of its way back. */
    @Test
    void ofARestoredJobThatKnowsLessThanTheOneBeforeNothingIsSaid() throws Exception {
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        assertThat(run.passMillis(0)).isNotEmpty();
        run.restart();
        run.tell(evidence(H2, "n2-2", 9, 10, 0));
        assertThat(run.passMillis(30_000)).isEmpty();
        run.tell(evidence(H1, "n1-1", 0, 10, 8));
        LineOutcome outcome = of(run.passMillis(3_000), "wide");
        assertThat(outcome.settled()).isTrue();
        assertThat(outcome.result().content().gpuMs(State.UTILIZED)).isEqualTo(70_000);
    }

    /** Found by simulation (seed 20312 with its checkpoints lost): live results had overtaken a backlog, which nobody settled any more. */
    @Test
    void whatWasOpenInTheLedgerBeforeItsLatestResultIsMade() throws Exception {
        var open = new SettledThrough.Stretch(START, START + 10);
        run.beginAnew(List.of(
                new SettledThrough("both", "wide", START + 20, List.of(open)),
                new SettledThrough("late", "empty", START + 20)));
        run.restart();
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        assertThat(run.passMillis(3_000))
                .as("also behind a checkpoint")
                .extracting(outcome -> outcome.result().content().line().value())
                .containsOnly("wide");
    }

    @Test
    void whatTheLedgerHadSettledIsNotMadeAgain() throws Exception {
        run.beginAnew(List.of(new SettledThrough("both", "wide", START)));
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        assertThat(run.passMillis(3_000))
                .extracting(outcome -> outcome.result().content().line().value())
                .containsOnly("empty");
    }

    @Test
    void nothingIsLeftWhenEverybodyHasForgotten() throws Exception {
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1));
        run.passMillis(5_000);
        assertThat(run.halls().numKeyedStateEntries()).isEqualTo(2);
        assertThat(run.lines().numKeyedStateEntries()).isEqualTo(2);
        run.tell(complete(H2, C2), evidence(H1, "n1-3", 0, 1, 7));
        run.tell(new HallChange.Forget(H1, START, 7, C1), new HallChange.Forget(H2, START, 7, C1));
        run.passMillis(0);
        assertThat(run.halls().numKeyedStateEntries()).isEqualTo(1);
        run.tell(new HallChange.Forget(H2, START, 7, C2));
        run.passMillis(0);
        assertThat(run.halls().numKeyedStateEntries()).isZero();
        assertThat(run.halls().numProcessingTimeTimers()).isZero();
        assertThat(run.lines().numKeyedStateEntries()).isZero();
        assertThat(run.lines().numProcessingTimeTimers()).isZero();
    }
}
