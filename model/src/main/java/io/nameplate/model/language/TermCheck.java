/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Place;
import io.nameplate.model.language.document.Problems;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Checks that what a lease promises can be assessed with what the site measures: otherwise no interval ever would be. */
final class TermCheck {

    private final Problems problems;
    private final Registry registry;

    TermCheck(Problems problems, Registry registry) {
        this.problems = problems;
        this.registry = registry;
    }

    void check(Lease lease, Place place) {
        for (Term term : lease.terms()) {
            switch (term.kind()) {
                case FIRM_POWER -> firmPower(lease, place);
                case THERMAL -> thermal(lease, (Promise.Supply) term.promise(), place);
                case PUE -> measured(lease, lease.lines(), Meter.Measure.FACILITY_ENERGY, place);
                case THROUGHPUT -> throughput(lease, place);
                case AVAILABILITY, PERFORMANCE, COVERAGE -> {}
            }
        }
    }

    private void firmPower(Lease lease, Place place) {
        List<CapacityLine> firm =
                lease.lines().stream().filter(line -> line.firmW() > 0).toList();
        if (firm.isEmpty()) {
            problems.add(
                    place, "lease '" + lease.lease() + "' has a firm_power term, but no line of it says 'firm_mw'");
        }
        for (Block block : blocks(lease, firm)) {
            for (Asset asset : registry.assetsBehind(List.of(block.power()))) {
                if (asset.capacityW() == 0) {
                    problems.add(
                            place,
                            "lease '" + lease.lease() + "' has a firm_power term and nodes in block '" + block.block()
                                    + "', but asset '" + asset.asset() + "' on its power path has no 'capacity_kw'");
                }
            }
        }
    }

    private void thermal(Lease lease, Promise.Supply supply, Place place) {
        measured(lease, lease.lines(), Meter.Measure.SUPPLY_TEMPERATURE, place);
        if (supply.minFlowMl() > 0) {
            measured(lease, lease.lines(), Meter.Measure.FLOW, place);
        }
    }

    private void throughput(Lease lease, Place place) {
        for (CapacityLine line : lease.lines()) {
            boolean found = registry.assets().values().stream()
                    .flatMap(asset -> asset.meters().stream())
                    .anyMatch(meter -> meter.measure() == Meter.Measure.GENERATION_TOKENS
                            && meter.serves(lease.lease(), line.line()));
            if (!found) {
                problems.add(
                        place,
                        "lease '" + lease.lease() + "' has a throughput term, but no asset of kind 'endpoint' measures"
                                + " generation_tokens for its line '" + line.line() + "'");
            }
        }
    }

    private void measured(Lease lease, List<CapacityLine> lines, Meter.Measure measure, Place place) {
        for (Block block : blocks(lease, lines)) {
            boolean found = registry.assets().values().stream()
                    .flatMap(asset -> asset.meters().stream())
                    .anyMatch(meter ->
                            meter.measure() == measure && meter.blocks().contains(block.block()));
            if (!found) {
                problems.add(
                        place,
                        "lease '" + lease.lease() + "' has a term that rests on " + measure.text()
                                + " and nodes in block '" + block.block()
                                + "', but no asset measures it there; add it to the 'meters' of one");
            }
        }
    }

    /** The blocks in which some lines of a lease ever hold nodes. */
    private Collection<Block> blocks(Lease lease, List<CapacityLine> lines) {
        Set<NodeId> held = new LinkedHashSet<>();
        for (Allocation allocation : registry.allocations()) {
            if (allocation.lease().equals(lease.lease())
                    && lines.stream().anyMatch(line -> line.line().equals(allocation.line()))) {
                held.addAll(allocation.nodes());
            }
        }
        List<Block> found = new ArrayList<>();
        for (Block block : registry.blocks().values()) {
            if (block.nodes().stream().anyMatch(node -> held.contains(node.node()))) {
                found.add(block);
            }
        }
        return found;
    }
}
