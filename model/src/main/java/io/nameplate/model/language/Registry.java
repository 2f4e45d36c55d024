/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * One recorded version of everything that is agreed or installed at a site. Immutable; made by {@link RegistryReader},
 * which has checked every reference.
 *
 * @param version the number the ledger gave it; 1 for a registry read from a folder
 * @param slot the step in which collectors state evidence: whole seconds, a divisor of {@code interval}
 * @param interval the settlement interval
 * @param deadline how long a result waits for a collector while the job is caught up, where its lease does not say
 */
public record Registry(
        long version,
        SiteId site,
        ZoneId zone,
        Duration slot,
        Duration interval,
        Duration deadline,
        Map<HallId, List<BlockId>> halls,
        Map<CollectorId, Collector> collectors,
        Map<AssetId, Asset> assets,
        Map<GroupId, PlantGroup> groups,
        Map<BlockId, Block> blocks,
        Map<LeaseId, Lease> leases,
        List<Allocation> allocations,
        List<Window> windows,
        List<LoadTargetRule> loadTargets) {

    /** A node with the block it stands in. */
    public record Placed(Node node, Block block) {}

    public Registry {
        halls = sorted(halls);
        collectors = sorted(collectors);
        assets = sorted(assets);
        groups = sorted(groups);
        blocks = sorted(blocks);
        leases = sorted(leases);
        allocations = List.copyOf(allocations);
        windows = List.copyOf(windows);
        loadTargets = List.copyOf(loadTargets);
    }

    /** Maps iterate in the order of their ids, on every machine: results must not depend on hashing. */
    private static <K extends Comparable<K>, V> Map<K, V> sorted(Map<K, V> map) {
        return Collections.unmodifiableMap(new TreeMap<>(map));
    }

    /** The same registry under the number the ledger gave it. */
    public Registry withVersion(long number) {
        return new Registry(
                number,
                site,
                zone,
                slot,
                interval,
                deadline,
                halls,
                collectors,
                assets,
                groups,
                blocks,
                leases,
                allocations,
                windows,
                loadTargets);
    }

    /** Every node with its block, by id; built on each call, so keep it. */
    public Map<NodeId, Placed> nodes() {
        Map<NodeId, Placed> nodes = new HashMap<>();
        blocks.values()
                .forEach(block -> block.nodes().forEach(node -> nodes.put(node.node(), new Placed(node, block))));
        return nodes;
    }

    /** The blocks of a hall in the order of their ids. */
    public List<Block> blocksOf(HallId hall) {
        return blocks.values().stream()
                .filter(block -> block.hall().equals(hall))
                .sorted((a, b) -> a.block().compareTo(b.block()))
                .toList();
    }

    /** The collectors whose records a hall's result rests on: those that serve it and those that read its plant. */
    public List<CollectorId> collectorsOf(HallId hall) {
        LinkedHashMap<CollectorId, Boolean> found = new LinkedHashMap<>();
        collectors.values().stream()
                .filter(collector -> collector.halls().contains(hall))
                .map(Collector::collector)
                .sorted()
                .forEach(id -> found.put(id, true));
        assetsOf(hall).stream().map(Asset::collector).sorted().forEach(id -> found.put(id, true));
        return List.copyOf(found.keySet());
    }

    /**
     * How long the results of a hall wait for a collector while the job is caught up: as long as the most patient of the
     * leases that have nodes there at any time; the site's deadline where none has.
     */
    public Duration deadlineOf(HallId hall) {
        Set<NodeId> here = new HashSet<>();
        blocksOf(hall).forEach(block -> block.nodes().forEach(node -> here.add(node.node())));
        return allocations.stream()
                .filter(allocation -> allocation.nodes().stream().anyMatch(here::contains))
                .map(allocation -> Optional.ofNullable(leases.get(allocation.lease()))
                        .map(Lease::deadline)
                        .orElse(deadline))
                .max(Comparator.naturalOrder())
                .orElse(deadline);
    }

    /**
     * The assets that a hall's results rest on, in the order of their ids: those behind the power paths and cooling groups of
     * its blocks, and those that measure for them.
     */
    public List<Asset> assetsOf(HallId hall) {
        Map<AssetId, Asset> found = new TreeMap<>();
        for (Block block : blocksOf(hall)) {
            gather(block.power(), found);
            gather(block.cooling(), found);
        }
        metersOf(hall).forEach(metered -> found.put(metered.asset().asset(), metered.asset()));
        return List.copyOf(found.values());
    }

    /** The GPUs installed in some blocks; a block that the registry does not have has none. */
    public long installedGpus(Collection<BlockId> some) {
        long gpus = 0;
        for (BlockId id : some) {
            Block block = blocks.get(id);
            gpus += block == null ? 0 : block.gpus();
        }
        return gpus;
    }

    /** The assets behind power paths or cooling groups, in the order of their ids. */
    public List<Asset> assetsBehind(Collection<GroupId> paths) {
        Map<AssetId, Asset> found = new TreeMap<>();
        paths.forEach(path -> gather(path, found));
        return List.copyOf(found.values());
    }

    /**
     * The meters that a hall's results rest on, by asset: those that measure for one of its blocks, the IT meters inside the
     * boundary of its facility meters, wherever their blocks stand, and those that serve a line that ever holds a node in it.
     */
    public List<Metered> metersOf(HallId hall) {
        Set<BlockId> reach = new HashSet<>(halls.getOrDefault(hall, List.of()));
        Set<BlockId> boundary = new HashSet<>();
        for (Asset asset : assets.values()) {
            for (Meter meter : asset.meters()) {
                if (meter.measure() == Meter.Measure.FACILITY_ENERGY && !Collections.disjoint(meter.blocks(), reach)) {
                    boundary.addAll(meter.blocks());
                }
            }
        }
        List<Metered> found = new ArrayList<>();
        for (Asset asset : assets.values()) {
            for (Meter meter : asset.meters()) {
                if (!Collections.disjoint(meter.blocks(), reach)
                        || isServedIn(meter, hall)
                        || (meter.measure() == Meter.Measure.IT_ENERGY
                                && !Collections.disjoint(meter.blocks(), boundary))) {
                    found.add(new Metered(asset, meter));
                }
            }
        }
        return found;
    }

    private boolean isServedIn(Meter meter, HallId hall) {
        Meter.Served serves = meter.serves();
        if (serves == null) {
            return false;
        }
        Set<NodeId> held = new HashSet<>();
        allocations.stream()
                .filter(allocation -> meter.serves(allocation.lease(), allocation.line()))
                .forEach(allocation -> held.addAll(allocation.nodes()));
        return blocksOf(hall).stream()
                .anyMatch(block -> block.nodes().stream().anyMatch(node -> held.contains(node.node())));
    }

    private void gather(GroupId id, Map<AssetId, Asset> found) {
        PlantGroup group = groups.get(id);
        if (group != null) {
            group.of().forEach(member -> gather(member, found));
            return;
        }
        Asset asset = assets.get(new AssetId(id.value()));
        if (asset != null) {
            found.put(asset.asset(), asset);
        }
    }

    public Optional<CapacityLine> line(LeaseId lease, LineId line) {
        return Optional.ofNullable(leases.get(lease))
                .flatMap(found -> found.lines().stream()
                        .filter(candidate -> candidate.line().equals(line))
                        .findFirst());
    }

    /** The start of the settlement interval that holds an instant. */
    public Instant intervalOf(Instant at) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), interval.toSeconds()) * interval.toSeconds());
    }
}
