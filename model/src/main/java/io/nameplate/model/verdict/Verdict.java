/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.NodeIndex;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settles intervals under one registry version: evidence and plant timeline of a hall give its part of each line, the
 * parts of a line give its result. Pure: the same inputs give the same bytes. Immutable and safe to share; keep it,
 * since it indexes the registry.
 */
public final class Verdict {

    private final Registry registry;
    private final SortedMap<LineKey, LinePlan> plans = new TreeMap<>();

    /** Indexes a registry version. */
    public Verdict(Registry registry) {
        this.registry = registry;
        Map<NodeId, Registry.Placed> nodes = registry.nodes();
        for (Lease lease : registry.leases().values()) {
            for (CapacityLine line : lease.lines()) {
                LinePlan plan = new LinePlan(registry, nodes, lease, line);
                plans.put(plan.key, plan);
            }
        }
    }

    public Registry registry() {
        return registry;
    }

    /** The lines that oblige or hold a GPU at any time of an interval, in order: each gets a result. */
    public List<LineKey> lines(long intervalStart) {
        return plans.values().stream()
                .filter(plan -> plan.isDue(intervalStart, intervalEnd(intervalStart)))
                .map(plan -> plan.key)
                .toList();
    }

    /** The halls whose parts make a line's result: those in which it has an allocation in the interval. */
    public List<HallId> halls(LineKey key, long intervalStart) {
        return plan(key).halls(intervalStart, intervalEnd(intervalStart));
    }

    /** The halls that must be complete before a line is settled: those it has nodes in, else the first that any collector serves. */
    public List<HallId> speakers(LineKey key, long intervalStart) {
        List<HallId> halls = halls(key, intervalStart);
        return halls.isEmpty()
                ? registry.halls().keySet().stream()
                        .filter(hall -> !registry.collectorsOf(hall).isEmpty())
                        .limit(1)
                        .toList()
                : halls;
    }

    /**
     * What a hall contributes to each line that has an allocation in it in the interval.
     *
     * @param plant readings from {@link PlantTimeline#lookbackMillis} before the interval until its end; more changes
     *     nothing
     * @param gaps what is known of missing records: it explains what was not measured, and changes no content
     */
    public SortedMap<LineKey, HallPart> hallParts(
            HallId hall, long intervalStart, HallEvidence evidence, PlantTimeline plant, Gaps gaps) {
        if (evidence.intervalStart() != intervalStart
                || evidence.intervalSeconds() != registry.interval().toSeconds()
                || evidence.slotSeconds() != registry.slot().toSeconds()) {
            throw new IllegalArgumentException(
                    "evidence of another interval, interval length or slot length than the registry's");
        }
        SortedMap<LineKey, HallPart> parts = new TreeMap<>();
        for (LinePlan plan : plans.values()) {
            if (!plan.members(hall, intervalStart, intervalEnd(intervalStart)).isEmpty()) {
                parts.put(plan.key, new HallCount(registry, plan, hall, evidence, plant, gaps).count());
            }
        }
        return parts;
    }

    /** {@link #hallParts(HallId, long, HallEvidence, PlantTimeline, Gaps)} where nothing is known of missing records. */
    public SortedMap<LineKey, HallPart> hallParts(
            HallId hall, long intervalStart, HallEvidence evidence, PlantTimeline plant) {
        return hallParts(hall, intervalStart, evidence, plant, new Gaps());
    }

    /**
     * What a line would lose in a hall if one unit of the plant tripped as the interval ends, the worst first; the halls' units
     * are added up by {@link Headroom#sum}.
     *
     * @param plant as for {@link #hallParts(HallId, long, HallEvidence, PlantTimeline)}
     */
    public List<Headroom.Unit> headroom(LineKey key, HallId hall, long intervalStart, PlantTimeline plant) {
        return Headroom.of(registry, plan(key), hall, plant, intervalStart, intervalEnd(intervalStart));
    }

