/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.C2;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.streamjobs.world.Story;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Nothing is told before the job knows as much as an earlier run of it did. */
class EvidenceLevelTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    /** Found by simulation (seed 54): a restored job settled anew from a part of what the one before had settled from. */
    @Test
    void nothingBecomesCompleteBeforeWhatAnEarlierRunHadTakenHasComeAgain() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.level(C1, false);
        run.hear(C1, story, START);
        assertThat(run.passSeconds(5)).isEmpty();
        run.beforeCheckpoint();
        assertThat(told(run.passSeconds(0)))
                .as("a checkpoint holds what was taken, and completes nothing")
                .containsExactly("Evidence h1 +0", "Evidence h1 +10");
        run.level(C1, true);
        assertThat(told(run.passSeconds(1))).containsExactly("Complete h1 +0", "Complete h2 +0");
    }

    /** Found by simulation (seeds 528, 21355): a collector was level, and a result rested on another one that was not. */
    @Test
    void nothingIsToldBeforeEveryCollectorIsLevel() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.level(C2, false);
        run.hear(C1, story, START);
        assertThat(run.passSeconds(5)).isEmpty();
        run.beforeCheckpoint();
        assertThat(run.passSeconds(0))
                .as("a checkpoint holds what was taken; of no generation, so that the halls say nothing of it")
                .hasSize(2)
                .allMatch(change -> change.generation() == 0);
        assertThat(run.passSeconds(50)).isEmpty();
        run.level(C2, true);
        assertThat(told(run.passSeconds(1))).containsExactly("Complete h1 +0", "Complete h2 +0");
    }

    @Test
    void aCollectorOfWhichNothingComesHoldsUpNobodyForLong() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.level(C2, false);
        run.hear(C1, story, START);
        assertThat(run.passSeconds(50)).isEmpty();
        assertThat(told(run.passSeconds(11)))
                .containsExactly("Evidence h1 +0", "Evidence h1 +10", "Complete h1 +0", "Complete h2 +0");
    }
}
