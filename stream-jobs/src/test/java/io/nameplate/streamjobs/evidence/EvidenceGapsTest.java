/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.world.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Why records are missing is told beside what is complete. */
class EvidenceGapsTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void whyRecordsAreMissingIsToldAndToldAgainWhenTheCollectorIsHeard() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.hear(C1, story, START);
        run.standing(C1, true);
        assertThat(why(run.passSeconds(1), START, START + 5)).isEqualTo(Gaps.Why.NOTHING);
        List<HallChange> overdue = run.passSeconds(EvidenceRun.DEADLINE.toSeconds() + 20);
        assertThat(why(overdue, START + 10, START + 11)).isEqualTo(Gaps.Why.PASSED);
        assertThat(why(overdue, START + 10, START + 12)).isEqualTo(Gaps.Why.UNHEARD);
        assertThat(run.passSeconds(1)).isEmpty();
        UpRecord fin = story.end().records().get(story.records().size() - 1);
        run.take(C1, List.of(fin));
        run.announce(C1, Story.ofSecond(1).calm(START + 2000, START + 2001), START + 2000);
        List<HallChange> back = run.passSeconds(1);
        assertThat(why(back, START + 10, START + 12)).isEqualTo(Gaps.Why.PASSED);
        run.restart();
        run.announce(C1, Story.ofSecond(1).calm(START + 2000, START + 2001), START + 2000);
        assertThat(why(run.passSeconds(1), START + 10, START + 12))
                .as("after a restart all of it is told again")
                .isEqualTo(Gaps.Why.PASSED);
    }

    @Test
    void whatTheCollectorLostAndWhatThisJobCouldNotReadOrHadIsTold() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 30);
        run.hear(C1, story, START);
        Lost gap = new Lost(story.epoch(), 900, 901, START + 3, START + 4, Lost.Reason.GAP);
        run.gap(C1, gap);
        List<HallChange> first = run.passSeconds(1);
        assertThat(why(first, START, START + 2)).isEqualTo(Gaps.Why.NOTHING);
        assertThat(why(first, START, START + 3)).isEqualTo(Gaps.Why.UNREAD);
        Lost lost = new Lost(story.epoch(), 900, 901, START + 4, START + 12, Lost.Reason.CAP);
        UpRecord newest = story.records().get(story.records().size() - 1);
        UpRecord told = new UpRecord(
                story.epoch(),
                newest.seq() + 1,
                1,
                Link.EMPTY,
                newest.through(),
                UpRecord.Kind.LOST,
                null,
                lost.encode());
        run.take(C1, List.of(told));
        List<HallChange> anew = run.passSeconds(1);
        assertThat(anew).hasSize(4).allMatch(HallChange.Complete.class::isInstance);
        assertThat(why(anew, START, START + 3)).isEqualTo(Gaps.Why.UNREAD);
        assertThat(why(anew, START, START + 4)).isEqualTo(Gaps.Why.LOST);
        assertThat(why(anew, START + 10, START + 12)).isEqualTo(Gaps.Why.LOST);
        assertThat(why(anew, START + 10, START + 13)).isEqualTo(Gaps.Why.NOTHING);
        assertThat(run.passSeconds(1)).isEmpty();
    }

    private static Gaps.Why why(List<HallChange> changes, long start, long second) {
        HallChange.Complete told = changes.stream()
                .filter(HallChange.Complete.class::isInstance)
                .map(HallChange.Complete.class::cast)
                .filter(change -> change.start() == start)
                .reduce((earlier, later) -> later)
                .orElseThrow();
        return told.gaps().at(C1, second);
    }
}
