/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Witness;
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
import java.util.Set;
import java.util.TreeMap;

/**
 * Counts one line's GPUs of one hall over one interval: the loop over nodes, GPUs and slot pieces. Hot path: primitive
 * arrays, and per block and piece the last code's finding is remembered, since healthy neighbours look alike.
 */
final class HallCount {

    private final Registry registry;
    private final LinePlan plan;
    private final HallId hall;
    private final HallEvidence evidence;
    private final PlantTimeline plant;
    private final long start;
    private final long end;
    private final List<LinePlan.Member> members;
    private final List<BlockId> blocks;
    private final long[] starts;
    private final List<List<Window>> windows;
    private final int[] allocated;
    private final long[] ms;
    private final long[] clockLoss = new long[Bucket.COUNT];
    private final Map<GroupId, PlantState[]> plantStates = new HashMap<>();
    private final Map<NodeId, NodeLoss> losses = new TreeMap<>();
    private long workingMs;
    private long unassessedMs;

    /** What one node lost, for the list of the worst. */
    private static final class NodeLoss {
        final LinePlan.Member member;
        final long[] ms = new long[Bucket.COUNT];
        long since = Long.MAX_VALUE;

        NodeLoss(LinePlan.Member member) {
            this.member = member;
        }
    }

    HallCount(Registry registry, LinePlan plan, HallId hall, HallEvidence evidence, PlantTimeline plant) {
        this.registry = registry;
        this.plan = plan;
        this.hall = hall;
        this.evidence = evidence;
        this.plant = plant;
        this.start = evidence.intervalStart();
        this.end = start + evidence.intervalSeconds();
        this.members = plan.members(hall, start, end);
        this.blocks = members.stream()
                .map(member -> member.block().block())
                .distinct()
                .sorted()
                .toList();
        this.starts = starts();
        this.windows = new ArrayList<>();
        for (long piece : starts) {
            Instant at = Instant.ofEpochSecond(piece);
            windows.add(
                    plan.windows.stream().filter(window -> window.covers(at)).toList());
        }
        this.allocated = new int[starts.length];
        this.ms = new long[starts.length * blocks.size() * Bucket.COUNT];
    }

    private long[] starts() {
        Set<Long> pieces = plan.pieces(start, end, evidence.slotSeconds());
        long[] codes = new long[evidence.slots()];
        for (LinePlan.Member member : members) {
            String node = member.node().node().value();
            int gpus = Math.min(evidence.gpus(node), member.block().gpusPerNode());
            for (int gpu = 0; gpu < gpus; gpu++) {
                if (evidence.codes(node, gpu, codes)) {
                    cutWhereUnreachable(codes, pieces);
                }
            }
        }
        return pieces.stream().mapToLong(Long::longValue).toArray();
    }

    private void cutWhereUnreachable(long[] codes, Set<Long> pieces) {
        for (int slot = 0; slot < codes.length; slot++) {
            long code = codes[slot];
            if (Evidence.isAbsent(code) && Evidence.witness(code) == Witness.NO_LOAD) {
                long from = plan.ladder.unreachableFrom(code);
                long slotStart = start + (long) slot * evidence.slotSeconds();
                if (from > slotStart && from < slotStart + evidence.slotSeconds()) {
                    pieces.add(from);
                }
            }
        }
    }

    HallPart count() {
        Map<Block, List<LinePlan.Member>> byBlock =
                new TreeMap<>((a, b) -> a.block().compareTo(b.block()));
        for (LinePlan.Member member : members) {
            byBlock.computeIfAbsent(member.block(), block -> new ArrayList<>()).add(member);
        }
        byBlock.forEach(this::countBlock);
        List<WorstNode> worst = new ArrayList<>();
        losses.values().forEach(loss -> worst.add(worst(loss)));
        return new HallPart(
                plan.key,
                hall,
                start,
                evidence.intervalSeconds(),
                registry.version(),
                blocks,
                starts,
                allocated,
                ms,
                clockLoss,
                workingMs,
                unassessedMs,
                WorstNode.worst(worst),
                new HallProvenance(registry, plan, hall, members, evidence).of(plant));
    }

    private void countBlock(Block block, List<LinePlan.Member> inBlock) {
        int blockIndex = blocks.indexOf(block.block());
        PlantState[] power = plantStates(block.power());
        PlantState[] cooling = plantStates(block.cooling());
        long[] lastCode = new long[starts.length];
        int[] lastFinding = new int[starts.length];
        Arrays.fill(lastFinding, -1);
        long[] codes = new long[evidence.slots()];
        for (LinePlan.Member member : inBlock) {
            String node = member.node().node().value();
            for (int gpu = 0; gpu < block.gpusPerNode(); gpu++) {
                if (!evidence.codes(node, gpu, codes)) {
                    Arrays.fill(codes, Evidence.NONE);
                }
                for (int piece = 0; piece < starts.length; piece++) {
                    long at = starts[piece];
                    if (at < member.from() || at >= member.to()) {
                        continue;
                    }
                    long code = codes[(int) ((at - start) / evidence.slotSeconds())];
                    int finding;
                    int taken = -1;
                    if (windows.get(piece).isEmpty()) {
                        if (lastFinding[piece] < 0 || lastCode[piece] != code) {
                            lastCode[piece] = code;
                            lastFinding[piece] = plan.ladder.find(code, power[piece], cooling[piece], at, false);
                        }
                        finding = lastFinding[piece];
                    } else {
                        taken = windowOver(piece, member);
                        boolean ordered = isOrdered(piece, member);
                        finding = plan.ladder.find(code, power[piece], cooling[piece], at, ordered);
                    }
                    add(member, piece, blockIndex, code, finding, taken);
                }
            }
        }
    }

    private void add(LinePlan.Member member, int piece, int blockIndex, long code, int finding, int taken) {
        long seconds = (piece + 1 < starts.length ? starts[piece + 1] : end) - starts[piece];
        int row = (piece * blocks.size() + blockIndex) * Bucket.COUNT;
        long lost = seconds * Ladder.lostPerMille(finding);
        int bucket = taken >= 0 ? taken : Ladder.lossBucket(finding);
        allocated[piece]++;
        ms[row + Ladder.deliveredBucket(finding)] += seconds * 1000 - lost;
        if (Ladder.isWorking(finding)) {
            workingMs += seconds * 1000;
            unassessedMs += Ladder.isUnassessed(finding) ? seconds * 1000 : 0;
        }
        if (lost == 0) {
            return;
        }
        ms[row + bucket] += lost;
        if (Ladder.isWorking(finding)) {
            clockLoss[bucket] += lost;
        }
        NodeLoss loss = losses.computeIfAbsent(member.node().node(), id -> new NodeLoss(member));
        loss.ms[bucket] += lost;
        loss.since = Math.min(loss.since, Evidence.isAbsent(code) ? Evidence.since(code) : starts[piece]);
    }

    /** The first window of the ladder that covers a node in a piece, as a bucket; -1 for none. */
    private int windowOver(int piece, LinePlan.Member member) {
        for (Window window : windows.get(piece)) {
            if (covers(window, member)) {
                return Bucket.of(window.state()).index;
            }
        }
        return -1;
    }

    private boolean isOrdered(int piece, LinePlan.Member member) {
        for (Window window : windows.get(piece)) {
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
        return plantStates.computeIfAbsent(id, key -> {
            PlantState[] states = new PlantState[starts.length];
            for (int piece = 0; piece < states.length; piece++) {
                states[piece] = plant.state(registry, key, starts[piece] * 1000);
            }
            return states;
        });
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
