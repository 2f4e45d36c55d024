/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.world.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job that starts again goes on where the one before, or the ledger, had come. */
class EvidenceRestoreTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void aCheckpointHoldsNoEvidenceBecauseItIsFlushedBefore() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 15);
        run.announce(C1, story, START);
        run.take(C1, story.records().subList(0, 12));
        run.beforeCheckpoint();
        assertThat(told(run.passSeconds(0))).contains("Evidence h1 +0", "Complete h1 +0");
        run.restart();
        run.take(C1, story.records().subList(12, 15));
        assertThat(told(run.passSeconds(1)))
                .as("what is complete is told again, for a registry that may be newer")
                .containsExactly("Evidence h1 +10", "Complete h1 +0", "Complete h2 +0");
    }

    @Test
    void aRestartedJobGoesOnWhereTheDeadlineHadCome() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 20);
        run.hear(C1, story, START);
        run.standing(C1, true);
        run.passSeconds(1);
        List<HallChange> before = run.passSeconds(1000);
        long newest = before.get(before.size() - 1).start();
        run.restart();
        run.standing(C1, true);
        run.passSeconds(1);
        assertThat(told(run.passSeconds(EvidenceRun.DEADLINE.toSeconds() + 10)))
                .contains("Complete h1 +" + (newest - START + 10) + " by deadline");
    }

    @Test
    void aJobWithoutStateLeavesToTheLedgerWhatItHadSettled() throws Exception {
        run.beginAnew(START + 10, START + 1);
        Story story = Story.ofFirst(1).calm(START, START + 20);
        run.hear(C1, story, START);
        assertThat(told(run.passSeconds(1))).containsExactly("Evidence h1 +10", "Complete h1 +10", "Complete h2 +10");
        assertThat(run.counters().get(Counter.ALREADY_SETTLED)).isEqualTo(1);
    }
}
