/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class CollectorProgressTest {

    private static final CollectorId C1 = new CollectorId("c1");
    private static final EpochId OLD = EpochId.of(1, 0, 0);
    private static final EpochId NEW = EpochId.of(2, 0, 0);

    private CollectorProgress progress = new CollectorProgress(10);

    private CollectorProgress.Margins margins = CollectorProgress.Margins.NONE;
    private final Map<EpochId, Long> seq = new HashMap<>();

    private boolean taken(EpochId epoch, long firstSlot, long through, boolean last) {
        return progress.taken(epoch, seq.merge(epoch, 1L, Long::sum), firstSlot, through, last);
    }

    private List<Long> complete() {
        return progress.complete(margins);
    }

    private List<Long> forget(long now, long horizon) {
        return progress.forget(now, horizon, margins);
    }

    private static Head.Epoch epoch(EpochId id, long from, long closed) {
        return new Head.Epoch(id, from, 1, 5, Link.EMPTY, 0, closed);
    }

    private static Head.Epoch head(EpochId id, long from, long closed, long head) {
        return new Head.Epoch(id, from, 1, head, Link.EMPTY, 0, closed);
    }

    private void announce(Head.Epoch... epochs) {
        progress.announced(new Head(1, List.of(epochs)));
    }

    @Test
    void anIntervalIsCompleteWhenThroughReachesItsEnd() {
        announce(epoch(OLD, 103, 0));
        taken(OLD, 0, 109, false);
        assertThat(complete()).isEmpty();
        taken(OLD, 0, 110, false);
        assertThat(complete()).containsExactly(100L);
        assertThat(complete()).isEmpty();
        taken(OLD, 0, 135, false);
        assertThat(complete()).containsExactly(110L, 120L);
    }

    @Test
    void liveNeverWaitsBehindABacklog() {
        announce(epoch(OLD, 100, 150), epoch(NEW, 150, 0));
        taken(OLD, 0, 110, false);
        taken(NEW, 0, 170, false);
        assertThat(complete()).containsExactly(100L, 150L, 160L);
        taken(OLD, 0, 150, true);
        assertThat(complete()).containsExactly(110L, 120L, 130L, 140L);
    }

    @Test
    void anIntervalThatTwoEpochsMeetWaitsForBoth() {
        announce(epoch(OLD, 100, 115), epoch(NEW, 115, 0));
        taken(OLD, 0, 112, false);
        taken(NEW, 0, 120, false);
        assertThat(complete()).containsExactly(100L);
        taken(OLD, 0, 115, true);
        assertThat(complete()).containsExactly(110L);
    }

    @Test
    void slotsThatNoEpochCoversAreCompleteOnceALaterEpochIsAnnounced() {
        announce(epoch(OLD, 100, 110));
        taken(OLD, 0, 110, true);
        assertThat(complete()).containsExactly(100L);
        announce(epoch(OLD, 100, 110), epoch(NEW, 140, 0));
        assertThat(complete()).containsExactly(110L, 120L, 130L);
    }

    /** Found by simulation (rolled-back spool): every later interval came due by the deadline only. */
    @Test
    void anEpochThatIsGoneFromBetweenOthersHasEnded() {
        EpochId rolledBack = EpochId.of(3, 0, 0);
        announce(epoch(OLD, 100, 110), epoch(NEW, 110, 0));
        taken(OLD, 0, 110, true);
        taken(NEW, 0, 125, false);
        assertThat(complete()).containsExactly(100L, 110L);
        announce(epoch(OLD, 100, 110), epoch(rolledBack, 110, 0));
        taken(rolledBack, 0, 150, false);
        assertThat(complete()).containsExactly(120L, 130L, 140L);
    }

    /** Found by simulation (rolled-back spool, seed 71133): the old epoch went on, the newer one was waited for. */
    @Test
    void anEpochThatIsGoneBehindOneThatGoesOnHasEnded() {
        announce(head(OLD, 100, 0, 20));
        taken(OLD, 0, 112, false);
        announce(head(OLD, 100, 120, 30), head(NEW, 120, 0, 0));
        taken(NEW, 0, 130, false);
        announce(head(OLD, 100, 0, 25));
        taken(OLD, 0, 119, false);
        assertThat(complete()).containsExactly(100L);
        taken(OLD, 0, 129, false);
        assertThat(complete()).containsExactly(110L);
        taken(OLD, 0, 140, false);
        assertThat(complete()).containsExactly(120L, 130L);
    }

    @Test
    void aHeadFromBeforeItsEndDoesNotReopenAnEpoch() {
        announce(head(OLD, 100, 0, 2));
        taken(OLD, 0, 112, false);
        taken(OLD, 0, 112, true);
        announce(head(OLD, 100, 0, 1));
        announce(head(OLD, 100, 0, 1), head(NEW, 120, 0, 1));
        assertThat(complete()).containsExactly(100L, 110L);
    }

    @Test
    void anEpochThatIsNotAnnouncedAnyMoreHasEnded() {
        announce(epoch(OLD, 100, 0));
        taken(OLD, 0, 115, false);
        announce(epoch(NEW, 130, 0));
        taken(NEW, 0, 140, false);
        assertThat(complete()).containsExactly(100L, 110L, 120L, 130L);
    }

    @Test
    void anEpochWhoseHeadHasNotToldItsStartBeginsWithItsFirstSlot() {
        announce(epoch(OLD, 0, 0));
        assertThat(taken(OLD, 0, 0, false)).isFalse();
        taken(OLD, 104, 105, false);
        taken(OLD, 105, 110, false);
        assertThat(complete()).containsExactly(100L);
    }

    @Test
    void onlyWhatIsCompleteAndOldIsForgotten() {
        announce(epoch(OLD, 100, 130), epoch(NEW, 130, 0));
        taken(NEW, 0, 200, false);
        taken(OLD, 0, 110, false);
        complete();
        assertThat(forget(200, 60)).containsExactly(100L, 130L);
        assertThat(progress.isLate(100)).isTrue();
        assertThat(progress.isLate(110)).isFalse();
        assertThat(progress.isLate(130)).isTrue();
        taken(OLD, 0, 130, true);
        assertThat(complete()).containsExactly(110L, 120L);
        assertThat(forget(200, 60)).containsExactly(110L, 120L);
        assertThat(progress.base()).isEqualTo(140);
    }

    @Test
    void theDeadlineCompletesWhatIsPendingAndOnlyOnce() {
        announce(epoch(OLD, 100, 0));
        taken(OLD, 0, 110, false);
        assertThat(complete()).containsExactly(100L);
        assertThat(progress.completeByDeadline(129, false)).containsExactly(110L);
        taken(OLD, 0, 130, false);
        assertThat(complete()).containsExactly(120L);
    }

    private Gaps.Why why(long start, long second) {
        Gaps gaps = new Gaps();
        progress.explain(start, C1, gaps);
        return gaps.at(C1, second);
    }

    @Test
    void whatTheDeadlineCompletedIsUnheardUntilTheCollectorIsHeardBeyondIt() {
        announce(epoch(OLD, 100, 0));
        taken(OLD, 0, 115, false);
        complete();
        progress.completeByDeadline(130, false);
        assertThat(why(100, 105)).as("complete").isEqualTo(Gaps.Why.NOTHING);
        assertThat(why(110, 114)).as("taken").isEqualTo(Gaps.Why.PASSED);
        assertThat(why(110, 115)).isEqualTo(Gaps.Why.UNHEARD);
        announce(epoch(OLD, 100, 0), epoch(NEW, 140, 0));
        assertThat(why(120, 125)).as("an old epoch may still tell of it").isEqualTo(Gaps.Why.UNHEARD);
        announce(epoch(OLD, 100, 115), epoch(NEW, 140, 0));
        assertThat(why(110, 115)).as("no epoch covers it").isEqualTo(Gaps.Why.PASSED);
    }

    @Test
    void whatTheDeadlineCompletedThoughTheCollectorWasHeardItNeverHad() {
        announce(epoch(OLD, 100, 0));
        taken(OLD, 0, 110, false);
        complete();
        progress.completeByDeadline(120, true);
        assertThat(why(110, 119)).isEqualTo(Gaps.Why.PASSED);
    }

    @Test
    void oneThatWasNeverHeardRemembersWhatItLeftBehindAndMayBeginBefore() throws Exception {
        progress.lowerBase(504);
        assertThat(progress.completeByDeadline(530, false)).containsExactly(500L, 510L, 520L);
        assertThat(forget(600, 80)).containsExactly(500L, 510L);
        DataOutputSerializer out = new DataOutputSerializer(64);
        progress.write(out);
        progress = CollectorProgress.read(new DataInputDeserializer(out.getCopyOfBuffer()), true);
        assertThat(progress.newestSettled()).isEqualTo(530);
        assertThat(progress.announced(new Head(1, List.of(epoch(OLD, 100, 120)))))
                .isTrue();
        assertThat(progress.announced(new Head(1, List.of(epoch(OLD, 100, 120)))))
                .isFalse();
        assertThat(progress.base()).isEqualTo(100);
        assertThat(progress.isLate(100)).isFalse();
        assertThat(progress.isLate(510)).isTrue();
        assertThat(progress.isLate(520)).isFalse();
        taken(OLD, 0, 120, true);
        assertThat(complete()).containsExactly(100L, 110L);
        assertThat(progress.newestSettled()).isEqualTo(120);
    }

    @Test
    void whatTheDeadlineSettledFromTheFrontOnIsSettledAndNothingBeyondAGap() {
        announce(epoch(OLD, 100, 0));
        taken(OLD, 0, 115, false);
        assertThat(progress.newestSettled()).isEqualTo(115);
        progress.completeByDeadline(140, false);
        assertThat(progress.newestSettled()).isEqualTo(140);
        announce(epoch(OLD, 100, 115), epoch(NEW, 170, 0));
        taken(NEW, 0, 171, false);
        assertThat(progress.newestSettled()).isEqualTo(171);
    }

    @Test
    void whatTheLedgerHadSettledIsNotBegun() {
        announce(epoch(OLD, 100, 0));
        progress.startFrom(120);
        taken(OLD, 0, 140, false);
        assertThat(complete()).containsExactly(120L, 130L);
        assertThat(progress.isLate(110)).isTrue();
    }

    @Test
    void aCheckpointHoldsEverything() throws Exception {
        announce(epoch(OLD, 100, 150), epoch(NEW, 150, 0));
        taken(OLD, 0, 110, false);
        taken(NEW, 0, 170, false);
        complete();
        DataOutputSerializer out = new DataOutputSerializer(64);
        progress.write(out);
        progress = CollectorProgress.read(new DataInputDeserializer(out.getCopyOfBuffer()), true);
        assertThat(complete()).isEmpty();
        taken(OLD, 0, 150, true);
        assertThat(complete()).containsExactly(110L, 120L, 130L, 140L);
        assertThat(progress.newestThrough()).isEqualTo(170);
    }

    /** Found by looking into simulated restatements: what rests on the new epoch's first readings was settled before they came. */
    @Test
    void anIntervalBeforeAnEpochWaitsForItsFirstPlantReadings() {
        margins = new CollectorProgress.Margins(8, 15);
        announce(epoch(OLD, 100, 110), epoch(NEW, 143, 0));
        taken(OLD, 0, 110, true);
        assertThat(complete()).containsExactly(100L, 110L, 120L);
        taken(NEW, 0, 143, false);
        assertThat(complete()).isEmpty();
        taken(NEW, 143, 144, false);
        assertThat(complete()).containsExactly(130L);
    }

    /** Found by simulation (rolled-back spool and a set clock, seed 55818): a new process named it open; it was taken for ended. */
    @Test
    void anEpochThatGoesOnFromBeforeTheRecordsItHadEndedWithIsWaitedFor() {
        EpochId between = EpochId.of(3, 0, 0);
        announce(head(OLD, 100, 0, 4));
        for (int record = 1; record <= 4; record++) {
            progress.taken(OLD, record, 0, 115, record == 4);
        }
        announce(head(NEW, 150, 150, 3), head(between, 100, 0, 9));
        assertThat(complete()).isEmpty();
        progress.announced(new Head(2, List.of(head(OLD, 100, 0, 2))));
        assertThat(complete()).containsExactly(100L);
        progress.taken(OLD, 1, 0, 110, false);
        progress.taken(OLD, 2, 0, 135, false);
        assertThat(complete()).containsExactly(110L, 120L);
        progress.taken(OLD, 3, 0, 140, true);
        announce(head(OLD, 100, 140, 3), head(NEW, 150, 0, 1));
        assertThat(complete()).containsExactly(130L, 140L);
    }

    /** Found by simulation (rolled-back spool and a set clock, seed 60808): its first head did not say yet where it begins. */
    @Test
    void anEpochThatBeginsOnceMoreIsWaitedForAsAnyThatBegins() {
        margins = new CollectorProgress.Margins(8, 15);
        announce(head(OLD, 100, 0, 6));
        for (int record = 1; record <= 6; record++) {
            progress.taken(OLD, record, 0, 110, record == 6);
        }
        assertThat(complete()).containsExactly(100L);
        progress.announced(new Head(2, List.of(head(OLD, 0, 0, 0))));
        progress.announced(new Head(2, List.of(head(OLD, 143, 0, 4))));
        assertThat(complete()).containsExactly(110L, 120L);
        progress.taken(OLD, 4, 0, 143, false);
        assertThat(complete()).isEmpty();
        progress.taken(OLD, 5, 143, 144, false);
        assertThat(complete()).containsExactly(130L);
    }

    /** Found by simulation (rolled-back spool and a set clock, seed 21735): its new records bore numbers that had been taken. */
    @Test
    void anEpochThatBeginsAnewWithWhatComesOfIt() {
        margins = new CollectorProgress.Margins(8, 15);
        announce(head(OLD, 100, 110, 4));
        for (int record = 1; record <= 4; record++) {
            progress.taken(OLD, record, 0, 110, record == 4);
        }
        assertThat(complete()).containsExactly(100L);
        announce(head(OLD, 143, 143, 2), head(NEW, 143, 0, 5));
        assertThat(complete()).containsExactly(110L, 120L);
        progress.taken(OLD, 1, 0, 143, false);
        assertThat(complete()).isEmpty();
        progress.taken(OLD, 2, 0, 143, true);
        assertThat(complete()).containsExactly(130L);
    }

    /** Found by simulation (seeds 74042 and 75594): its new records were as many as had been taken, so it was taken for the old one. */
    @Test
    void anEpochThatBeginsAnewAndEndsElsewhereWithAsManyRecordsIsWaitedFor() {
        margins = new CollectorProgress.Margins(8, 15);
        announce(head(OLD, 100, 110, 4));
        for (int record = 1; record <= 4; record++) {
            progress.taken(OLD, record, 0, 110, record == 4);
        }
        announce(head(OLD, 100, 110, 4));
        assertThat(complete()).containsExactly(100L);
        announce(head(OLD, 143, 143, 4), head(NEW, 143, 0, 5));
        assertThat(complete()).containsExactly(110L, 120L);
        announce(head(NEW, 143, 0, 5));
        progress.taken(NEW, 1, 0, 144, false);
        assertThat(complete()).containsExactly(130L);
    }

    /** Found by simulation (seeds 1820, 51295, 51571 and 52201): its first slot may be long in coming. */
    @Test
    void anEpochThatGoesOnWhereAnotherEndedHoldsUpNothingBeforeIt() {
        margins = new CollectorProgress.Margins(8, 15);
        announce(epoch(OLD, 100, 120), epoch(NEW, 120, 0));
        for (int record = 0; record < 5; record++) {
            taken(OLD, 0, 120, false);
        }
        assertThat(complete()).containsExactly(100L, 110L);
    }

    @Test
    void anIntervalBehindAnEpochWaitsForItsReadingsThatAreInForceAndLaterOnesDoNot() {
        margins = new CollectorProgress.Margins(8, 15);
        announce(epoch(OLD, 100, 115), epoch(NEW, 115, 0));
        taken(OLD, 0, 115, false);
        taken(NEW, 115, 150, false);
        assertThat(complete()).containsExactly(100L, 130L, 140L);
        taken(OLD, 0, 115, true);
        assertThat(complete()).containsExactly(110L, 120L);
    }

    @Test
    void anEpochThatEndedWithoutSayingSoHasSaidAllWithItsLastAnnouncedRecord() {
        margins = new CollectorProgress.Margins(8, 15);
        announce(epoch(OLD, 100, 115), epoch(NEW, 115, 0));
        taken(NEW, 115, 120, false);
        for (int record = 1; record < 5; record++) {
            taken(OLD, 0, 115, false);
        }
        assertThat(complete()).containsExactly(100L);
        taken(OLD, 0, 115, false);
        assertThat(complete()).containsExactly(110L);
    }
}
