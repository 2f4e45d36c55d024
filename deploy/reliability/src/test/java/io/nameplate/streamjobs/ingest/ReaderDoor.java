/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import io.nameplate.streamjobs.flow.Arrival;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.core.io.InputStatus;

/** Lets the simulation be the reader's task thread, its timer and the enumerator beside it. */
public final class ReaderDoor extends ReaderSurroundings {

    private static final EpochSplitSerializer SPLITS = new EpochSplitSerializer();

    private final UpReader reader;
    private long generation;
    private final Consumer<Arrival> out;
    /** What the reader has asked its timer to do at once. */
    private final List<Runnable> later = new ArrayList<>();

    /**
     * A reader of all collectors.
     *
     * @param known the collectors of which the checkpoint held something
     * @param splits what it held
     */
    public ReaderDoor(
            UpSettings settings,
            long nonce,
            Collection<CollectorId> collectors,
            Collection<CollectorId> known,
            List<byte[]> splits,
            Consumer<Arrival> out)
            throws IOException {
        this.out = out;
        this.reader = new UpReader(this, settings, nonce, new ScheduledThreadPoolExecutor(1) {
            @Override
            public void execute(Runnable task) {
                later.add(task);
            }
        });
        List<EpochSplit> restored = new ArrayList<>();
        for (byte[] split : splits) {
            restored.add(SPLITS.deserialize(SPLITS.getVersion(), split));
        }
        reader.addSplits(restored);
        reader.handleSourceEvents(new ReaderEvent.Serve(names(collectors), names(known), names(collectors)));
    }

    private static ArrayList<String> names(Collection<CollectorId> collectors) {
        return new ArrayList<>(
                collectors.stream().map(CollectorId::value).sorted().toList());
    }

    /** Hands over one arrival, if there is one. */
    public boolean poll() {
        return reader.pollNext(this) == InputStatus.MORE_AVAILABLE;
    }

    /** What the timer's thread does. */
    public void tick() {
        List<Runnable> asked = List.copyOf(later);
        later.clear();
        asked.forEach(Runnable::run);
        reader.tick();
    }

    public List<byte[]> snapshot(long checkpoint) throws IOException {
        List<byte[]> splits = new ArrayList<>();
        for (EpochSplit split : reader.snapshotState(checkpoint)) {
            splits.add(SPLITS.serialize(split));
        }
        return splits;
    }

    public void completed(long checkpoint) {
        reader.notifyCheckpointComplete(checkpoint);
    }

    /** The generation that it began with; 0 before. */
    public long generation() {
        return generation;
    }

    public void close() {
        reader.close();
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
        if (event instanceof ReaderEvent.Propose proposal) {
            generation = proposal.generation();
            reader.handleSourceEvents(new ReaderEvent.Begin(generation));
        }
    }

    @Override
    public void collect(Arrival arrival) {
        out.accept(arrival);
    }
}
