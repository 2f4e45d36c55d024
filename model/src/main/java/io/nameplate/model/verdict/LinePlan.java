/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Metered;
import io.nameplate.model.language.Milestone;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What the registry says of one line over all time: contracted, accepted, allocated, and when any of it changes. */
final class LinePlan {

    /** A node while it is allocated to the line; {@code [from, to)} in epoch seconds. */
    record Member(Node node, Block block, long from, long to) {}

    private static final Comparator<Member> ORDER = Comparator.comparing(
                    (Member member) -> member.block().block())
            .thenComparing(member -> member.node().node())
            .thenComparing(Member::from);

    final LineKey key;
    final Lease lease;
    final CapacityLine line;
    final Ladder ladder;
    final PlantTerms terms;
    final List<Window> windows;
    /** The counters of endpoints that serve the line, by asset and measure. */
    final List<Metered> endpoints;
    /** The IT energy meters of blocks in which the line ever holds a node, by asset. */
    final List<Metered> itMeters;

    private final SortedMap<HallId, List<Member>> members = new TreeMap<>();
    private final TreeMap<Long, Integer> allocated = new TreeMap<>();
    private final TreeMap<Long, Integer> accepted = new TreeMap<>();
    private final TreeSet<Long> cuts = new TreeSet<>();

    LinePlan(Registry registry, Map<NodeId, Registry.Placed> nodes, Lease lease, CapacityLine line) {
        this.key = new LineKey(lease.lease(), line.line());
        this.lease = lease;
        this.line = line;
        this.ladder = new Ladder(lease, line);
        this.terms = new PlantTerms(lease, line);
        this.windows = registry.windows().stream()
                .filter(window -> window.scope().leases().isEmpty()
                        || window.scope().leases().contains(lease.lease()))
                .filter(window -> window.isInTime(lease.maintenanceNotice()))
                .sorted(Comparator.comparing(Window::state).thenComparing(Window::id))
                .toList();
        cut(lease.from(), lease.to());
        windows.forEach(window -> cut(window.from(), window.to()));
        for (Milestone milestone : line.ramp()) {
            cuts.add(milestone.from().getEpochSecond());
        }
        TreeMap<Long, Integer> changes = new TreeMap<>();
        for (Allocation allocation : registry.allocations()) {
            if (allocation.lease().equals(key.lease()) && allocation.line().equals(key.line())) {
                allocate(allocation, nodes, changes);
            }
        }
        members.values().forEach(inHall -> inHall.sort(ORDER));
        this.endpoints = metered(registry, meter -> meter.serves(key.lease(), key.line()));
        Set<BlockId> blocks = new HashSet<>();
        members.values()
                .forEach(inHall ->
                        inHall.forEach(member -> blocks.add(member.block().block())));
        this.itMeters = metered(
                registry,
                meter -> meter.measure() == Meter.Measure.IT_ENERGY && !Collections.disjoint(meter.blocks(), blocks));
        int gpus = 0;
        int most = 0;
        for (Map.Entry<Long, Integer> change : changes.entrySet()) {
            gpus += change.getValue();
            most = Math.max(most, gpus);
            allocated.put(change.getKey(), gpus);
            accepted.put(change.getKey(), most);
        }
    }

    private static List<Metered> metered(Registry registry, Predicate<Meter> wanted) {
        List<Metered> found = new ArrayList<>();
        for (Asset asset : registry.assets().values()) {
            asset.meters().stream()
                    .filter(wanted)
                    .sorted(Comparator.comparing(Meter::measure))
                    .forEach(meter -> found.add(new Metered(asset, meter)));
        }
        return List.copyOf(found);
    }

    private void cut(Instant from, Instant to) {
        cuts.add(from.getEpochSecond());
        cuts.add(to.getEpochSecond());
    }

    private void allocate(Allocation allocation, Map<NodeId, Registry.Placed> nodes, Map<Long, Integer> changes) {
        long from = allocation.from().getEpochSecond();
        long to = allocation.to().getEpochSecond();
        int gpus = 0;
        for (NodeId id : allocation.nodes()) {
            Registry.Placed placed = nodes.get(id);
            if (placed == null) {
                throw new IllegalArgumentException("the registry allocates an unknown node: " + id);
            }
            gpus += placed.block().gpusPerNode();
            members.computeIfAbsent(placed.block().hall(), hall -> new ArrayList<>())
                    .add(new Member(placed.node(), placed.block(), from, to));
        }
        cut(allocation.from(), allocation.to());
        changes.merge(from, gpus, Integer::sum);
        changes.merge(to, -gpus, Integer::sum);
    }

    /** The line's nodes in a hall that are allocated at any time of an interval, by block, id and time. */
    List<Member> members(HallId hall, long start, long end) {
        List<Member> inHall = members.getOrDefault(hall, List.of());
        int within = 0;
        for (Member member : inHall) {
            within += member.from() < end && member.to() > start ? 1 : 0;
        }
        return within == inHall.size()
                ? inHall
                : inHall.stream()
                        .filter(member -> member.from() < end && member.to() > start)
                        .toList();
    }

    /** The halls in which the line has an allocation at any time of an interval, in the order of their ids. */
    List<HallId> halls(long start, long end) {
        return members.entrySet().stream()
                .filter(entry ->
                        entry.getValue().stream().anyMatch(member -> member.from() < end && member.to() > start))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Whether the line obliges or holds a GPU at any time of an interval. */
    boolean isDue(long start, long end) {
        if (contractedAt(start) > 0 || allocatedAt(start) > 0) {
            return true;
        }
        for (long cut : cuts.subSet(start, end)) {
            if (contractedAt(cut) > 0 || allocatedAt(cut) > 0) {
                return true;
            }
        }
        return false;
    }

    int contractedAt(long at) {
        return lease.contractedAt(line, Instant.ofEpochSecond(at));
    }

    int allocatedAt(long at) {
        Map.Entry<Long, Integer> step = allocated.floorEntry(at);
        return step == null ? 0 : step.getValue();
    }

    /** The most GPUs ever allocated to the line until an instant, inclusive. */
    int acceptedAt(long at) {
        Map.Entry<Long, Integer> step = accepted.floorEntry(at);
        return step == null ? 0 : step.getValue();
    }

    /** The interval's start and every change of the registry inside. */
    NavigableSet<Long> cuts(long start, long end) {
        TreeSet<Long> inside = new TreeSet<>(cuts.subSet(start, end));
        inside.add(start);
        return inside;
    }

    /** Where the slot pieces of an interval begin: the slots and every change of the registry inside. */
    NavigableSet<Long> pieces(long start, long end, int slotSeconds) {
        TreeSet<Long> starts = new TreeSet<>(cuts.subSet(start, end));
        for (long slot = start; slot < end; slot += slotSeconds) {
            starts.add(slot);
        }
        return starts;
    }
}
