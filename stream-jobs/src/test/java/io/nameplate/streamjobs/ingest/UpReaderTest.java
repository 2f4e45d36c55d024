/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static io.nameplate.streamjobs.ingest.ReaderRun.C1;
import static io.nameplate.streamjobs.ingest.ReaderRun.CONSUMER;
import static io.nameplate.streamjobs.ingest.ReaderRun.PATIENCE;
import static io.nameplate.streamjobs.ingest.ReaderRun.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.world.Deadline;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Records are taken in order, each once, and no more of them than there is room for. */
class UpReaderTest {

    @RegisterExtension
    final ReaderRun run = new ReaderRun();

    @Test
    void recordsAreTakenInOrderOnceAndCountedOtherwise() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.send(1, 3);
        run.send(2, 3);
        run.send(5, 6);
        run.send(4, 5);
        List<Arrival> arrivals = run.poll();
        assertThat(arrivals.get(0)).isInstanceOf(Arrival.Announced.class);
        assertThat(seqs(arrivals)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(run.counters().get(Counter.DUPLICATES)).isEqualTo(2);
        assertThat(run.counters().get(Counter.GAPS)).isEqualTo(2);
    }

    @Test
    void aHeadThatTheBrokerKeptBeginsNothing() throws Exception {
        run.open(List.of());
        run.head(1, true);
        run.send(1, 3);
        assertThat(run.poll()).isEmpty();
        run.head(1, false);
        run.send(1, 3);
        assertThat(seqs(run.poll())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theQueueIsBoundedAndTheLimitSaysSo() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.poll();
        assertThat(run.awaitCursor(cursor -> true).limit()).isEqualTo(8);
        run.send(1, 12);
        assertThat(run.counters().get(Counter.OVERFLOWED)).isEqualTo(4);
        assertThat(seqs(run.poll())).hasSize(8);
        assertThat(run.awaitCursor(cursor -> cursor.limit() == 16).next()).isEqualTo(9);
    }

    @Test
    void aCollectorThatUsesItsRoomFastIsToldOfMoreWhileNoSecondHasPassed() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.poll();
        assertThat(run.awaitCursor(cursor -> true).limit()).isEqualTo(8);
        for (int from = 1; from <= 37; from += 4) {
            run.send(from, from + 3);
            assertThat(seqs(run.poll())).hasSize(4);
            // less than a quarter of the 8 places may not have been told yet
            int limit = from + 10;
            Deadline.await(
                    PATIENCE,
                    () -> "a limit of " + limit + " or more, not " + run.published,
                    () -> run.published.get(C1.cursor(CONSUMER)).epochs().get(0).limit() >= limit);
        }
        assertThat(run.counters().get(Counter.OVERFLOWED)).isZero();
    }

    @Test
    void aJobThatTakesNothingTellsOfNoRoom() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.poll();
        assertThat(run.awaitCursor(cursor -> true).limit()).isEqualTo(8);
        run.send(1, 8);
        assertThat(run.awaitCursor(cursor -> cursor.next() == 9).limit()).isEqualTo(8);
    }

    @Test
    void twoInstancesThatSpeakInTurnAreBothNamedAndNothingMoreIsTakenOfEither() throws Exception {
        run.open(List.of());
        run.head(0x1a, false);
        run.send(1, 2);
        assertThat(seqs(run.poll())).containsExactly(1L, 2L);
        run.head(0x2b, false);
        run.send(3, 3);
        assertThat(seqs(run.poll())).as("it may have been started again").containsExactly(3L);
        assertThat(run.counters().snapshot()).doesNotContainKey("conflict.c1");
        run.head(0x1a, false);
        run.send(4, 5);
        assertThat(seqs(run.poll())).isEmpty();
        run.reader().tick();
        assertThat(run.counters().snapshot()).containsEntry("conflict.c1", "1a and 2b");
        run.head(0x2b, false);
        run.send(4, 5);
        assertThat(seqs(run.poll())).isEmpty();
        run.serve();
        assertThat(run.counters().snapshot())
                .as("the registry names it no more")
                .doesNotContainKey("conflict.c1");
    }
}
