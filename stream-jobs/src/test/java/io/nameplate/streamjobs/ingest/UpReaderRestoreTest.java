/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static io.nameplate.streamjobs.ingest.ReaderRun.C1;
import static io.nameplate.streamjobs.ingest.ReaderRun.CONSUMER;
import static io.nameplate.streamjobs.ingest.ReaderRun.seqs;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.wire.Cursor;
import io.nameplate.streamjobs.flow.Arrival;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the reader remembers of a collector: over checkpoints, restarts and versions of the registry. */
class UpReaderRestoreTest {

    @RegisterExtension
    final ReaderRun run = new ReaderRun();

    @Test
    void theGenerationIsAboveTheOneThatTheBrokerKept() throws Exception {
        run.open(List.of(), new Cursor(run.clock.millis() + 1_000_000, 5, List.of()));
        run.head(1, false);
        assertThat(run.poll().get(0).generation()).isEqualTo(run.clock.millis() - 2_000 + 1_000_001);
    }

    @Test
    void committedRisesOnlyWhenACheckpointIsComplete() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.send(1, 5);
        run.poll();
        List<EpochSplit> splits = run.reader().snapshotState(1);
        assertThat(splits.get(0).position().expected()).isEqualTo(6);
        run.send(6, 8);
        run.poll();
        assertThat(run.awaitCursor(cursor -> cursor.next() == 9).committed()).isZero();
        run.reader().notifyCheckpointComplete(1);
        assertThat(run.awaitCursor(cursor -> cursor.committed() == 5).next()).isEqualTo(9);
    }

    @Test
    void aRestoredReaderGoesOnWhereTheCheckpointWas() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.send(1, 5);
        run.poll();
        List<EpochSplit> splits = run.reader().snapshotState(1);
        run.reopen(splits);
        run.head(1, false);
        // the reader before may have told of the same records while none of them was safe yet
        Cursor.Epoch cursor = run.awaitCursor(told -> told.committed() == 5);
        assertThat(cursor.next()).isEqualTo(6);
        run.send(6, 7);
        assertThat(seqs(run.poll())).containsExactly(6L, 7L);
    }

    @Test
    void aReaderThatIsRestoredFromACheckpointOnTheWayIsLevelWhenItHasWhatTheFirstHad() throws Exception {
        run.open(List.of());
        run.head(1, false);
        run.send(1, 2);
        run.poll();
        EpochSplit split = run.reader().snapshotState(1).get(0);
        run.reopen(
                List.of(new EpochSplit(split.collector(), split.epoch(), split.position(), 5)),
                new Cursor(1, 9, List.of()));
        run.head(1, false);
        assertThat(run.poll()).first().extracting("reached").isEqualTo(false);
        assertThat(run.reader().snapshotState(2).get(0).claimed()).isEqualTo(5);
        run.send(3, 3);
        assertThat(run.poll()).noneMatch(Arrival.Level.class::isInstance);
        run.send(4, 4);
        assertThat(run.poll()).hasAtLeastOneElementOfType(Arrival.Level.class);
    }

    @Test
    void aCollectorThatLeavesTheRegistryIsDroppedAndGoesOnWhereItWasIfItComesBack() throws Exception {
        run.open(List.of());
        assertThat(run.subscribed).contains("np/1/+/head", C1.up(), C1.cursor(CONSUMER));
        run.head(1, false);
        run.send(1, 4);
        assertThat(seqs(run.poll())).containsExactly(1L, 2L, 3L, 4L);
        List<EpochSplit> before = run.reader().snapshotState(1);
        run.serve();
        assertThat(run.subscribed).containsExactly("np/1/+/head");
        run.send(5, 6);
        assertThat(seqs(run.poll())).isEmpty();
        assertThat(run.reader().snapshotState(2)).isEqualTo(before);
        run.serve("c1");
        assertThat(run.subscribed).contains(C1.up());
        run.head(1, false);
        run.send(3, 6);
        assertThat(seqs(run.poll())).containsExactly(5L, 6L);
    }
}
