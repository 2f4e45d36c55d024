/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.NodeIndex;
import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts one line's GPUs of one hall over one interval. Hot path: GPUs that are alike in a run of slots are counted
 * together, once for each {@link Era} that the run meets.
 */
final class HallCount {

    private final Registry registry;
    private final LinePlan plan;
    private final HallId hall;
    private final HallEvidence evidence;
    private final PlantTimeline plant;
    private final long start;
    private final List<LinePlan.Member> members;
    /** The number of each member's node in the evidence. */
    private final int[] numbers;

    private final List<BlockId> blocks;
    private final Pieces pieces;
    private final List<List<Window>> windows;
    private final Tally tally;
    private final MissingCount missing;
    private final Map<GroupId, PlantState[]> plantStates = new HashMap<>();
    private final Map<NodeId, NodeLoss> losses = new HashMap<>();

    /** Pieces in a row in which plant and windows of a block are the same, so that one code means one thing. */
    private static final class Era {
        final PlantState power;
        final PlantState cooling;
        final List<Window> windows;
        /** No window is over it. */
        final boolean isOpen;
        /** The first piece behind it. */
        int end;
        /** The code found last, since healthy neighbours look alike, and its finding. */
        long code;

        int finding = -1;

        Era(PlantState power, PlantState cooling, List<Window> windows) {
            this.power = power;
            this.cooling = cooling;
            this.windows = windows;
            this.isOpen = windows.isEmpty();
        }
    }

    /** What one node lost, for the list of the worst. */
    private static final class NodeLoss {
        final LinePlan.Member member;
        final long[] ms = new long[Bucket.COUNT];
        long since = Long.MAX_VALUE;

        NodeLoss(LinePlan.Member member) {
            this.member = member;
        }
    }

    HallCount(Registry registry, LinePlan plan, HallId hall, HallEvidence evidence, PlantTimeline plant, Gaps gaps) {
        this.registry = registry;
        this.plan = plan;
        this.hall = hall;
        this.evidence = evidence;
        this.plant = plant;
        this.start = evidence.intervalStart();
        this.members = plan.members(hall, start, start + evidence.intervalSeconds());
        this.numbers = numbers(members, evidence.index());
        this.blocks = blocks(members);
        this.pieces = new Pieces(plan, evidence, members, numbers);
        this.windows = new ArrayList<>();
        for (long piece : pieces.starts) {
            Instant at = Instant.ofEpochSecond(piece);
            windows.add(
                    plan.windows.stream().filter(window -> window.covers(at)).toList());
        }
        this.tally = new Tally(pieces, blocks.size());
        this.missing = new MissingCount(pieces, gaps);
    }

    private static int[] numbers(List<LinePlan.Member> members, NodeIndex index) {
        int[] numbers = new int[members.size()];
        int found = NodeIndex.UNKNOWN;
        for (int i = 0; i < numbers.length; i++) {
            found = index.find(members.get(i).node().node().value(), found);
            numbers[i] = found;
        }
        return numbers;
    }

