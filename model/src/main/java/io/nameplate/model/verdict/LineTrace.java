/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Window;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How one result came about: its evidence, the ladder's finding on every GPU and piece, the arithmetic of every piece and
 * judgement. Everything comes from the same ladder, totals and judge as the result; for {@code model.verdict.explain}.
 */
public final class LineTrace {

    /** A node while it is allocated to the line, {@code [from, to)} in epoch seconds. */
    public record Held(HallId hall, Block block, Node node, long from, long to) {}

    /**
     * The ladder's finding on one GPU in one slot piece.
     *
     * @param code what is known, see {@link Evidence}
     * @param power state of the block's power path at the piece's start; {@code cooling} likewise
     * @param bucket where the lost part counts before windows; it means nothing where nothing is lost
     * @param lostPerMille the lost part of the GPU
     * @param delivered where the rest counts
     * @param window the window that covers the GPU in the piece and takes its loss
     * @param order the curtailment order that covers the GPU
     */
    public record Finding(
            long from,
            long to,
            long code,
            PlantState power,
            PlantState cooling,
            Rule rule,
            Bucket bucket,
            int lostPerMille,
            Bucket delivered,
            boolean working,
            boolean unassessed,
            Optional<Window> window,
            Optional<Window> order) {

        /** Where the lost part counts, windows considered. */
        public Bucket lostTo() {
            return window.map(taken -> Bucket.of(taken.state())).orElse(bucket);
        }

        /** GPU-milliseconds lost; the rest of the piece is delivered. */
        public long lostMs() {
            return (to - from) * lostPerMille;
        }

        public long deliveredMs() {
            return (to - from) * 1000 - lostMs();
        }
    }

    /** Is told the finding on every GPU and piece, GPU by GPU in the order of the registry, pieces in time. */
    @FunctionalInterface
    public interface Visitor {
        void found(Held node, int gpu, Finding finding);
    }

    private final Registry registry;
    private final LinePlan plan;
    private final long start;
    private final long end;
    private final Map<HallId, HallEvidence> evidence;
    private final PlantTimeline plant;
    private final List<HallPart> parts;
    private final List<CappedPiece> pieces;
    private final List<Weighed> judgements;
    private final LineResult result;
    private final List<Window> windows;

    LineTrace(
            Registry registry,
            LinePlan plan,
            Map<HallId, HallEvidence> evidence,
            PlantTimeline plant,
            List<HallPart> parts,
            List<CappedPiece> pieces,
            List<Weighed> judgements,
            LineResult result) {
        this.registry = registry;
        this.plan = plan;
        this.start = result.content().intervalStart().getEpochSecond();
        this.end = start + registry.interval().toSeconds();
        this.evidence = evidence;
        this.plant = plant;
        this.parts = parts;
        this.pieces = List.copyOf(pieces);
        this.judgements = List.copyOf(judgements);
        this.result = result;
        this.windows = plan.windows.stream()
                .filter(window ->
                        window.from().getEpochSecond() < end && window.to().getEpochSecond() > start)
                .toList();
    }

    public Registry registry() {
        return registry;
    }

    public Lease lease() {
        return plan.lease;
    }

    public CapacityLine line() {
        return plan.line;
    }

    /** Epoch second the interval begins at; {@link #end} is exclusive. */
    public long start() {
        return start;
    }

    public long end() {
        return end;
    }

    public PlantTimeline plant() {
        return plant;
    }

    /** What was settled: everything else here explains it. */
    public LineResult result() {
        return result;
    }

    public List<CappedPiece> pieces() {
        return pieces;
    }

    public List<Weighed> judgements() {
        return judgements;
    }

    /** Windows and orders that can concern the line at any time of the interval, in ladder order. */
    public List<Window> windows() {
        return windows;
    }

    /** The nodes allocated to the line at any time of the interval, by hall and as the registry lists them. */
    public List<Held> held() {
        List<Held> held = new ArrayList<>();
        for (HallId hall : plan.halls(start, end)) {
            for (LinePlan.Member member : plan.members(hall, start, end)) {
                held.add(new Held(hall, member.block(), member.node(), member.from(), member.to()));
            }
        }
        return held;
    }

