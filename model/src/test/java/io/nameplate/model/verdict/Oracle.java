/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Milestone;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Term;
import io.nameplate.model.language.Window;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules again, written from the design's table without the engine: one GPU, one second at a time, in words and big
 * decimals. Slow on purpose. It shares registry records and enums with the engine and nothing else.
 */
final class Oracle {

    /** The loss states in ladder order, a derate with its cause. */
    static final List<String> LADDER = List.of(
            "UNCOMMISSIONED",
            "WITHDRAWN",
            "EXCLUDED",
            "OUTSIDE_CONTROL",
            "CURTAILED",
            "UNPOWERED",
            "UNCOOLED",
            "UNCONNECTED",
            "FAULTED",
            "DERATED cooling",
            "DERATED power",
            "DERATED unknown",
            "OPERATOR_LIMITED",
            "UNMEASURED");

    private static final List<String> CAUSES = List.of("DEVICE", "COLLECTOR", "WAN", "PLATFORM", "SITE_POWER");

    /** What somebody says of a collector's missing records: {@code [from, to)} in epoch seconds. */
    record Known(CollectorId collector, long from, long to, Gaps.Why why) {}

    private final World world;
    private final Lease lease;
    private final CapacityLine line;
    private final OracleHoldings holdings;
    private final OraclePlant plant;
    private final OracleLadder ladder;
    private final long start;
    private final long end;
    private final int slotSeconds;

    long contracted;
    final Map<String, Long> states = new TreeMap<>();
    final Map<String, Map<String, Long>> blocks = new TreeMap<>();
    /** What of UNMEASURED is whose. */
    final Map<String, Long> causes = new TreeMap<>();

    private final List<Known> known;
    private final Map<String, Boolean> heard = new HashMap<>();
    /** The states if every unmeasured millisecond had been a utilized one. */
    private final Map<String, Long> kindest = new TreeMap<>();

    /** The states if every unmeasured millisecond had been an idle one. */
    private final Map<String, Long> laziest = new TreeMap<>();
    /** What each block delivered, utilized and idle. */
    final Map<String, Map<String, Long>> delivered = new TreeMap<>();

    private final Map<String, Long> clockLoss = new TreeMap<>();
    private long working;
    private long unassessed;

    Oracle(World world, Lease lease, CapacityLine line) {
        this(world, lease, line, List.of());
    }

    Oracle(World world, Lease lease, CapacityLine line, List<Known> known) {
        this.known = known;
        this.world = world;
        this.lease = lease;
        this.line = line;
        this.holdings = new OracleHoldings(world.registry, lease, line);
        this.plant = new OraclePlant(world);
        this.ladder = new OracleLadder(world, lease, line, plant);
        this.start = world.start;
        this.end = start + world.registry.interval().toSeconds();
        this.slotSeconds = (int) world.registry.slot().toSeconds();
    }

    Oracle settle() {
        Map<HallId, TreeSet<Long>> cuts = new TreeMap<>();
        TreeSet<Long> all = new TreeSet<>(cutsOfTheLine());
        for (HallId hall : world.registry.halls().keySet()) {
            TreeSet<Long> inHall = new TreeSet<>(cutsOfTheLine());
            inHall.addAll(cutsOfUnreachableNodes(hall));
            cuts.put(hall, inHall);
            all.addAll(inHall);
        }
        for (Long from : all) {
            Long next = all.higher(from);
            piece(from, next == null ? end : next, cuts);
        }
        return this;
    }

    private Set<Long> cutsOfTheLine() {
        List<Instant> instants = new ArrayList<>(List.of(lease.from(), lease.to()));
        for (Milestone milestone : line.ramp()) {
            instants.add(milestone.from());
        }
        for (Allocation allocation : world.registry.allocations()) {
            if (holdings.isOurs(allocation)) {
                instants.add(allocation.from());
                instants.add(allocation.to());
            }
        }
        for (Window window : world.registry.windows()) {
            boolean ours =
                    window.scope().leases().isEmpty() || window.scope().leases().contains(lease.lease());
            if (ours && ladder.isAgreed(window)) {
                instants.add(window.from());
                instants.add(window.to());
            }
        }
        Set<Long> cuts = new TreeSet<>();
        for (Instant instant : instants) {
            if (instant.getEpochSecond() >= start && instant.getEpochSecond() < end) {
                cuts.add(instant.getEpochSecond());
            }
        }
        for (long second = start; second < end; second++) {
            if ((second - start) % slotSeconds == 0) {
                cuts.add(second);
            }
        }
        return cuts;
    }