    /** The members' blocks; they come in the order of their ids. */
    private static List<BlockId> blocks(List<LinePlan.Member> members) {
        List<BlockId> blocks = new ArrayList<>();
        for (LinePlan.Member member : members) {
            BlockId block = member.block().block();
            if (blocks.isEmpty() || !blocks.get(blocks.size() - 1).equals(block)) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    HallPart count() {
        int block = -1;
        Era[] eras = {};
        for (int i = 0; i < numbers.length; i++) {
            LinePlan.Member member = members.get(i);
            if (block < 0 || !blocks.get(block).equals(member.block().block())) {
                block++;
                eras = eras(member.block());
            }
            new Seat(member, numbers[i], block, eras).count();
        }
        tally.sum();
        List<WorstNode> worst = new ArrayList<>();
        losses.values().forEach(loss -> worst.add(worst(loss)));
        return new HallPart(
                plan.key,
                hall,
                start,
                evidence.intervalSeconds(),
                registry.version(),
                blocks,
                pieces.starts,
                tally.allocated,
                tally.ms,
                missing.sum(members, numbers, evidence),
                HallPart.sum(tally.clockLoss),
                tally.clockLoss,
                tally.workingMs,
                tally.unassessedMs,
                WorstNode.worst(worst),
                new HallProvenance(registry, plan, hall, members, numbers, evidence).of(plant),
                plan.terms.any()
                        ? new TermCount(registry, plan, hall, members, plant, start, start + evidence.intervalSeconds())
                                .count()
                        : TermPart.NONE,
                new UseCount(registry, plan, hall, members, plant, start, start + evidence.intervalSeconds()).count());
    }

    /** The era of each piece. */
    private Era[] eras(Block block) {
        PlantState[] power = plantStates(block.power());
        PlantState[] cooling = plantStates(block.cooling());
        Era[] eras = new Era[pieces.count()];
        for (int piece = 0; piece < eras.length; piece++) {
            Era before = piece == 0 ? null : eras[piece - 1];
            boolean lasts = before != null
                    && before.power == power[piece]
                    && before.cooling == cooling[piece]
                    && before.windows.equals(windows.get(piece));
            eras[piece] = lasts ? before : new Era(power[piece], cooling[piece], windows.get(piece));
            eras[piece].end = piece + 1;
        }
        return eras;
    }

    /** Counts one node while it is allocated. */
    private final class Seat implements HallEvidence.RunVisitor {

        private final LinePlan.Member member;
        private final int number;
        private final int block;
        private final Era[] eras;
        private final int first;
        private final int last;
        private @Nullable NodeLoss loss;

        Seat(LinePlan.Member member, int number, int block, Era[] eras) {
            this.member = member;
            this.number = number;
            this.block = block;
            this.eras = eras;
            this.first = pieces.from(member.from());
            this.last = pieces.from(member.to());
        }

        void count() {
            int gpus = member.block().gpusPerNode();
            tally.allocate(gpus, first, last);
            evidence.visit(number, gpus, this);
        }

        @Override
        public void run(int gpus, int fromSlot, int toSlot, long code) {
            int to = Math.min(pieces.firstOf(toSlot), last);
            int piece = Math.max(pieces.firstOf(fromSlot), first);
            boolean changes = Pieces.isWithoutLoad(code);
            while (piece < to) {
                Era era = eras[piece];
                int next = changes ? piece + 1 : Math.min(era.end, to);
                add(era, gpus, piece, next, code);
                piece = next;
            }
        }

        private void add(Era era, int gpus, int from, int to, long code) {
            int finding = find(era, from, code);
            int taken = era.isOpen ? -1 : windowOver(era, member);
            int bucket = taken >= 0 ? taken : Ladder.lossBucket(finding);
            long lost = tally.add(block, gpus, from, to, finding, bucket);
            if (lost != 0) {
                if (bucket == Bucket.UNMEASURED.index) {
                    missing.add(member, gpus, from, to, code, Ladder.rule(finding), era.power);
                }
                NodeLoss known = loss;
                if (known == null) {
                    known = losses.computeIfAbsent(member.node().node(), id -> new NodeLoss(member));
                    loss = known;
                }
                known.ms[bucket] += lost;
                known.since =
                        Math.min(known.since, Evidence.isAbsent(code) ? Evidence.since(code) : pieces.starts[from]);
            }
        }

        private int find(Era era, int piece, long code) {
            long at = pieces.starts[piece];
            if (!era.isOpen) {
                return plan.ladder.find(code, era.power, era.cooling, at, isOrdered(era, member));
            }
            if (era.finding < 0 || era.code != code || Pieces.isWithoutLoad(code)) {
                era.code = code;
                era.finding = plan.ladder.find(code, era.power, era.cooling, at, false);
            }
            return era.finding;
        }
    }

    /** The first window of the ladder that covers a node in an era, as a bucket; -1 for none. */
    private int windowOver(Era era, LinePlan.Member member) {
        for (Window window : era.windows) {
            if (covers(window, member)) {
                return Bucket.of(window.state()).index;
            }
        }
        return -1;
    }

    private boolean isOrdered(Era era, LinePlan.Member member) {
        for (Window window : era.windows) {
            if (window.state() == State.CURTAILED && covers(window, member)) {
                return true;
            }
        }
        return false;
    }

    private boolean covers(Window window, LinePlan.Member member) {
        return window.scope().covers(hall, member.block().block(), member.node().node(), plan.lease.lease());
    }

    private PlantState[] plantStates(GroupId id) {
        return plantStates.computeIfAbsent(
                id,
                key -> plant.states(
                        registry,
                        key,
                        Arrays.stream(pieces.starts).map(start -> start * 1000).toArray()));
    }

    private static WorstNode worst(NodeLoss loss) {
        int largest = 0;
        long sum = 0;
        for (int bucket = 0; bucket < Bucket.LOSSES; bucket++) {
            sum += loss.ms[bucket];
            largest = loss.ms[bucket] > loss.ms[largest] ? bucket : largest;
        }
        return new WorstNode(
                loss.member.node().node(),
                loss.member.node().rack(),
                loss.member.block().block(),
                Bucket.at(largest).state,
                Instant.ofEpochSecond(loss.since),
                sum);
    }
}