    /**
     * What stands ready of a line's firm power as the interval ends, of which a unit of {@link #headroom} takes its part; none
     * where the line is promised none.
     *
     * @param parts as for {@link #line(LineKey, long, Collection)}
     */
    public Headroom.Watts ready(LineKey key, long intervalStart, Collection<HallPart> parts) {
        LinePlan plan = plan(key);
        return plan.terms.firmW == 0
                ? Headroom.Watts.NONE
                : Headroom.ready(ordered(plan, intervalStart, parts), intervalEnd(intervalStart));
    }

    /** {@link #hallParts(HallId, long, HallEvidence, PlantTimeline)} for a single use of a registry. */
    public static SortedMap<LineKey, HallPart> hallParts(
            Registry registry, HallId hall, long intervalStart, HallEvidence evidence, PlantTimeline plant) {
        return new Verdict(registry).hallParts(hall, intervalStart, evidence, plant);
    }

    /**
     * A line's result from the parts of its halls. A hall without a part counts as one of which nothing was seen.
     *
     * @param parts parts of this line and interval, at most one per hall, made under this registry version
     */
    public LineResult line(LineKey key, long intervalStart, Collection<HallPart> parts) {
        LinePlan plan = plan(key);
        List<HallPart> ordered = ordered(plan, intervalStart, parts);
        LineTotals totals = totals(plan, intervalStart, ordered).add();
        TermTotals terms = terms(plan, intervalStart, ordered);
        UseTotals use = new UseTotals(ordered).add();
        Judge judge = judge(plan, totals, terms, use, ordered);
        return result(plan, intervalStart, ordered, totals, terms, use, judge, judge.judge());
    }

    private TermTotals terms(LinePlan plan, long intervalStart, List<HallPart> parts) {
        return new TermTotals(plan, parts, intervalStart, intervalEnd(intervalStart)).add();
    }

    private LineTotals totals(LinePlan plan, long intervalStart, List<HallPart> parts) {
        return new LineTotals(plan, parts, intervalStart, intervalEnd(intervalStart), slotSeconds());
    }

    private static Judge judge(
            LinePlan plan, LineTotals totals, TermTotals terms, UseTotals use, List<HallPart> parts) {
        return new Judge(plan.lease, totals, terms, use, parts);
    }

    private LineResult result(
            LinePlan plan,
            long intervalStart,
            List<HallPart> parts,
            LineTotals totals,
            TermTotals terms,
            UseTotals use,
            Judge judge,
            List<Judgement> judgements) {
        Provenance provenance =
                new LineProvenance(plan, intervalStart, intervalEnd(intervalStart), slotSeconds()).of(parts);
        return new LineResult(
                content(plan, intervalStart, totals, measured(plan, terms, use)),
                judgements,
                totals.worst(),
                provenance,
                judge.measured(totals.missing),
                use.use(totals));
    }

    /** Fitting parts by hall; a hall of the line without one gets a part of which nothing was seen. */
    private List<HallPart> ordered(LinePlan plan, long intervalStart, Collection<HallPart> parts) {
        SortedMap<HallId, HallPart> byHall = new TreeMap<>();
        for (HallPart part : parts) {
            boolean fits = part.key().equals(plan.key)
                    && part.intervalStart() == intervalStart
                    && part.intervalSeconds() == registry.interval().toSeconds()
                    && part.registryVersion() == registry.version();
            if (!fits || byHall.put(part.hall(), part) != null) {
                throw new IllegalArgumentException("the part of hall " + part.hall()
                        + " is given twice, or is of another line, interval or registry version");
            }
        }
        for (HallId hall : plan.halls(intervalStart, intervalEnd(intervalStart))) {
            byHall.computeIfAbsent(
                    hall,
                    unseen -> new HallCount(
                                    registry, plan, unseen, nothing(intervalStart), new PlantTimeline(), new Gaps())
                            .count());
        }
        return List.copyOf(byHall.values());
    }

    /** {@link #trace(LineKey, long, Map, PlantTimeline, Gaps)} where nothing is known of missing records. */
    public LineTrace trace(LineKey key, long intervalStart, Map<HallId, HallEvidence> evidence, PlantTimeline plant) {
        return trace(key, intervalStart, evidence, plant, new Gaps());
    }

