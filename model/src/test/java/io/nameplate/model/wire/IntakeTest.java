/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Intake.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IntakeTest {

    private static final EpochId EPOCH = EpochId.of(1, 0, 1);
    private static final byte[] FIN = {};
    private final List<UpRecord> records = chain(20, 0);

    static List<UpRecord> chain(int count, int salt) {
        List<UpRecord> records = new ArrayList<>();
        Link link = Link.EMPTY;
        for (int seq = 1; seq <= count; seq++) {
            byte[] body = {(byte) seq, (byte) salt};
            link = Link.next(link, body);
            records.add(new UpRecord(EPOCH, seq, 1, link, seq * 10L, UpRecord.Kind.PLANT, null, body));
        }
        return records;
    }

    private UpRecord at(long seq) {
        return records.get((int) seq - 1);
    }

    @Test
    void takesTheExpectedDropsBelowAndAbove() {
        Intake intake = new Intake(EPOCH, Position.at(1), 8);
        assertThat(intake.offer(at(1))).isEqualTo(Outcome.TAKEN);
        assertThat(intake.offer(at(1))).isEqualTo(Outcome.BELOW);
        assertThat(intake.offer(at(3))).isEqualTo(Outcome.AHEAD);
        assertThat(intake.cursor()).isEqualTo(new Cursor.Epoch(EPOCH, 2, at(1).link(), 0, 8));
    }

    @Test
    void committedRisesToTheGreatestSnapshotNotAfterTheCompletedCheckpoint() {
        Intake intake = new Intake(EPOCH, Position.at(1), 8);
        for (int seq = 1; seq <= 6; seq++) {
            intake.offer(at(seq));
        }
        intake.poll();
        intake.poll();
        assertThat(intake.snapshot(7)).isEqualTo(new Position(3, at(2).link(), 20, false));
        intake.poll();
        intake.snapshot(8);
        intake.poll();
        intake.snapshot(10);

        intake.completed(6);
        assertThat(intake.cursor().committed()).isZero();
        intake.completed(9);
        assertThat(intake.cursor().committed()).isEqualTo(3);
        intake.completed(7);
        assertThat(intake.cursor().committed()).isEqualTo(3);
        intake.completed(10);
        assertThat(intake.cursor().committed()).isEqualTo(4);
    }

    @Test
    void theLimitIsTheLastRecordThatFindsAPlaceAndOnlyRises() {
        Intake intake = new Intake(EPOCH, Position.at(1), 3);
        for (int seq = 1; seq <= 3; seq++) {
            assertThat(intake.offer(at(seq))).isEqualTo(Outcome.TAKEN);
        }
        assertThat(intake.offer(at(4))).isEqualTo(Outcome.FULL);
        assertThat(intake.cursor().limit()).isEqualTo(3);
        intake.poll();
        assertThat(intake.cursor().limit()).isEqualTo(4);
        assertThat(intake.offer(at(4))).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void aRisenLowIsAGapAndItsRecordIsTakenUnchecked() {
        Intake intake = new Intake(EPOCH, Position.at(1), 8);
        intake.offer(at(1));
        assertThat(intake.offer(at(6).withLow(5))).isEqualTo(Outcome.GAP);
        assertThat(intake.offer(at(5).withLow(5))).isEqualTo(Outcome.TAKEN);
        assertThat(intake.offer(at(6).withLow(5))).isEqualTo(Outcome.TAKEN);

        assertThat(intake.poll()).contains(new Delivery.Taken(at(1)));
        assertThat(intake.poll()).contains(new Delivery.Gap(new Lost(EPOCH, 2, 4, 10, 60, Lost.Reason.GAP)));
        assertThat(intake.emitted()).isEqualTo(new Position(5, Link.EMPTY, 10, false));
        assertThat(intake.poll()).contains(new Delivery.Taken(at(5).withLow(5)));
    }

    @Test
    void anotherHistoryIsAForkAndFreezesTheLimit() {
        Intake intake = new Intake(EPOCH, Position.at(1), 8);
        intake.offer(at(1));
        assertThat(intake.offer(chain(2, 9).get(1))).isEqualTo(Outcome.FORK);
        assertThat(intake.fork()).map(Intake.Fork::expected).isNotEmpty();
        assertThat(intake.offer(at(2))).isEqualTo(Outcome.FROZEN);
        intake.poll();
        assertThat(intake.cursor().limit()).isEqualTo(8);
    }

    @Test
    void anAnnouncedLowBeyondTheLimitIsAGapBecauseNoRecordCanTellIt() {
        Intake intake = new Intake(EPOCH, Position.at(1), 3);
        assertThat(intake.announced(3, 100)).isFalse();
        assertThat(intake.announced(4, 100)).isTrue();
        assertThat(intake.cursor().next()).isEqualTo(4);
        assertThat(intake.offer(at(4).withLow(4))).isEqualTo(Outcome.TAKEN);
    }

    @Test
    void anotherJobOfAGenerationNotOlderStopsThisOne() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        intakes.retained(new Cursor(5_000, 9, List.of()));
        intakes.open(3_000);
        assertThat(intakes.generation()).isEqualTo(5_001);
        assertThat(intakes.onCursor(new Cursor(5_001, 1, List.of()))).isEqualTo(Intakes.CursorOutcome.OURS);
        assertThat(intakes.onCursor(new Cursor(5_000, 9, List.of()))).isEqualTo(Intakes.CursorOutcome.OLDER);
        assertThat(intakes.onCursor(new Cursor(5_001, 9, List.of()))).isEqualTo(Intakes.CursorOutcome.STOP);
    }

    @Test
    void aReturningInstanceFreezesTheCollectorUnlessTheBrokerKeptIt() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        List<Head.Epoch> epochs = List.of(new Head.Epoch(EPOCH, 0, 1, 5, at(5).link(), 50, 0));
        assertThat(intakes.onHead(new Head(1, epochs), true)).isEqualTo(Intakes.HeadOutcome.NOTED);
        assertThat(intakes.intakes()).isEmpty();
        assertThat(intakes.onHead(new Head(1, epochs), false)).isEqualTo(Intakes.HeadOutcome.NOTED);
        assertThat(intakes.onHead(new Head(2, epochs), false)).isEqualTo(Intakes.HeadOutcome.NOTED);
        assertThat(intakes.onHead(new Head(1, epochs), true)).isEqualTo(Intakes.HeadOutcome.OUTDATED);
        assertThat(intakes.onRecord(at(1))).contains(Outcome.TAKEN);
        assertThat(intakes.onHead(new Head(1, epochs), false)).isEqualTo(Intakes.HeadOutcome.TWO_INSTANCES);
        assertThat(intakes.onRecord(at(2))).contains(Outcome.FROZEN);
    }

    @Test
    void theCursorComesOnChangeAtMostOnceASecondAndAtLeastEveryTen() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        intakes.open(0);
        assertThat(intakes.cursorDue(0)).isPresent();
        intakes.onHead(new Head(1, List.of(new Head.Epoch(EPOCH, 0, 1, 5, at(5).link(), 50, 0))), false);
        assertThat(intakes.cursorDue(999)).isEmpty();
        assertThat(intakes.cursorDue(1000)).isPresent();
        assertThat(intakes.cursorDue(10_999)).isEmpty();
        assertThat(intakes.cursorDue(11_000)).isPresent();
        intakes.onRecord(at(4));
        assertThat(intakes.cursorDue(12_000))
                .as("asked again for what is missing")
                .isPresent();
    }

    @Test
    void theCursorComesAtOnceWhenAQuarterOfThePlacesBecameFreeSinceTheLast() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        intakes.open(0);
        intakes.onHead(new Head(1, List.of(new Head.Epoch(EPOCH, 0, 1, 20, at(20).link(), 200, 0))), false);
        assertThat(intakes.cursorDue(0)).map(IntakeTest::limit).contains(8L);
        for (int seq = 1; seq <= 8; seq++) {
            intakes.onRecord(at(seq));
        }
        intakes.poll();
        assertThat(intakes.cursorDue(1)).isEmpty();
        intakes.poll();
        assertThat(intakes.cursorDue(1)).map(IntakeTest::limit).contains(10L);
        assertThat(intakes.cursorDue(1)).isEmpty();
        intakes.poll();
        assertThat(intakes.cursorDue(1_001)).map(IntakeTest::limit).contains(11L);
    }

    private static long limit(Cursor cursor) {
        return cursor.epochs().get(0).limit();
    }

    @Test
    void aRestoredJobAsksForEverythingAndOneWithoutStateForWhatIsHeld() {
        Head head = new Head(1, List.of(new Head.Epoch(EPOCH, 0, 4, 5, at(5).link(), 50, 0)));
        Intakes fresh = new Intakes(new CollectorId("c"), 1, 8);
        fresh.onHead(head, false);
        assertThat(fresh.cursor().epochs()).containsExactly(new Cursor.Epoch(EPOCH, 4, Link.EMPTY, 3, 11));

        Intakes restored = new Intakes(new CollectorId("c"), 1, 8);
        restored.restore(Map.of(EPOCH, new Position(3, at(2).link(), 20, false)));
        restored.onHead(head, false);
        assertThat(restored.cursor().epochs()).containsExactly(new Cursor.Epoch(EPOCH, 3, at(2).link(), 2, 10));
        assertThat(restored.caughtUp()).isFalse();
        restored.onRecord(at(4).withLow(4));
        restored.onRecord(at(5).withLow(4));
        while (restored.poll().isPresent()) {
            // the queue is emptied
        }
        assertThat(restored.caughtUp()).isTrue();
    }

    @Test
    void aJobIsLevelOnceItHasWhatTheCursorOfTheOneBeforeClaims() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        intakes.restore(Map.of(EPOCH, Position.at(1)));
        intakes.retained(new Cursor(
                5, 9, List.of(new Cursor.Epoch(EPOCH, 3, records.get(1).link(), 0, 8))));
        intakes.open(10);
        assertThat(intakes.isLevel()).isFalse();
        intakes.onHead(head(5), false);
        intakes.onRecord(at(1));
        intakes.onRecord(at(2));
        intakes.poll();
        assertThat(intakes.isLevel()).isFalse();
        intakes.poll();
        assertThat(intakes.isLevel()).isTrue();
    }

    @Test
    void aJobThatDiesOnTheWayPassesOnWhatTheOneBeforeItClaimed() {
        Intakes second = new Intakes(new CollectorId("c"), 1, 8);
        second.restore(Map.of(EPOCH, Position.at(1)));
        second.retained(new Cursor(
                5, 9, List.of(new Cursor.Epoch(EPOCH, 3, records.get(1).link(), 0, 8))));
        second.open(10);
        second.onHead(head(5), false);
        assertThat(second.claimed(EPOCH)).isEqualTo(3);
        Intakes third = new Intakes(new CollectorId("c"), 2, 8);
        third.restore(second.snapshot(1));
        third.claimed(EPOCH, second.claimed(EPOCH));
        third.retained(new Cursor(10, 1, List.of(new Cursor.Epoch(EPOCH, 1, Link.EMPTY, 0, 8))));
        third.open(20);
        third.onHead(head(5), false);
        assertThat(third.isLevel()).isFalse();
        third.onRecord(at(1));
        third.onRecord(at(2));
        third.poll();
        assertThat(third.isLevel()).isFalse();
        third.poll();
        assertThat(third.isLevel()).isTrue();
    }

    @Test
    void aJobThatDiesBeforeItsFirstCheckpointPassesOnWhatTheOneBeforeItClaimedByItsCursor() {
        Cursor first = new Cursor(
                5,
                9,
                List.of(
                        new Cursor.Epoch(EPOCH, 3, records.get(1).link(), 0, 8),
                        new Cursor.Epoch(EpochId.of(2, 0, 1), 4, Link.EMPTY, 0, 8)));
        Intakes second = new Intakes(new CollectorId("c"), 1, 8);
        second.restore(Map.of(EPOCH, Position.at(1)));
        second.retained(first);
        second.open(10);
        assertThat(second.cursor().claims()).containsOnly(entry(EPOCH, 3L), entry(EpochId.of(2, 0, 1), 4L));
        second.onHead(head(5), false);
        assertThat(second.cursor().claims())
                .as("of an epoch that nobody announces there is nothing to wait for")
                .containsOnly(entry(EPOCH, 3L));

        Intakes third = new Intakes(new CollectorId("c"), 2, 8);
        third.restore(Map.of(EPOCH, Position.at(1)));
        third.retained(Cursor.parse(second.cursor().encode()));
        third.open(20);
        third.onHead(head(5), false);
        third.onRecord(at(1));
        third.poll();
        assertThat(third.isLevel()).isFalse();
        third.onRecord(at(2));
        third.poll();
        assertThat(third.isLevel()).isTrue();
        assertThat(third.cursor().claims()).isEmpty();
    }

    @Test
    void withoutThatCursorWhatTheCollectorHeldStandsForItAndWhatIsGoneIsNotWaitedFor() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        intakes.restore(Map.of(EPOCH, Position.at(1)));
        intakes.open(10);
        intakes.onHead(head(2), false);
        assertThat(intakes.isLevel()).isFalse();
        intakes.onHead(new Head(1, List.of(new Head.Epoch(EpochId.of(2, 0, 1), 0, 1, 0, Link.EMPTY, 0, 0))), false);
        assertThat(intakes.isLevel()).isTrue();
        Intakes fresh = new Intakes(new CollectorId("c"), 1, 8);
        fresh.open(10);
        assertThat(fresh.isLevel()).as("nothing came before it").isTrue();
    }

    @Test
    void anEpochThatWasTakenWholeAndComesBackGoesOnWhereItEndedAndIsStillCommitted() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        intakes.restore(Map.of(EPOCH, new Position(4, at(3).link(), 30, false)));
        intakes.onHead(head(5), false);
        intakes.onRecord(at(4));
        intakes.onRecord(end());
        intakes.poll();
        intakes.poll();
        intakes.snapshot(1);
        EpochId next = EpochId.of(2, 0, 1);
        Head released = new Head(1, List.of(new Head.Epoch(next, 50, 1, 0, Link.EMPTY, 0, 0)));
        intakes.onHead(released, false);
        assertThat(intakes.intake(EPOCH)).as("nothing of it can come any more").isEmpty();
        assertThat(intakes.snapshot(2)).containsOnlyKeys(next);
        intakes.completed(1);

        intakes.onHead(new Head(2, head(4).epochs()), false);
        assertThat(intakes.cursor().epochs())
                .contains(new Cursor.Epoch(EPOCH, 6, end().link(), 5, 13))
                .hasSize(2);
        assertThat(intakes.onRecord(at(4))).contains(Outcome.BELOW);
        assertThat(intakes.caughtUp()).isTrue();
        assertThat(intakes.snapshot(3)).containsEntry(EPOCH, new Position(6, end().link(), 50, true));
    }

    @Test
    void onlyTheNewestFinishedEpochsAreKnown() {
        Intakes intakes = new Intakes(new CollectorId("c"), 1, 8);
        List<EpochId> epochs = new ArrayList<>();
        for (int i = 1; i <= 65; i++) {
            EpochId epoch = EpochId.of(i, 0, 1);
            epochs.add(epoch);
            intakes.onHead(headOf(epoch), false);
            intakes.onRecord(new UpRecord(epoch, 1, 1, Link.next(Link.EMPTY, FIN), 10, UpRecord.Kind.FIN, null, FIN));
            intakes.poll();
        }
        intakes.onHead(new Head(1, List.of()), false);
        assertThat(intakes.intakes()).isEmpty();

        intakes.onHead(headOf(epochs.get(1)), false);
        assertThat(intakes.claimed(epochs.get(1))).isEqualTo(2);
        intakes.onHead(headOf(epochs.get(0)), false);
        assertThat(intakes.claimed(epochs.get(0))).as("the oldest is forgotten").isEqualTo(1);
    }

    private static Head headOf(EpochId epoch) {
        return new Head(1, List.of(new Head.Epoch(epoch, 0, 1, 1, Link.EMPTY, 10, 0)));
    }

    /** The record that ends the epoch as its fifth. */
    private UpRecord end() {
        return new UpRecord(EPOCH, 5, 1, Link.next(at(4).link(), FIN), 50, UpRecord.Kind.FIN, null, FIN);
    }

    private static Head head(long newest) {
        return new Head(1, List.of(new Head.Epoch(EPOCH, 0, 1, newest, Link.EMPTY, 0, 0)));
    }
}