    /** What was measured over the interval by block and {@link Bucket}, before the cap, as the result counted it. */
    public Map<BlockId, long[]> measured() {
        Map<BlockId, long[]> blocks = new TreeMap<>();
        for (HallPart part : parts) {
            for (int piece = 0; piece < part.starts.length; piece++) {
                for (int b = 0; b < part.blocks.size(); b++) {
                    long[] sum = blocks.computeIfAbsent(part.blocks.get(b), key -> new long[Bucket.COUNT]);
                    for (int bucket = 0; bucket < Bucket.COUNT; bucket++) {
                        sum[bucket] += part.ms[part.row(piece, b) + bucket];
                    }
                }
            }
        }
        return blocks;
    }

    /** What the content counts as not measured, in GPU-milliseconds, by what the evidence says of why. */
    public Map<MissingCause, Long> missing() {
        return result.coverage().unmeasured();
    }

    /** What would take GPUs or firm power from the line if it tripped as the interval ends, the worst first. */
    public List<Headroom.Unit> headroom() {
        List<Headroom.Unit> units = new ArrayList<>();
        for (HallId hall : plan.halls(start, end)) {
            PlantTimeline heard = evidence.containsKey(hall) ? plant : new PlantTimeline();
            units.addAll(Headroom.of(registry, plan, hall, heard, start, end));
        }
        return Headroom.sum(units);
    }

    /** What stands ready of the line's firm power as the interval ends. */
    public Headroom.Watts ready() {
        return Headroom.ready(parts, end);
    }

    /** GPU-milliseconds at work, not capped, as the result counted them. */
    public long workingMs() {
        return parts.stream().mapToLong(part -> part.workingMs).sum();
    }

    /** GPU-milliseconds at work whose source does not say clock or reasons. */
    public long unassessedMs() {
        return parts.stream().mapToLong(part -> part.unassessedMs).sum();
    }

    /** Where the slot pieces of a hall begin, in epoch seconds. */
    public long[] pieceStarts(HallId hall) {
        return part(hall).starts.clone();
    }

    private HallPart part(HallId hall) {
        return parts.stream()
                .filter(part -> part.hall.equals(hall))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the line has no node in hall " + hall));
    }

    /** Tells the finding on every GPU and piece. */
    public void forEach(Visitor visitor) {
        Map<GroupId, Map<Long, PlantState>> states = new HashMap<>();
        for (Held held : held()) {
            HallPart part = part(held.hall());
            HallEvidence seen = evidence.get(held.hall());
            long[] codes = new long[(int) ((end - start) / registry.slot().toSeconds())];
            for (int gpu = 0; gpu < held.block().gpusPerNode(); gpu++) {
                if (seen == null || !seen.codes(held.node().node().value(), gpu, codes)) {
                    Arrays.fill(codes, Evidence.NONE);
                }
                for (int piece = 0; piece < part.starts.length; piece++) {
                    long at = part.starts[piece];
                    if (at >= held.from() && at < held.to()) {
                        long code = codes[(int) ((at - start) / registry.slot().toSeconds())];
                        PlantState power = state(states, held.block().power(), at);
                        PlantState cooling = state(states, held.block().cooling(), at);
                        visitor.found(held, gpu, finding(held, at, part.pieceEnd(piece), code, power, cooling));
                    }
                }
            }
        }
    }

    private PlantState state(Map<GroupId, Map<Long, PlantState>> states, GroupId id, long at) {
        return states.computeIfAbsent(id, key -> new HashMap<>())
                .computeIfAbsent(at, key -> plant.state(registry, id, at * 1000));
    }

    private Finding finding(Held held, long from, long to, long code, PlantState power, PlantState cooling) {
        Optional<Window> window = Optional.empty();
        Optional<Window> order = Optional.empty();
        for (Window candidate : windows) {
            if (candidate.from().getEpochSecond() <= from
                    && candidate.to().getEpochSecond() > from
                    && covers(candidate, held)) {
                window = window.or(() -> Optional.of(candidate));
                order = candidate.state() == State.CURTAILED ? order.or(() -> Optional.of(candidate)) : order;
            }
        }
        int found = plan.ladder.find(code, power, cooling, from, order.isPresent());
        return new Finding(
                from,
                to,
                code,
                power,
                cooling,
                Ladder.rule(found),
                Bucket.at(Ladder.lossBucket(found)),
                Ladder.lostPerMille(found),
                Bucket.at(Ladder.deliveredBucket(found)),
                Ladder.isWorking(found),
                Ladder.isUnassessed(found),
                window,
                order);
    }

    /** Whether a window covers a node of the line. */
    public boolean covers(Window window, Held held) {
        NodeId node = held.node().node();
        return window.scope().covers(held.hall(), held.block().block(), node, plan.key.lease());
    }
}
