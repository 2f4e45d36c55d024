/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Metered;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what the plant of one hall says of a line's terms in one interval. */
final class TermCount {

    private final Registry registry;
    private final LinePlan plan;
    private final HallId hall;
    private final PlantTimeline plant;
    private final long start;
    private final long end;
    private final List<Standing> standings;
    private final List<Metered> meters;

    TermCount(
            Registry registry,
            LinePlan plan,
            HallId hall,
            List<LinePlan.Member> members,
            PlantTimeline plant,
            long start,
            long end) {
        this.registry = registry;
        this.plan = plan;
        this.hall = hall;
        this.plant = plant;
        this.start = start;
        this.end = end;
        this.standings = Standing.of(plan, hall, members, start, end);
        this.meters = meters(registry, plan, hall, members);
    }

    /**
     * The meters that a line's terms rest on in a hall: those of its blocks, and the IT meters inside the boundary of its
     * facility meters. In the order of their assets.
     */
    static List<Metered> meters(Registry registry, LinePlan plan, HallId hall, List<LinePlan.Member> members) {
        Set<BlockId> held = new TreeSet<>();
        members.forEach(member -> held.add(member.block().block()));
        List<Metered> all = registry.metersOf(hall);
        Set<BlockId> boundary = new TreeSet<>();
        for (Metered metered : all) {
            if (metered.meter().measure() == Meter.Measure.FACILITY_ENERGY
                    && plan.terms.has(Term.Kind.PUE)
                    && !Collections.disjoint(metered.meter().blocks(), held)) {
                boundary.addAll(metered.meter().blocks());
            }
        }
        return all.stream()
                .filter(metered -> plan.terms.restOn(metered.meter().measure()))
                .filter(metered -> !Collections.disjoint(metered.meter().blocks(), held)
                        || (metered.meter().measure() == Meter.Measure.IT_ENERGY
                                && boundary.containsAll(metered.meter().blocks())))
                .toList();
    }

    TermPart count() {
        SortedMap<AssetId, TermPart.MeterSpan> energy = plan.terms.metersEnergy() ? energy() : new TreeMap<>();
        return new TermPart(
                plan.terms.firmW > 0 ? new PowerCount(registry, plant, standings).count() : List.of(),
                plan.terms
                        .supply()
                        .map(promise -> new SupplyCount(registry, plant, promise, standings, meters).count())
                        .orElseGet(SupplySums::new),
                energy,
                plan.terms.metersEnergy() ? Standing.heldMs(standings, unmetered(energy)) : 0,
                plan.terms.has(Term.Kind.PUE) ? boundaries() : new TreeMap<>());
    }

    /** The IT energy meters of blocks in which the line holds GPUs in this hall. */
    private SortedMap<AssetId, TermPart.MeterSpan> energy() {
        SortedMap<AssetId, TermPart.MeterSpan> found = new TreeMap<>();
        for (Metered metered : meters) {
            long held = metered.meter().measure() == Meter.Measure.IT_ENERGY
                    ? Standing.heldMs(standings, metered.meter().blocks())
                    : 0;
            if (held > 0) {
                span(metered)
                        .ifPresent(span -> found.put(
                                metered.asset().asset(),
                                new TermPart.MeterSpan(
                                        span, held, installedMs(metered.meter().blocks()))));
            }
        }
        return found;
    }

    /** The blocks in which the line holds GPUs and whose energy nothing was read of. */
    private Set<BlockId> unmetered(SortedMap<AssetId, TermPart.MeterSpan> energy) {
        Set<BlockId> blocks = new TreeSet<>();
        standings.forEach(standing -> blocks.addAll(standing.blocks().keySet()));
        for (Metered metered : meters) {
            if (metered.meter().measure() == Meter.Measure.IT_ENERGY
                    && energy.containsKey(metered.asset().asset())) {
                blocks.removeAll(metered.meter().blocks());
            }
        }
        return blocks;
    }

    private long installedMs(Set<BlockId> blocks) {
        return registry.installedGpus(blocks) * (end - start) * 1000;
    }

    private Optional<CounterSpan> span(Metered metered) {
        return CounterSpan.of(plant, metered, start * 1000, end * 1000);
    }

    /** The facility meters around the line's blocks; each counts in the first of the line's halls that it reaches. */
    private SortedMap<AssetId, TermPart.Boundary> boundaries() {
        SortedMap<AssetId, TermPart.Boundary> found = new TreeMap<>();
        for (Metered facility : meters) {
            if (facility.meter().measure() == Meter.Measure.FACILITY_ENERGY
                    && home(facility.meter()).equals(Optional.of(hall))) {
                Optional<CounterSpan> whole = span(facility);
                long it = 0;
                boolean exact = whole.isPresent() && whole.get().isExact();
                for (Metered inside : meters) {
                    if (inside.meter().measure() == Meter.Measure.IT_ENERGY
                            && facility.meter()
                                    .blocks()
                                    .containsAll(inside.meter().blocks())) {
                        Optional<CounterSpan> part = span(inside);
                        exact &= part.isPresent() && part.get().isExact();
                        it += part.map(CounterSpan::sum).orElse(0L);
                    }
                }
                long all = whole.map(CounterSpan::sum).orElse(0L);
                found.put(facility.asset().asset(), new TermPart.Boundary(all, it, exact));
            }
        }
        return found;
    }

    private Optional<HallId> home(Meter meter) {
        return plan.halls(start, end).stream()
                .filter(inHall -> {
                    Set<BlockId> blocks = new TreeSet<>();
                    plan.members(inHall, start, end)
                            .forEach(member -> blocks.add(member.block().block()));
                    blocks.retainAll(meter.blocks());
                    return !blocks.isEmpty();
                })
                .findFirst();
    }
}
