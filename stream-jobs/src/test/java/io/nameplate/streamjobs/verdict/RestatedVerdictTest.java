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
import io.nameplate.streamjobs.flow.LineOutcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Evidence that comes afterwards restates a settled result. */
class RestatedVerdictTest {

    @RegisterExtension
    final VerdictRun run = new VerdictRun();

    @Test
    void evidenceThatComesAfterwardsRestatesAndTheSameAgainDoesNot() throws Exception {
        run.tell(evidence(H1, "n1-1", 0, 10, 7), evidence(H1, "n1-2", 0, 10, 7), evidence(H2, "n2-1", 0, 10, 7));
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        LineOutcome first = of(run.passMillis(2_000), "wide");
        assertThat(first.result().content().gpuMs(State.UNMEASURED)).isEqualTo(10_000);
        run.tell(evidence(H2, "n2-2", 0, 10, 9));
        LineOutcome second = of(run.passMillis(2_000), "wide");
        assertThat(second.settled()).isTrue();
        assertThat(second.counter()).isEqualTo(2);
        assertThat(second.generation()).isEqualTo(9);
        assertThat(second.result().content().gpuMs(State.UNMEASURED)).isZero();
        assertThat(second.result().content().blocks())
                .as("b2 lost before, and not now")
                .isEmpty();
        assertThat(second.result().use().blocks().keySet())
                .extracting(Object::toString)
                .contains("b2");
        assertThat(second.cleared()).as("b2 is told of still").isEmpty();
        run.tell(evidence(H2, "n2-2", 0, 10, 9));
        assertThat(run.passMillis(3_000)).isEmpty();
    }

    @Test
    void evidenceAfterwardsRestatesAtOnceAlsoWhereTheCollectorsClockIsAhead() throws Exception {
        run.beginAnew(START - 600);
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        assertThat(of(run.passMillis(500), "wide").settled()).isTrue();
        run.tell(evidence(H2, "n2-2", 9, 10, 7));
        assertThat(of(run.passMillis(2000), "wide").settled())
                .as("ten minutes before this machine thinks the interval is over")
                .isTrue();
    }
}
