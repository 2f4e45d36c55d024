/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.flow.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each collector of the registry to one reader, with all its epochs; the reader finds new epochs in the collector's
 * head. Restored epochs come back from the readers that Flink gave them to, and go to their collector's reader before
 * anybody serves. Also settles the job's generation.
 */
final class UpEnumerator implements SplitEnumerator<EpochSplit, Served> {

    private static final Logger LOGGER = LoggerFactory.getLogger(UpEnumerator.class);
    private static final long LOOK_MILLIS = 2_000;

    private final SplitEnumeratorContext<EpochSplit> context;
    private final RegistryAccess registry;
    /** Of these the checkpoint held something, if there was one. */
    private final SortedSet<CollectorId> known;
    /** Epochs that no reader holds now, by id. */
    private final Map<String, EpochSplit> homeless = new TreeMap<>();

    private final SortedSet<CollectorId> serving = new TreeSet<>();
    private final Map<Integer, Long> proposals = new HashMap<>();
    private @Nullable Registry seen;
    private long generation;

    UpEnumerator(SplitEnumeratorContext<EpochSplit> context, RegistryAccess registry, Served restored) {
        this.context = context;
        this.registry = registry;
        this.known = new TreeSet<>(restored.collectors());
        keep(restored.homeless());
    }

    private void keep(List<EpochSplit> splits) {
        splits.forEach(split -> homeless.put(split.splitId(), split));
    }

    @Override
    public void start() {
        context.callAsync(registry::current, this::look, 0, LOOK_MILLIS);
    }

    private void look(Registry newest, @Nullable Throwable failure) {
        if (failure != null) {
            LOGGER.atWarn().setCause(failure).log("the registry could not be read");
        } else if (seen == null || seen.version() != newest.version()) {
            seen = newest;
            serving.clear();
            serving.addAll(newest.collectors().keySet());
            serveAll();
        }
    }

    @Override
    public void addReader(int subtask) {
        proposals.remove(subtask);
        ReaderInfo reader = context.registeredReaders().get(subtask);
        if (reader != null) {
            keep(reader.getReportedSplitsOnRegistration());
            serveAll();
        }
    }

    /** Waits for the last reader: any of them may hold epochs of another one's collectors. */
    private void serveAll() {
        if (seen == null || context.registeredReaders().size() < context.currentParallelism()) {
            return;
        }
        homeless.values()
                .forEach(split ->
                        context.assignSplit(split, Shares.owner(split.collector(), context.currentParallelism())));
        homeless.clear();
        context.registeredReaders().keySet().forEach(this::serve);
    }

    private void serve(int subtask) {
        ArrayList<String> mine = new ArrayList<>();
        ArrayList<String> mineKnown = new ArrayList<>();
        ArrayList<String> everybody = new ArrayList<>();
        for (CollectorId collector : serving) {
            everybody.add(collector.value());
            if (Shares.owner(collector, context.currentParallelism()) == subtask) {
                mine.add(collector.value());
                if (known.contains(collector)) {
                    mineKnown.add(collector.value());
                }
            }
        }
        context.sendEventToSourceReader(subtask, new ReaderEvent.Serve(mine, mineKnown, everybody));
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (!(event instanceof ReaderEvent.Propose proposal)) {
            return;
        }
        proposals.put(subtask, proposal.generation());
        if (proposals.size() < context.currentParallelism()) {
            return;
        }
        for (long proposed : proposals.values()) {
            generation = Math.max(generation, proposed);
        }
        for (int reader : proposals.keySet()) {
            context.sendEventToSourceReader(reader, new ReaderEvent.Begin(generation));
        }
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
        // readers find their splits by themselves
    }

    @Override
    public void addSplitsBack(List<EpochSplit> splits, int subtask) {
        keep(splits);
    }

    @Override
    public Served snapshotState(long checkpointId) {
        TreeSet<CollectorId> all = new TreeSet<>(known);
        all.addAll(serving);
        return new Served(all, List.copyOf(homeless.values()));
    }

    @Override
    public void close() {
        // holds nothing open
    }
}
