/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Topics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The collectors that a reader serves, and the positions of those that it does not serve yet or no more. Who is served
 * changes on the task's thread alone; other threads look only at the ends.
 */
final class ServedCollectors {

    /** The number of no checkpoint. */
    private static final long PARKED = -1;

    private final ConcurrentSkipListMap<CollectorId, CollectorEnd> ends = new ConcurrentSkipListMap<>();
    private final Map<CollectorId, Map<EpochId, EpochSplit>> kept = new HashMap<>();
    private @Nullable CollectorId lastTurn;

    /** Keeps positions until their collector is served. */
    void keep(List<EpochSplit> splits) {
        for (EpochSplit split : splits) {
            kept.computeIfAbsent(split.collector(), key -> new TreeMap<>()).put(split.epoch(), split);
        }
    }

    /**
     * Gives an end the positions that were kept for it.
     *
     * @param known whether the job has ever read this collector: then it goes on, even if no position is left
     */
    void restore(CollectorEnd end, boolean known) {
        Map<EpochId, EpochSplit> splits = kept.remove(end.collector());
        if (splits != null || known) {
            end.restore(splits == null ? List.of() : splits.values());
        }
    }

    void serve(CollectorEnd end) {
        ends.put(end.collector(), end);
    }

    /** Serves only these from now on; the positions of the others stay in the checkpoints, in case they come back. */
    List<CollectorId> park(Set<String> served) {
        List<CollectorId> parked = new ArrayList<>();
        for (CollectorEnd end : List.copyOf(ends.values())) {
            if (!served.contains(end.collector().value())) {
                ends.remove(end.collector());
                keep(end.snapshot(PARKED));
                parked.add(end.collector());
            }
        }
        return parked;
    }

    @Nullable
    CollectorEnd end(CollectorId collector) {
        return ends.get(collector);
    }

    Collection<CollectorEnd> ends() {
        return ends.values();
    }

    /** What to subscribe to: the heads of all collectors, so that strangers are noticed, and what the served ones say. */
    Set<String> topics(ConsumerId consumer) {
        Set<String> topics = new TreeSet<>();
        topics.add("np/1/+/head");
        for (CollectorId collector : ends.keySet()) {
            Topics of = new Topics(collector);
            topics.add(of.up());
            topics.add(of.cursor(consumer));
        }
        return topics;
    }

    /** The ends, beginning behind the one that had its turn last. */
    Iterable<CollectorEnd> inTurn() {
        if (lastTurn == null || ends.size() == 1) {
            return ends.values();
        }
        List<CollectorEnd> order = new ArrayList<>(ends.tailMap(lastTurn, false).values());
        order.addAll(ends.headMap(lastTurn, true).values());
        return order;
    }

    void hadItsTurn(CollectorEnd end) {
        lastTurn = end.collector();
    }

    /** What a checkpoint has to keep: of the served and of the others. */
    List<EpochSplit> snapshot(long checkpointId) {
        List<EpochSplit> splits = new ArrayList<>();
        ends.values().forEach(end -> splits.addAll(end.snapshot(checkpointId)));
        kept.values().forEach(positions -> splits.addAll(positions.values()));
        return splits;
    }
}
