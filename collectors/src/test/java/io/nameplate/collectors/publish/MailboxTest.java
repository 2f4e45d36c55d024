/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Link;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What waits for a publishing thread that a disk holds up. */
class MailboxTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final ConsumerId OTHER = new ConsumerId("other");
    private static final CollectorId COLLECTOR = new CollectorId("c1");

    private final MemoryOutbox outbox = new MemoryOutbox();
    private final FakeLink link = new FakeLink();
    private final Tally tally = new Tally();
    private final Sender sender = new Sender(
            new PublishConfig(COLLECTOR, "tcp://broker:1883", BrokerAccess.NONE, List.of(JOB, OTHER), 200),
            77,
            outbox,
            link,
            tally,
            () -> 0);
    private long millis;
    private final Mailbox mailbox = new Mailbox(Map.of("cursor/job", JOB, "cursor/other", OTHER), tally, () -> millis);

    private void cursor(String consumer, long generation, long next) {
        EpochId epoch = outbox.current();
        Link link = next == 1 || next > outbox.head(epoch) ? Link.EMPTY : outbox.link(epoch, next - 1);
        Cursor cursor = new Cursor(generation, 5, List.of(new Cursor.Epoch(epoch, next, link, next - 1, 1_000)));
        mailbox.arrived("cursor/" + consumer, cursor.encode(), false);
    }

    @Test
    void ofManyCursorsThatWaitTheLatestOfEachConsumerIsKept() throws Exception {
        outbox.append(9);
        mailbox.connected();
        for (int next = 1; next <= 6; next++) {
            cursor("job", 1, next);
            cursor("other", 1, 1);
        }
        assertThat(mailbox.waiting()).isEqualTo(3);
        mailbox.deliver(sender, 0);
        assertThat(outbox.committed(JOB)).containsEntry(outbox.current(), 5L);
        assertThat(mailbox.waiting()).isZero();
        cursor("job", 1, 8);
        mailbox.deliver(sender, 0);
        assertThat(outbox.committed(JOB)).containsEntry(outbox.current(), 7L);
    }

    @Test
    void aCursorOfAnOlderGenerationDoesNotTakeTheNewersPlace() throws Exception {
        outbox.append(9);
        mailbox.connected();
        cursor("job", 2, 6);
        cursor("job", 1, 3);
        mailbox.deliver(sender, 0);
        assertThat(outbox.committed(JOB)).containsEntry(outbox.current(), 5L);
        assertThat(outbox.generation(JOB)).isEqualTo(2);
    }

    @Test
    void aCursorOfAnotherConnectionIsAnotherLetter() {
        cursor("job", 1, 1);
        mailbox.disconnected(LinkTrouble.closed("a test"));
        cursor("job", 1, 2);
        mailbox.connected();
        cursor("job", 1, 3);
        cursor("job", 1, 4);
        assertThat(mailbox.waiting()).isEqualTo(5);
    }

    /** Each cursor asks for the disk: while that works another one comes, for ever. */
    @Test
    void whoFloodsDoesNotKeepTheSenderFromItsTurn() throws Exception {
        outbox.append(9);
        mailbox.connected();
        int[] kept = {0};
        outbox.meanwhile = () -> {
            kept[0]++;
            assertThat(kept[0]).as("cursors looked at in one turn").isLessThan(5);
            cursor("job", kept[0] + 1, 1);
        };
        cursor("job", 1, 1);
        mailbox.deliver(sender, 0);
        assertThat(kept[0]).isEqualTo(1);
        mailbox.deliver(sender, 0);
        assertThat(kept[0]).isEqualTo(2);
        assertThat(mailbox.waiting()).isEqualTo(1);
    }

    @Test
    void ofCursorsThatComeFasterThanAnyJobSaysThemTheLatestIsLookedAtOnceASecond() throws Exception {
        outbox.append(9);
        mailbox.connected();
        byte[] unreadable = {7, 7, 7};
        for (int i = 0; i < Mailbox.LOOKED_AT + 500; i++) {
            mailbox.arrived("cursor/job", unreadable, false);
        }
        cursor("job", 1, 8);
        cursor("other", 1, 4);
        assertThat(tally.stats(0).badCursors()).isEqualTo(Mailbox.LOOKED_AT);
        assertThat(tally.stats(0).passedOver()).isEqualTo(500);
        mailbox.deliver(sender, 0);
        assertThat(outbox.committed(OTHER))
                .as("another consumer's are not held up")
                .containsEntry(outbox.current(), 3L);
        assertThat(outbox.committed(JOB)).doesNotContainValue(7L);

        millis = 1_000;
        mailbox.deliver(sender, 0);
        assertThat(outbox.committed(JOB)).containsEntry(outbox.current(), 7L);
    }

    @Test
    void aLongCursorCountsForManyShortOnes() {
        byte[] longest = new byte[1 << 20];
        Arrays.fill(longest, (byte) 7);
        for (int i = 0; i < 10; i++) {
            mailbox.arrived("cursor/job", longest, false);
        }
        assertThat(tally.stats(0).badCursors()).isEqualTo(3);
        assertThat(tally.stats(0).passedOver()).isEqualTo(6);
    }

    /** With a queue of 512 places a job says 390 cursors a second when it takes 50,000 records. */
    @Test
    void aJobThatTakesThousandsOfRecordsASecondIsHeardEachTime() {
        for (millis = 0; millis < 10_000; millis += 2) {
            cursor("job", 1, 1);
        }
        assertThat(tally.stats(0).passedOver()).isZero();
        assertThat(tally.stats(0).badCursors()).isZero();
    }

    @Test
    void whatWasPutOffIsForgottenWithItsConnection() throws Exception {
        outbox.append(9);
        mailbox.connected();
        for (int i = 0; i < Mailbox.LOOKED_AT; i++) {
            mailbox.arrived("cursor/job", new byte[] {7}, false);
        }
        cursor("job", 1, 8);
        mailbox.disconnected(LinkTrouble.closed("a test"));
        millis = 5_000;
        mailbox.deliver(sender, 0);
        assertThat(outbox.committed(JOB)).isEmpty();
    }
}
