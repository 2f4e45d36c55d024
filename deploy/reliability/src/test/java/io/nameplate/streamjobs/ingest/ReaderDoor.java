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
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;

/** Lets the simulation be the reader's task thread, its timer and the enumerator beside it. */
public final class ReaderDoor implements SourceReaderContext, ReaderOutput<Arrival> {

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

    @Override
    public void collect(Arrival arrival, long timestamp) {
        out.accept(arrival);
    }

    @Override
    public SourceReaderMetricGroup metricGroup() {
        return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
    }

    @Override
    public Configuration getConfiguration() {
        return new Configuration();
    }

    @Override
    public String getLocalHostName() {
        return "here";
    }

    @Override
    public int getIndexOfSubtask() {
        return 0;
    }

    @Override
    public void sendSplitRequest() {
        throw new AssertionError("the reader finds its splits by itself");
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        throw new AssertionError("nothing of the user's is loaded here");
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        throw new AssertionError("there are no watermarks here");
    }

    @Override
    public void markIdle() {
        throw new AssertionError("the reader is never idle");
    }

    @Override
    public void markActive() {
        throw new AssertionError("the reader is never idle");
    }

    @Override
    public SourceOutput<Arrival> createOutputForSplit(String splitId) {
        return this;
    }

    @Override
    public void releaseOutputForSplit(String splitId) {
        throw new AssertionError("no output was made for a split");
    }
}