    private Set<Long> cutsOfUnreachableNodes(HallId hall) {
        Set<Long> cuts = new TreeSet<>();
        for (Block block : world.registry.blocks().values()) {
            for (Node node : block.nodes()) {
                boolean heldInInterval = false;
                for (long second = start; second < end; second++) {
                    heldInInterval |= holdings.isHeld(node.node(), second);
                }
                for (long second = start;
                        second < end && heldInInterval && block.hall().equals(hall);
                        second++) {
                    for (int gpu = 0; gpu < block.gpusPerNode(); gpu++) {
                        Object seen = ladder.seen(node.node(), gpu, second);
                        if (seen instanceof Seen.Absent absent
                                && absent.witness() == Witness.NO_LOAD
                                && absent.since() + lease.unreachableAfter().toSeconds() == second) {
                            cuts.add(second);
                        }
                    }
                }
            }
        }
        return cuts;
    }
    /** A stretch in which nothing changes but what is counted second by second. */
    private void piece(long from, long to, Map<HallId, TreeSet<Long>> cuts) {
        Map<String, Map<String, Long>> lossByBlock = new TreeMap<>();
        Map<String, Map<String, Long>> workByBlock = new TreeMap<>();
        Map<String, Long> sums = new TreeMap<>();
        Map<String, Long> ofCause = new TreeMap<>();
        for (long second = from; second < to; second++) {
            for (Block block : world.registry.blocks().values()) {
                long pieceStart = cuts.get(block.hall()).floor(second);
                for (Node node : block.nodes()) {
                    for (int gpu = 0; gpu < block.gpusPerNode() && holdings.isHeld(node.node(), second); gpu++) {
                        OracleLadder.Second was = ladder.second(block, node.node(), gpu, second, pieceStart);
                        sums.merge(was.delivered(), 1000 - was.lostMs(), Long::sum);
                        sums.merge(was.loss(), was.lostMs(), Long::sum);
                        lossByBlock
                                .computeIfAbsent(was.loss(), key -> new TreeMap<>())
                                .merge(block.block().value(), was.lostMs(), Long::sum);
                        if (was.loss().equals("UNMEASURED") && was.lostMs() > 0) {
                            ofCause.merge(cause(block, node.node(), gpu, second, pieceStart), was.lostMs(), Long::sum);
                        }
                        workByBlock
                                .computeIfAbsent(was.delivered(), key -> new TreeMap<>())
                                .merge(block.block().value(), 1000 - was.lostMs(), Long::sum);
                        working += was.working() ? 1000 : 0;
                        unassessed += was.unassessed() ? 1000 : 0;
                        clockLoss.merge(was.loss(), was.working() ? was.lostMs() : 0, Long::sum);
                    }
                }
            }
        }
        contracted += holdings.gpusContracted(from) * (to - from) * 1000;
        List<Long> shares = cap(from, to, sums, states);
        List<Long> whose = spread(
                shares.get(LADDER.size() - 1),
                CAUSES.stream().map(cause -> ofCause.getOrDefault(cause, 0L)).toList());
        for (int i = 0; i < CAUSES.size(); i++) {
            add(causes, CAUSES.get(i), whose.get(i));
        }
        Map<String, Long> kind = new TreeMap<>(sums);
        kind.merge("UTILIZED", sums.getOrDefault("UNMEASURED", 0L), Long::sum);
        kind.remove("UNMEASURED");
        cap(from, to, kind, kindest);
        Map<String, Long> lazy = new TreeMap<>(sums);
        lazy.merge("IDLE", sums.getOrDefault("UNMEASURED", 0L), Long::sum);
        lazy.remove("UNMEASURED");
        cap(from, to, lazy, laziest);
        long obliged = holdings.gpusContracted(from) * (to - from) * 1000;
        for (String work : List.of("UTILIZED", "IDLE")) {
            long counts = Math.min(obliged, sums.getOrDefault(work, 0L));
            obliged -= counts;
            Map<String, Long> byBlock = workByBlock.getOrDefault(work, Map.of());
            List<String> names = List.copyOf(byBlock.keySet());
            List<Long> parts = spread(counts, names.stream().map(byBlock::get).toList());
            for (int b = 0; b < names.size(); b++) {
                add(delivered.computeIfAbsent(names.get(b), key -> new TreeMap<>()), work, parts.get(b));
            }
        }
        delivered.values().removeIf(Map::isEmpty);
        for (int i = 0; i < LADDER.size(); i++) {
            String loss = LADDER.get(i);
            Map<String, Long> byBlock = lossByBlock.getOrDefault(loss, Map.of());
            List<String> names = List.copyOf(byBlock.keySet());
            List<Long> parts =
                    spread(shares.get(i), names.stream().map(byBlock::get).toList());
            for (int b = 0; b < names.size(); b++) {
                Map<String, Long> into = blocks.computeIfAbsent(names.get(b), key -> new TreeMap<>());
                add(into, loss.split(" ", -1)[0], parts.get(b));
            }
        }
        blocks.values().removeIf(Map::isEmpty);
    }