    /**
     * How a line's result comes about: the same steps as {@link #hallParts} and {@link #line}, remembered.
     *
     * @param evidence by hall; a hall that is not there is one of which nothing was seen
     */
    public LineTrace trace(
            LineKey key, long intervalStart, Map<HallId, HallEvidence> evidence, PlantTimeline plant, Gaps gaps) {
        LinePlan plan = plan(key);
        List<HallPart> parts = new ArrayList<>();
        evidence.forEach((hall, seen) -> {
            HallPart part = hallParts(hall, intervalStart, seen, plant, gaps).get(key);
            if (part != null) {
                parts.add(part);
            }
        });
        List<HallPart> ordered = ordered(plan, intervalStart, parts);
        List<CappedPiece> pieces = new ArrayList<>();
        LineTotals totals = totals(plan, intervalStart, ordered).add(pieces::add);
        TermTotals terms = terms(plan, intervalStart, ordered);
        UseTotals use = new UseTotals(ordered).add();
        Judge judge = judge(plan, totals, terms, use, ordered);
        List<Weighed> weighed = judge.weigh();
        List<Judgement> judgements = weighed.stream().map(Weighed::judgement).toList();
        LineResult result = result(plan, intervalStart, ordered, totals, terms, use, judge, judgements);
        return new LineTrace(registry, plan, evidence, plant, ordered, pieces, weighed, result);
    }

    /** {@link #line(LineKey, long, Collection)} for a single use of a registry. */
    public static LineResult line(Registry registry, LineKey key, long intervalStart, Collection<HallPart> parts) {
        return new Verdict(registry).line(key, intervalStart, parts);
    }

    /** What the content says of terms that rest on more than evidence: nothing where the lease has none. */
    private static Measured measured(LinePlan plan, TermTotals terms, UseTotals use) {
        SortedMap<String, Long> figures = new TreeMap<>(terms.figures());
        if (plan.terms.has(Term.Kind.THROUGHPUT)) {
            use.throughput(figures);
        }
        return new Measured(figures);
    }

    private Content content(LinePlan plan, long intervalStart, LineTotals totals, Measured measured) {
        SortedMap<BlockId, Map<State, Long>> blocks = new TreeMap<>();
        for (int b = 0; b < totals.blocks.size(); b++) {
            Map<State, Long> losses = byState(totals.blockLosses[b]);
            if (!losses.isEmpty()) {
                blocks.put(totals.blocks.get(b), losses);
            }
        }
        Map<Cause, Long> derated = new EnumMap<>(Cause.class);
        for (int i = 0; i < Bucket.COUNT; i++) {
            Cause cause = Bucket.at(i).cause;
            if (cause != null && totals.states[i] > 0) {
                derated.put(cause, totals.states[i]);
            }
        }
        return new Content(
                plan.key.lease(),
                plan.key.line(),
                Instant.ofEpochSecond(intervalStart),
                registry.interval(),
                totals.contracted,
                byState(totals.states),
                derated,
                blocks,
                registry.version(),
                Content.RULE_VERSION,
                measured);
    }

    private static Map<State, Long> byState(long[] buckets) {
        Map<State, Long> states = new EnumMap<>(State.class);
        for (int i = 0; i < buckets.length; i++) {
            if (buckets[i] != 0) {
                states.merge(Bucket.at(i).state, buckets[i], Long::sum);
            }
        }
        return states;
    }

    private LinePlan plan(LineKey key) {
        LinePlan plan = plans.get(key);
        if (plan == null) {
            throw new IllegalArgumentException("the registry has no line " + key);
        }
        return plan;
    }

    /** Evidence of nothing, in this registry's interval and slot length. */
    public HallEvidence nothing(long intervalStart) {
        return new HallEvidence(intervalStart, (int) registry.interval().toSeconds(), slotSeconds());
    }

    /** As {@link #nothing(long)}, with numbers that other evidence of the same hall and owner uses too. */
    public HallEvidence nothing(long intervalStart, NodeIndex index) {
        return new HallEvidence(intervalStart, (int) registry.interval().toSeconds(), slotSeconds(), index);
    }

    private int slotSeconds() {
        return (int) registry.slot().toSeconds();
    }

    private long intervalEnd(long intervalStart) {
        return intervalStart + registry.interval().toSeconds();
    }
}
