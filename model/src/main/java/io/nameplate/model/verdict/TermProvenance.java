/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Metered;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.TensorCounter;
import io.nameplate.model.language.Term;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes what the terms of a line that rest on plant read in a hall, in the canonical form of {@code docs/settlement-method.md}. */
final class TermProvenance {

    private final Registry registry;
    private final LinePlan plan;
    private final HallId hall;
    private final List<LinePlan.Member> members;
    private final ByteSink sink;

    TermProvenance(Registry registry, LinePlan plan, HallId hall, List<LinePlan.Member> members, ByteSink sink) {
        this.registry = registry;
        this.plan = plan;
        this.hall = hall;
        this.members = members;
        this.sink = sink;
    }

    /** @param behind the assets behind the blocks, in the order of their ids */
    void write(PlantTimeline plant, Collection<Asset> behind, long start, long end) {
        Map<GroupId, Long> installed = new TreeMap<>();
        members.forEach(member -> installed.put(member.block().power(), 0L));
        for (Block block : registry.blocks().values()) {
            installed.computeIfPresent(block.power(), (path, gpus) -> gpus + block.gpus());
        }
        sink.number(installed.size());
        installed.forEach((path, gpus) -> sink.text(path.value()).number(gpus));
        sink.number(behind.size());
        behind.forEach(asset -> sink.text(asset.asset().value()).number(asset.capacityW()));
        List<Metered> meters = TermCount.meters(registry, plan, hall, members);
        sink.number(meters.size());
        meters.forEach(this::write);
        PlantTimeline read = plant.measured(meters, start * 1000, end * 1000);
        read.merge(plant.inForce(meters.stream().map(Metered::asset).toList(), start * 1000, end * 1000));
        sink.bytes(read.toBytes());
        if (plan.terms.has(Term.Kind.THROUGHPUT)) {
            writeUse(plant, start, end);
        }
    }

    /** The counters of endpoints, in every hall of the line, and of the nodes' tensor cores. */
    private void writeUse(PlantTimeline plant, long start, long end) {
        sink.number(plan.endpoints.size());
        plan.endpoints.forEach(this::write);
        sink.bytes(plant.measured(plan.endpoints, start * 1000, end * 1000).toBytes());
        List<NodeId> nodes =
                members.stream().map(member -> member.node().node()).distinct().toList();
        long holdMillis = TensorCounter.hold(registry).toMillis();
        sink.bytes(
                plant.tensorActive(nodes, holdMillis, start * 1000, end * 1000).toBytes());
    }

    private void write(Metered metered) {
        Meter meter = metered.meter();
        HallProvenance.write(metered.asset(), sink);
        sink.text(meter.measure().text()).text(meter.point());
        sink.number(meter.rollover()).number(meter.mostPerSecond());
        sink.number(meter.blocks().size());
        for (BlockId id : meter.blocks()) {
            sink.text(id.value()).number(registry.installedGpus(List.of(id)));
        }
    }
}
