/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Registry.Placed;
import io.nameplate.model.verdict.HallNodes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One registry version arranged for looking up what a record is about; made once per version. */
final class Placement {

    private final Registry registry;
    /** By source of record, then hall: the nodes whose frames count. */
    private final Map<CollectorId, Map<HallId, HallNodes>> nodes = new HashMap<>();

    private final HallNodes none = new HallNodes(Map.of());
    private final Map<String, List<HallId>> hallsOfAsset = new HashMap<>();
    private final Map<CollectorId, List<HallId>> hallsOfCollector = new HashMap<>();
    private final Map<CollectorId, Duration> deadlines = new HashMap<>();

    Placement(Registry registry) {
        this.registry = registry;
        Map<CollectorId, Map<HallId, Map<String, Placed>>> named = new HashMap<>();
        registry.nodes()
                .forEach((id, placed) -> named.computeIfAbsent(placed.block().source(), key -> new HashMap<>())
                        .computeIfAbsent(placed.block().hall(), key -> new HashMap<>())
                        .put(id.value(), placed));
        named.forEach((collector, halls) -> halls.forEach((hall, ofRecord) ->
                nodes.computeIfAbsent(collector, key -> new HashMap<>()).put(hall, new HallNodes(ofRecord))));
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

    Registry registry() {
        return registry;
    }

    /** The nodes of a hall whose source of record is the collector. */
    HallNodes nodes(CollectorId collector, HallId hall) {
        return nodes.getOrDefault(collector, Map.of()).getOrDefault(hall, none);
    }

    /** The asset, if the collector is the one that reads it. */
    @Nullable
    Asset asset(CollectorId collector, AssetId id) {
        Asset asset = registry.assets().get(id);
        return asset == null || !asset.collector().equals(collector) ? null : asset;
    }

    /** How long intervals wait for a collector: as long as the most patient of its halls. */
    Duration deadline(CollectorId collector) {
        return deadlines.getOrDefault(collector, registry.deadline());
    }

    /** The halls whose blocks rest on an asset. */
    List<HallId> halls(AssetId asset) {
        return hallsOfAsset.getOrDefault(asset.value(), List.of());
    }

    /** The halls whose results rest on a collector's records. */
    List<HallId> halls(CollectorId collector) {
        return hallsOfCollector.getOrDefault(collector, List.of());
    }
}
