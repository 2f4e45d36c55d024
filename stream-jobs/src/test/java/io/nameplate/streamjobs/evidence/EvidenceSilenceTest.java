/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.C2;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.CollectorId;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.world.Story;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A collector of which nothing comes: the deadline settles for it, and what it settled is forgotten like the rest. */
class EvidenceSilenceTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void aCollectorThatAnnouncedItselfAndNeverSentIsSettledByTheDeadline() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.announce(C1, story, START);
        run.standing(C1, true);
        run.passSeconds(1);
        assertThat(told(run.passSeconds(EvidenceRun.DEADLINE.toSeconds() + 12))).contains("Complete h1 +0 by deadline");
    }

    @Test
    void aCollectorThatIsNeverHeardIsCompletedByTheDeadlineAsFarAsOthersAre() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.hear(C1, story, START);
        run.standing(C2, true);
        run.passSeconds(1);
        assertThat(told(run.passSeconds(400))).containsExactly("Complete h2 +0 by deadline");
    }

    @Test
    void aCollectorThatNeverCameAndIsAloneIsSettledFromWhereTheJobBeganToWaitForIt() throws Exception {
        run.passSeconds(33);
        run.standing(C2, true);
        assertThat(run.passSeconds(EvidenceRun.DEADLINE.toSeconds() + 5)).isEmpty();
        assertThat(told(run.passSeconds(11)))
                .containsExactly("Complete h2 +30 by deadline", "Complete h2 +40 by deadline");
        List<HallChange> all = new ArrayList<>(run.passSeconds(7200));
        assertThat(forgottenBy(C2, all)).contains(START + 30, START + 3000).doesNotContain(START + 4000);
    }

    @Test
    void aCollectorThatNeverCameSinceTheLedgerSettledGoesOnFromThereAsLateAsTheJobWas() throws Exception {
        run.beginAnew(START + 100, START + 1000);
        run.standing(C2, true);
        assertThat(run.passSeconds(EvidenceRun.DEADLINE.toSeconds())).isEmpty();
        assertThat(told(run.passSeconds(20)))
                .containsExactly("Complete h2 +100 by deadline", "Complete h2 +110 by deadline");
    }

    @Test
    void whatTheDeadlineSettledForACollectorThatNeverCameIsForgottenLikeTheRest() throws Exception {
        run.standing(C2, true);
        Story story = Story.ofFirst(1).calm(START, START + 12).calm(START + 3700, START + 3701);
        run.hear(C1, story, START);
        run.passSeconds(1);
        List<HallChange> later = run.passSeconds(4200);
        assertThat(told(later)).contains("Complete h2 +0 by deadline");
        assertThat(forgottenBy(C2, later)).contains(START).doesNotContain(START + 100);
    }

    @Test
    void aCollectorThatFellSilentLeavesNothingOlderThanTheHorizon() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.hear(C1, story, START);
        run.standing(C1, true);
        List<HallChange> all = new ArrayList<>(run.passSeconds(1));
        all.addAll(run.passSeconds(7200));
        assertThat(forgottenBy(C1, all)).contains(START, START + 10, START + 3000);
        List<Long> kept = new ArrayList<>(all.stream()
                .filter(HallChange.Complete.class::isInstance)
                .map(HallChange::start)
                .distinct()
                .toList());
        kept.removeAll(forgottenBy(C1, all));
        assertThat(kept).hasSizeLessThanOrEqualTo(360);
    }

    private static List<Long> forgottenBy(CollectorId collector, List<HallChange> changes) {
        return changes.stream()
                .filter(change -> change instanceof HallChange.Forget forget
                        && forget.collector().equals(collector))
                .map(HallChange::start)
                .distinct()
                .toList();
    }
}
