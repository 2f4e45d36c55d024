/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Metered;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.TensorCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts what a line's GPUs of one hall were used for in one interval. */
final class UseCount {

    private final Registry registry;
    private final LinePlan plan;
    private final HallId hall;
    private final List<LinePlan.Member> members;
    private final PlantTimeline plant;
    private final long start;
    private final long end;

    UseCount(
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
        this.members = members;
        this.plant = plant;
        this.start = start;
        this.end = end;
    }

    UsePart count() {
        return new UsePart(work(), tensor(), energy());
    }

    /** An endpoint works for the line wherever it stands, so one of the line's halls speaks for it: the first. */
    private List<UsePart.Work> work() {
        List<UsePart.Work> work = new ArrayList<>();
        if (!plan.endpoints.isEmpty()
                && plan.halls(start, end).stream().findFirst().equals(Optional.of(hall))) {
            for (Metered metered : plan.endpoints) {
                CounterSpan span =
                        CounterSpan.of(plant, metered, start * 1000, end * 1000).orElse(null);
                work.add(new UsePart.Work(
                        metered.asset().asset(), metered.meter().measure(), span));
            }
        }
        return work;
    }

    /** Node by node; a node that the line holds for a part of the interval counts pro rata, which is an estimate. */
    private UsePart.Tensor tensor() {
        if (!plant.hasTensorCounters()) {
            return UsePart.NONE.tensor();
        }
        long holdMillis = TensorCounter.hold(registry).toMillis();
        long whole = (end - start) * 1000;
        long active = 0;
        long metered = 0;
        boolean exact = !members.isEmpty();
        for (int first = 0; first < members.size(); ) {
            LinePlan.Member member = members.get(first);
            long held = 0;
            int next = first;
            for (; next < members.size() && isSameNode(member, members.get(next)); next++) {
                held += heldMs(members.get(next));
            }
            first = next;
            CounterSpan span = CounterSpan.ofTensor(
                            plant,
                            member.node().node(),
                            TensorCounter.mostPerSecond(member.block()),
                            holdMillis,
                            start * 1000,
                            end * 1000)
                    .orElse(null);
            exact &= span != null && span.isExact() && held == whole;
            active += span == null ? 0 : Shares.part(span.sum(), held, whole);
            metered += span == null ? 0 : held * member.block().gpusPerNode();
        }
        return new UsePart.Tensor(active, metered, exact);
    }

    private static boolean isSameNode(LinePlan.Member one, LinePlan.Member other) {
        return one.node().node().equals(other.node().node());
    }

    private long heldMs(LinePlan.Member member) {
        return (Math.min(member.to(), end) - Math.max(member.from(), start)) * 1000;
    }

    private UsePart.Energy energy() {
        if (plan.itMeters.isEmpty()) {
            return UsePart.NONE.energy();
        }
        Map<BlockId, Long> held = heldMs();
        Set<BlockId> without = new TreeSet<>(held.keySet());
        long joules = 0;
        long behind = 0;
        boolean exact = true;
        for (Metered metered : plan.itMeters) {
            long ms = metered.meter().blocks().stream()
                    .mapToLong(block -> held.getOrDefault(block, 0L))
                    .sum();
            CounterSpan span = ms == 0
                    ? null
                    : CounterSpan.of(plant, metered, start * 1000, end * 1000).orElse(null);
            if (span != null) {
                joules +=
                        Shares.part(span.sum(), ms, installedMs(metered.meter().blocks()));
                behind += ms;
                exact &= span.isExact();
                without.removeAll(metered.meter().blocks());
            }
        }
        return new UsePart.Energy(joules, behind, exact && without.isEmpty());
    }

    /** GPU-milliseconds by block; the members of a block stand side by side. */
    private Map<BlockId, Long> heldMs() {
        Map<BlockId, Long> held = new TreeMap<>();
        for (int i = 0; i < members.size(); ) {
            Block block = members.get(i).block();
            long sum = 0;
            for (; i < members.size() && isOf(block, members.get(i)); i++) {
                sum += heldMs(members.get(i)) * block.gpusPerNode();
            }
            held.merge(block.block(), sum, Long::sum);
        }
        return held;
    }

    private static boolean isOf(Block block, LinePlan.Member member) {
        return member.block().block().equals(block.block());
    }

    private long installedMs(Set<BlockId> blocks) {
        return registry.installedGpus(blocks) * (end - start) * 1000;
    }
}
