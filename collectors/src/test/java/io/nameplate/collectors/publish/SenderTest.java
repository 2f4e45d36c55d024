/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Status;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SenderTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final ConsumerId OTHER = new ConsumerId("other");
    private static final CollectorId COLLECTOR = new CollectorId("c1");
    private static final Topics TOPICS = new Topics(COLLECTOR);
    private static final long NONCE = 77;

    private final MemoryOutbox outbox = new MemoryOutbox();
    private final FakeLink link = new FakeLink();
    private final Tally tally = new Tally();
    private long now;
    private Sender sender = sender(200, JOB);

    private Sender sender(int window, ConsumerId... consumers) {
        PublishConfig config =
                new PublishConfig(COLLECTOR, "tcp://broker:1883", BrokerAccess.NONE, List.of(consumers), window);
        return new Sender(config, NONCE, outbox, link, tally, () -> now);
    }

    @Test
    void nothingIsSentBeforeTheConsumerSpoke() {
        outbox.append(3);
        sender.connected();
        assertThat(sent()).isEmpty();
    }

    @Test
    void recordsGoInOrderWithTheirLowUpToTheLimit() {
        outbox.append(9);
        outbox.dropBelow(outbox.current(), 3);
        sender.connected();
        cursor(JOB, 1, 1, 0, 6);
        sender.turn();
        List<UpRecord> records = records();
        assertThat(records).extracting(UpRecord::seq).containsExactly(3L, 4L, 5L, 6L);
        assertThat(records).extracting(UpRecord::low).containsOnly(3L);
        cursor(JOB, 1, 7, 0, 20);
        assertThat(sent()).containsExactly(7L, 8L, 9L);
        assertThat(tally.stats(now).sent()).isEqualTo(7);
    }

    @Test
    void noMoreThanTheWindowWaitsForAcknowledgements() {
        sender = sender(2, JOB);
        outbox.append(5);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        assertThat(sent()).containsExactly(1L, 2L);
        sender.acknowledged(1, 0);
        assertThat(sent()).containsExactly(3L);
        assertThat(sent()).isEmpty();
    }

    @Test
    void anAcknowledgementThatNeverComesDoesNotHoldTheWindowForEver() {
        sender = sender(2, JOB);
        outbox.append(5);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        assertThat(sent()).containsExactly(1L, 2L);
        now += Outstanding.PATIENCE_MILLIS;
        assertThat(sent()).containsExactly(1L, 2L);
    }

    @Test
    void afterALostConnectionWhatTheCursorDoesNotConfirmGoesAgain() {
        outbox.append(4);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        assertThat(sent()).containsExactly(1L, 2L, 3L, 4L);
        cursor(JOB, 1, 3, 0, 100);
        sender.disconnected("gone");
        assertThat(tally.stats(now).connected()).isFalse();
        assertThat(sent()).isEmpty();
        sender.connected();
        assertThat(sent()).containsExactly(3L, 4L);
        assertThat(tally.stats(now).resent()).isEqualTo(2);
        assertThat(tally.stats(now).connected()).isTrue();
    }

    @Test
    void aRefusedRecordIsCountedByItsReasonAndGoesAgain() {
        outbox.append(1);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        assertThat(sent()).containsExactly(1L);
        sender.acknowledged(1, 0x97);
        now += 2_900;
        assertThat(sent()).isEmpty();
        now += 1_100;
        assertThat(sent()).containsExactly(1L);
        PublishStats stats = tally.stats(now);
        assertThat(stats.pubackRefused()).containsExactly(Map.entry(0x97, 1L));
        assertThat(stats.resent()).isEqualTo(1);
        assertThat(stats.goBacks()).isEqualTo(1);
    }

    @Test
    void whatNobodyTookIsCountedAndGoesAgain() {
        outbox.append(1);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        assertThat(sent()).containsExactly(1L);
        sender.acknowledged(1, 0x10);
        sender.acknowledged(0, 0x10);
        now += 4_000;
        assertThat(sent()).containsExactly(1L);
        assertThat(tally.stats(now).undelivered()).isEqualTo(1);
    }

    @Test
    void aClientWithoutPlaceIsAskedAgainSoonAndNothingIsSkipped() {
        outbox.append(3);
        sender.connected();
        sender.turn();
        cursor(JOB, 1, 1, 0, 100);
        link.places(1);
        link.taken();
        assertThat(sender.turn()).isEqualTo(Sender.RETRY_MILLIS);
        link.places(9);
        sender.turn();
        assertThat(records()).extracting(UpRecord::seq).containsExactly(1L, 2L, 3L);
    }

    @Test
    void statusAndHeadAreSaidOnConnectAndEveryFiveSecondsAndWhenAnEpochOpens() throws IOException {
        outbox.append(2);
        sender.connected();
        assertThat(sender.turn()).isEqualTo(Sender.TICK_MILLIS);
        List<FakeLink.Message> first = link.taken();
        assertThat(first).extracting(FakeLink.Message::topic).containsExactly(TOPICS.status(), TOPICS.head());
        assertThat(first).allMatch(FakeLink.Message::retained);
        assertThat(Status.parse(first.get(0).payload())).isEqualTo(new Status(true, NONCE));
        Head head = Head.parse(first.get(1).payload());
        assertThat(head).isEqualTo(new Head(NONCE, outbox.heads()));

        now += 4_999;
        sender.turn();
        assertThat(link.taken()).isEmpty();
        now += 1;
        sender.turn();
        assertThat(link.taken()).hasSize(2);

        outbox.newEpoch("test");
        sender.turn();
        List<FakeLink.Message> opened = link.taken();
        assertThat(Head.parse(opened.get(1).payload()).epochs())
                .extracting(Head.Epoch::isClosed)
                .containsExactly(true, false);
    }

    @Test
    void aHeadThatFoundNoPlaceIsSaidSoon() {
        link.places(1);
        sender.connected();
        assertThat(sender.turn()).isEqualTo(Sender.RETRY_MILLIS);
        link.places(2);
        link.taken();
        sender.turn();
        assertThat(link.taken()).extracting(FakeLink.Message::topic).contains(TOPICS.head());
    }

    @Test
    void committedAndGenerationAreKept() {
        outbox.append(5);
        cursor(JOB, 40, 4, 3, 100);
        assertThat(outbox.generation(JOB)).isEqualTo(40);
        assertThat(outbox.committed(JOB)).containsEntry(outbox.current(), 3L);
        cursor(JOB, 39, 5, 4, 100);
        assertThat(outbox.generation(JOB)).isEqualTo(40);
        assertThat(outbox.committed(JOB)).containsEntry(outbox.current(), 3L);
    }

    @Test
    void afterARestartRecordsThatWereInTheSpoolCountAsResent() {
        outbox.append(2);
        sender = sender(200, JOB);
        outbox.append(1);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        assertThat(sent()).containsExactly(1L, 2L, 3L);
        assertThat(tally.stats(now).resent()).isEqualTo(2);
    }

    @Test
    void aConsumerThatComesBackAfterAStallOpensANewEpochThatGoesFirst() {
        EpochId old = outbox.current();
        outbox.append(600);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        sender.turn();
        for (int i = 0; i < 70; i++) {
            now += 1_000;
            sender.turn();
        }
        assertThat(outbox.said).isEmpty();
        cursor(JOB, 1, 51, 50, 150);
        assertThat(outbox.said).containsExactly("new epoch");
        outbox.append(1);
        link.taken();
        sender.disconnected("quiet");
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        sender.turn();
        List<UpRecord> records = records();
        assertThat(records.get(0).epoch()).isEqualTo(outbox.current()).isNotEqualTo(old);
        assertThat(records.get(1)).extracting(UpRecord::epoch, UpRecord::seq).containsExactly(old, 51L);
    }

    @Test
    void aConsumerThatKnowsRecordsWeNeverWroteEndsTheEpoch() {
        EpochId copy = outbox.current();
        outbox.append(3);
        sender.connected();
        cursor(JOB, 1, 9, 8, 100);
        assertThat(outbox.said).containsExactly("left " + copy);
        assertThat(sent()).isEmpty();
        assertThat(outbox.committed(JOB)).doesNotContainEntry(copy, 8L);
    }

    @Test
    void aNewEpochThatTheDiskDidNotTakeBeginsWhenItTakesOneAgain() {
        outbox.append(600);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        sender.turn();
        now += 70_000;
        outbox.full = true;
        cursor(JOB, 1, 51, 0, 150);
        now += 1_000;
        assertThat(sent()).as("sending needs no disk").contains(101L, 150L);
        cursor(JOB, 1, 52, 0, 150);
        assertThat(outbox.said).isEmpty();
        outbox.full = false;
        now += 1_000;
        sender.turn();
        assertThat(outbox.said).containsExactly("new epoch");
        now += 1_000;
        sender.turn();
        assertThat(outbox.said).hasSize(1);
    }

    @Test
    void aForeignEpochThatCouldNotBeLeftForAFullDiskIsLeftLater() {
        EpochId copy = outbox.current();
        outbox.append(3);
        sender.connected();
        outbox.full = true;
        cursor(JOB, 1, 9, 8, 100);
        cursor(JOB, 2, 9, 8, 100);
        assertThat(sent()).isEmpty();
        outbox.full = false;
        now += 1_000;
        sender.turn();
        assertThat(outbox.said).containsExactly("left " + copy);
    }

    @Test
    void whatIsCommittedWhileTheDiskIsFullIsKeptLater() {
        outbox.append(5);
        outbox.full = true;
        cursor(JOB, 40, 4, 2, 100);
        cursor(JOB, 40, 4, 3, 100);
        assertThat(outbox.generation(JOB)).isZero();
        outbox.full = false;
        now += 1_000;
        sender.turn();
        assertThat(outbox.generation(JOB)).isEqualTo(40);
        assertThat(outbox.committed(JOB)).containsEntry(outbox.current(), 3L);
    }

    @Test
    void whatSeveralConsumersWaitForGoesOnceTheLowestFirst() {
        sender = sender(200, JOB, OTHER);
        outbox.append(5);
        sender.connected();
        cursor(JOB, 1, 4, 3, 100);
        cursor(OTHER, 1, 2, 1, 3);
        assertThat(sent()).containsExactly(2L, 3L, 4L, 5L);
        cursor(OTHER, 1, 4, 3, 5);
        assertThat(sent()).containsExactly(4L, 5L);
    }

    @Test
    void olderEpochsTakeTurns() throws IOException {
        outbox.append(2);
        outbox.newEpoch("a");
        outbox.append(2);
        outbox.newEpoch("b");
        outbox.append(1);
        sender.connected();
        cursor(JOB, 1, 1, 0, 100);
        sender.turn();
        List<EpochId> epochs = outbox.epochs();
        assertThat(records()).extracting(r -> epochs.indexOf(r.epoch())).containsExactly(2, 0, 1, 0, 1, 0, 1);
    }

    @Test
    void aConsumersAgeCountsFromItsLastCursor() {
        assertThat(tally.stats(now).cursorAge()).isEmpty();
        now = 1_000;
        cursor(JOB, 1, 1, 0, 100);
        assertThat(tally.stats(3_500).cursorAge().get(JOB)).hasMillis(2_500);
    }

    /** A cursor that says the same of every epoch, where it can. */
    private void cursor(ConsumerId consumer, long generation, long next, long committed, long limit) {
        List<Cursor.Epoch> epochs = outbox.epochs().stream()
                .map(epoch -> new Cursor.Epoch(epoch, next, link(epoch, next - 1), committed, limit))
                .toList();
        sender.cursor(consumer, new Cursor(generation, 5, epochs));
    }

    private Link link(EpochId epoch, long seq) {
        return seq < 1 || seq > outbox.head(epoch) ? Link.EMPTY : outbox.link(epoch, seq);
    }

    private List<Long> sent() {
        sender.turn();
        return records().stream().map(UpRecord::seq).toList();
    }

    private List<UpRecord> records() {
        return link.taken().stream()
                .filter(message -> message.topic().equals(TOPICS.up()))
                .map(message -> UpRecord.parse(message.payload()))
                .toList();
    }
}
