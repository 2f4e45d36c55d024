/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.language.Asset;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Registry.Placed;
import io.nameplate.model.language.TensorCounter;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.HallNodes;
import io.nameplate.model.wire.PlantReadings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One registry version arranged for looking up what a record is about; made once per version. */
final class Placement {

    /** Source time counts when it is off by no more than this. */
    private static final long MOST_OFFSET_SECONDS = 2;

    private final Registry registry;
    /** By source of record, then hall: the nodes whose frames count. */
    private final Map<CollectorId, Map<HallId, HallNodes>> nodes = new HashMap<>();

    private final HallNodes none = new HallNodes(Map.of());
    private final Map<String, List<HallId>> hallsOfAsset = new HashMap<>();
    /** By node: its counters are read by its source of record and concern its hall alone. */
    private final Map<String, Placed> counted = new HashMap<>();

    private final Map<CollectorId, List<HallId>> hallsOfCollector = new HashMap<>();
    private final Map<CollectorId, Duration> deadlines = new HashMap<>();
    private final Map<CollectorId, CollectorProgress.Margins> margins = new HashMap<>();

    Placement(Registry registry) {
        this.registry = registry;
        Map<CollectorId, Map<HallId, Map<String, Placed>>> named = new HashMap<>();
        registry.nodes().forEach((id, placed) -> {
            counted.put(id.value(), placed);
            named.computeIfAbsent(placed.block().source(), key -> new HashMap<>())
                    .computeIfAbsent(placed.block().hall(), key -> new HashMap<>())
                    .put(id.value(), placed);
        });
        named.forEach((collector, halls) -> halls.forEach((hall, ofRecord) ->
                nodes.computeIfAbsent(collector, key -> new HashMap<>()).put(hall, new HallNodes(ofRecord))));
        registry.collectors().keySet().forEach(id -> margins.put(id, marginsOf(registry, id)));
        for (HallId hall : registry.halls().keySet()) {
            for (Asset asset : registry.assetsOf(hall)) {
                hallsOfAsset
                        .computeIfAbsent(asset.asset().value(), key -> new ArrayList<>())
                        .add(hall);
            }
            Duration deadline = registry.deadlineOf(hall);
            for (CollectorId collector : registry.collectorsOf(hall)) {
                deadlines.merge(collector, deadline, (a, b) -> a.compareTo(b) > 0 ? a : b);
                hallsOfCollector
                        .computeIfAbsent(collector, key -> new ArrayList<>())
                        .add(hall);
            }
        }
    }

    /**
     * A collector watches plant at once, and nodes from the first slot for which every source has had the time to speak; a
     * source's own time may be off.
     */
    private static CollectorProgress.Margins marginsOf(Registry registry, CollectorId collector) {
        long hold = 0;
        for (Asset asset : registry.assets().values()) {
            hold = asset.collector().equals(collector) ? Math.max(hold, ceiling(asset.hold())) : hold;
        }
        long period = 0;
        for (Block block : registry.blocks().values()) {
            if (block.source().equals(collector)) {
                period = Math.max(period, ceiling(block.period()));
                hold = countsNodes(registry) ? Math.max(hold, ceiling(TensorCounter.hold(registry))) : hold;
            }
        }
        long before = period + registry.slot().toSeconds() + MOST_OFFSET_SECONDS;
        return hold == 0 ? CollectorProgress.Margins.NONE : new CollectorProgress.Margins(before, hold);
    }

    /** Whether any content rests on counters of nodes. */
    private static boolean countsNodes(Registry registry) {
        return registry.leases().values().stream()
                .flatMap(lease -> lease.terms().stream())
                .anyMatch(term -> term.kind() == Term.Kind.THROUGHPUT);
    }

    private static long ceiling(Duration time) {
        return time.plusMillis(999).toSeconds();
    }

    Registry registry() {
        return registry;
    }

    /** The nodes of a hall whose source of record is the collector. */
    HallNodes nodes(CollectorId collector, HallId hall) {
        return nodes.getOrDefault(collector, Map.of()).getOrDefault(hall, none);
    }

    /** Where a point's readings go, and how long each stays in force. */
    record Destination(List<HallId> halls, Duration hold) {}

    /** Where a reading goes; null if it is not the collector's to make. */
    @Nullable
    Destination destination(CollectorId collector, PlantReadings.Reading reading) {
        String id = reading.asset().value();
        Asset asset = registry.assets().get(reading.asset());
        if (asset != null) {
            return asset.collector().equals(collector)
                    ? new Destination(hallsOfAsset.getOrDefault(id, List.of()), asset.hold())
                    : null;
        }
        Placed node = reading.point().equals(TensorCounter.POINT) ? counted.get(id) : null;
        return node != null && node.block().source().equals(collector)
                ? new Destination(List.of(node.block().hall()), TensorCounter.hold(registry))
                : null;
    }

    /** How long intervals wait for a collector: as long as the most patient of its halls. */
    Duration deadline(CollectorId collector) {
        return deadlines.getOrDefault(collector, registry.deadline());
    }

    /** How far a collector's plant readings may reach beyond its slots. */
    CollectorProgress.Margins margins(CollectorId collector) {
        return margins.getOrDefault(collector, CollectorProgress.Margins.NONE);
    }

    /** The halls whose results rest on a collector's records. */
    List<HallId> halls(CollectorId collector) {
        return hallsOfCollector.getOrDefault(collector, List.of());
    }
}