    /** The first of the method's rows that holds. */
    private String cause(Block block, NodeId node, int gpu, long second, long pieceStart) {
        Object seen = ladder.seen(node, gpu, second);
        boolean dark = plant.path(block.power(), pieceStart * 1000) == OraclePlant.Path.DOWN;
        if (seen instanceof Seen.Absent absent) {
            return dark ? "SITE_POWER" : absent.reason() == AbsentReason.NO_ROUTE ? "WAN" : "DEVICE";
        }
        if (!seen.equals("nothing")) {
            return seen.equals("conflict") ? "PLATFORM" : "DEVICE";
        }
        Set<Gaps.Why> said = EnumSet.noneOf(Gaps.Why.class);
        for (Known one : known) {
            if (one.collector().equals(block.source()) && pieceStart >= one.from() && pieceStart < one.to()) {
                said.add(one.why());
            }
        }
        if (said.contains(Gaps.Why.LOST)) {
            return "COLLECTOR";
        }
        if (isHeard(block, second)) {
            return "PLATFORM";
        }
        if (dark) {
            return "SITE_POWER";
        }
        if (said.contains(Gaps.Why.UNREAD)) {
            return "PLATFORM";
        }
        boolean cutOff = said.contains(Gaps.Why.UNHEARD) && !said.contains(Gaps.Why.PASSED);
        return cutOff ? "WAN" : "COLLECTOR";
    }

    /** Whether anything is known of one of the line's nodes of a block's source in its hall. */
    private boolean isHeard(Block block, long second) {
        return heard.computeIfAbsent(block.source() + " " + block.hall() + " " + second, key -> {
            for (Block other : world.registry.blocks().values()) {
                boolean same =
                        other.source().equals(block.source()) && other.hall().equals(block.hall());
                for (Node node : other.nodes()) {
                    for (int gpu = 0;
                            same && gpu < other.gpusPerNode() && holdings.isHeld(node.node(), second);
                            gpu++) {
                        if (!ladder.seen(node.node(), gpu, second).equals("nothing")) {
                            return true;
                        }
                    }
                }
            }
            return false;
        });
    }

    /** Adds what of a stretch counts, and gives the parts of the ladder's losses. */
    private List<Long> cap(long from, long to, Map<String, Long> sums, Map<String, Long> into) {
        long millis = (to - from) * 1000;
        long obliged = holdings.gpusContracted(from) * millis;
        long held = holdings.gpusHeld(from) * millis;
        long utilized = Math.min(obliged, sums.getOrDefault("UTILIZED", 0L));
        long idle = Math.min(obliged - utilized, sums.getOrDefault("IDLE", 0L));
        add(into, "UTILIZED", utilized);
        add(into, "IDLE", idle);
        long toSpread = obliged - utilized - idle;
        if (held <= obliged) {
            long accepted = holdings.mostGpusEverHeld(from) * millis;
            long neverAccepted = Math.max(0, obliged - Math.max(accepted, held));
            add(into, "UNCOMMISSIONED", neverAccepted);
            add(into, "WITHDRAWN", obliged - held - neverAccepted);
            toSpread -= obliged - held;
        }
        List<Long> losses =
                LADDER.stream().map(loss -> sums.getOrDefault(loss, 0L)).toList();
        List<Long> shares = spread(toSpread, losses);
        for (int i = 0; i < LADDER.size(); i++) {
            add(into, LADDER.get(i), shares.get(i));
        }
        return shares;
    }

    private static void add(Map<String, Long> into, String key, long amount) {
        if (amount < 0) {
            throw new AssertionError(key + " is negative: " + amount);
        }
        if (amount > 0) {
            into.merge(key, amount, Long::sum);
        }
    }

    /** Hamilton's method: floors first, then one each to the largest remainders, the earlier of equals first. */
    private static List<Long> spread(long total, List<Long> weights) {
        BigInteger sum = weights.stream().map(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
        List<Long> shares = new ArrayList<>();
        List<Integer> byRemainder = new ArrayList<>();
        List<BigInteger> remainders = new ArrayList<>();
        long given = 0;
        for (int i = 0; i < weights.size(); i++) {
            BigInteger product = BigInteger.valueOf(total).multiply(BigInteger.valueOf(weights.get(i)));
            BigInteger[] parts = sum.signum() == 0
                    ? new BigInteger[] {BigInteger.ZERO, BigInteger.ZERO}
                    : product.divideAndRemainder(sum);
            shares.add(parts[0].longValueExact());
            remainders.add(parts[1]);
            byRemainder.add(i);
            given += shares.get(i);
        }
        byRemainder.sort((a, b) -> remainders.get(b).compareTo(remainders.get(a)));
        for (int i = 0; given < total; i++, given++) {
            int lucky = byRemainder.get(i);
            shares.set(lucky, shares.get(lucky) + 1);
        }
        return shares;
    }

    /** The judgement of a throughput term by tokens that were written, all of them or at least so many. */
    String judgeThroughput(Term term, long written, boolean exact) {
        return judgements().judgeThroughput(term, written, exact);
    }

    /** The judgement of a term, in words: met, breached or not_assessed. */
    String judge(Term term) {
        return judgements().judge(term);
    }

    private OracleJudge judgements() {
        return new OracleJudge(lease, contracted, states, kindest, laziest, clockLoss, working, unassessed);
    }
}
