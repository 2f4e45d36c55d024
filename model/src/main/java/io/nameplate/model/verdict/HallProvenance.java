/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Window;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes what a hall's part of a line rests on, in the canonical form of {@code docs/settlement-method.md}: the line's
 * nodes with their evidence, the plant behind their blocks, the windows over them. Nothing else of hall or registry.
 */
final class HallProvenance {

    private static final int FORMAT = 1;
    private static final Comparator<Asset.UpRule> RULES = Comparator.comparing(Asset.UpRule::point)
            .thenComparingDouble(Asset.UpRule::min)
            .thenComparingDouble(Asset.UpRule::max);

    private final Registry registry;
    private final LinePlan plan;
    private final HallId hall;
    private final List<LinePlan.Member> members;
    private final int[] numbers;
    private final HallEvidence evidence;
    private final long start;
    private final long end;
    private final ByteSink sink = ByteSink.hashing();
    private final Map<GroupId, PlantGroup> groups = new TreeMap<>();
    private final Map<AssetId, Asset> assets = new TreeMap<>();

    /**
     * What has nothing written yet.
     *
     * @param members the line's nodes in the hall and interval, in the order of {@link LinePlan#members}
     * @param numbers of these in the evidence
     */
    HallProvenance(
            Registry registry,
            LinePlan plan,
            HallId hall,
            List<LinePlan.Member> members,
            int[] numbers,
            HallEvidence evidence) {
        this.registry = registry;
        this.plan = plan;
        this.hall = hall;
        this.members = members;
        this.numbers = numbers;
        this.evidence = evidence;
        this.start = evidence.intervalStart();
        this.end = start + evidence.intervalSeconds();
    }

    Provenance of(PlantTimeline plant) {
        sink.number(FORMAT).text(hall.value());
        sink.number(start).number(evidence.intervalSeconds()).number(evidence.slotSeconds());
        writeBlocks();
        writePlant(plant);
        writeWindows();
        if (plan.terms.any()) {
            new TermProvenance(registry, plan, hall, members, sink).write(plant, assets.values(), start, end);
        }
        return Provenance.of(sink);
    }

    private void writeBlocks() {
        sink.number(members.stream()
                .map(member -> member.block().block())
                .distinct()
                .count());
        for (int first = 0; first < members.size(); ) {
            Block block = members.get(first).block();
            int next = first;
            int nodes = 0;
            for (; next < members.size() && members.get(next).block().block().equals(block.block()); next++) {
                nodes += next == first || !sameNode(next - 1, next) ? 1 : 0;
            }
            gather(block.power());
            gather(block.cooling());
            sink.text(block.block().value()).number(block.gpusPerNode());
            sink.text(block.power().value()).text(block.cooling().value()).number(nodes);
            writeNodes(first, next, block.gpusPerNode());
            first = next;
        }
    }

    private boolean sameNode(int one, int other) {
        return members.get(one).node().node().equals(members.get(other).node().node());
    }

    private void writeNodes(int first, int last, int gpus) {
        for (int i = first; i < last; ) {
            int next = i + 1;
            while (next < last && sameNode(i, next)) {
                next++;
            }
            sink.text(members.get(i).node().node().value()).number(next - i);
            for (LinePlan.Member stretch : members.subList(i, next)) {
                sink.number(inside(stretch.from())).number(inside(stretch.to()));
            }
            evidence.write(sink, numbers[i], gpus);
            i = next;
        }
    }

    /** Seconds into the interval, at most to its edges: how long before or after a fact held does not matter. */
    private long inside(long at) {
        return Math.max(start, Math.min(at, end)) - start;
    }

    private void gather(GroupId id) {
        PlantGroup group = registry.groups().get(id);
        Asset asset = registry.assets().get(new AssetId(id.value()));
        if (group != null) {
            if (groups.put(id, group) == null) {
                group.of().forEach(this::gather);
            }
        } else if (asset != null) {
            assets.put(asset.asset(), asset);
        }
    }

    private void writePlant(PlantTimeline plant) {
        sink.number(groups.size());
        groups.forEach((id, group) -> {
            sink.text(id.value()).number(group.needs()).number(group.of().size());
            group.of().stream().sorted().forEach(member -> sink.text(member.value()));
        });
        sink.number(assets.size());
        assets.values().forEach(asset -> write(asset, sink));
        sink.bytes(plant.inForce(assets.values(), start * 1000, end * 1000).toBytes());
    }

    /** When an asset is up. */
    static void write(Asset asset, ByteSink sink) {
        sink.text(asset.asset().value())
                .number(asset.hold().toMillis())
                .number(asset.up().size());
        asset.up().stream()
                .sorted(RULES)
                .forEach(rule -> sink.text(rule.point())
                        .fixed(Double.doubleToLongBits(rule.min() + 0.0))
                        .fixed(Double.doubleToLongBits(rule.max() + 0.0)));
    }

    private void writeWindows() {
        SortedMap<Window, List<String>> covered =
                new TreeMap<>(Comparator.comparing(Window::state).thenComparing(Window::id));
        for (Window window : plan.windows) {
            if (window.from().getEpochSecond() < end && window.to().getEpochSecond() > start) {
                List<String> nodes = members.stream()
                        .filter(member -> window.scope()
                                .covers(
                                        hall,
                                        member.block().block(),
                                        member.node().node(),
                                        plan.key.lease()))
                        .map(member -> member.node().node().value())
                        .distinct()
                        .toList();
                if (!nodes.isEmpty()) {
                    covered.put(window, nodes);
                }
            }
        }
        sink.number(covered.size());
        covered.forEach((window, nodes) -> {
            sink.text(window.state().name()).text(window.id().value());
            sink.number(inside(window.from().getEpochSecond()))
                    .number(inside(window.to().getEpochSecond()))
                    .number(nodes.size());
            nodes.forEach(sink::text);
        });
    }
}
