/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Milestone;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import io.nameplate.model.language.Window;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
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

    private enum Plant {
        UP,
        DOWN,
        UNKNOWN
    }

    /** What one GPU was in one second. */
    private record Second(String loss, long lostMs, String delivered, boolean working, boolean unassessed) {}

    private final World world;
    private final Lease lease;
    private final CapacityLine line;
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
            if (isOurs(allocation)) {
                instants.add(allocation.from());
                instants.add(allocation.to());
            }
        }
        for (Window window : world.registry.windows()) {
            boolean ours =
                    window.scope().leases().isEmpty() || window.scope().leases().contains(lease.lease());
            if (ours && isAgreed(window)) {
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
                    heldInInterval |= isHeld(node.node(), second);
                }
                for (long second = start;
                        second < end && heldInInterval && block.hall().equals(hall);
                        second++) {
                    for (int gpu = 0; gpu < block.gpusPerNode(); gpu++) {
                        Object seen = seen(node.node(), gpu, second);
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

    private boolean isOurs(Allocation allocation) {
        return allocation.lease().equals(lease.lease()) && allocation.line().equals(line.line());
    }

    private boolean isHeld(NodeId node, long second) {
        Instant at = Instant.ofEpochSecond(second);
        return world.registry.allocations().stream()
                .anyMatch(allocation -> isOurs(allocation)
                        && allocation.nodes().contains(node)
                        && !at.isBefore(allocation.from())
                        && at.isBefore(allocation.to()));
    }

    private long gpusHeld(long second) {
        long gpus = 0;
        for (Block block : world.registry.blocks().values()) {
            for (Node node : block.nodes()) {
                gpus += isHeld(node.node(), second) ? block.gpusPerNode() : 0;
            }
        }
        return gpus;
    }

    private long mostGpusEverHeld(long second) {
        long most = gpusHeld(second);
        for (Allocation allocation : world.registry.allocations()) {
            for (Instant change : List.of(allocation.from(), allocation.to())) {
                if (change.getEpochSecond() <= second) {
                    most = Math.max(most, gpusHeld(change.getEpochSecond()));
                }
            }
        }
        return most;
    }

    private long gpusContracted(long second) {
        Instant at = Instant.ofEpochSecond(second);
        if (at.isBefore(lease.from()) || !at.isBefore(lease.to())) {
            return 0;
        }
        long gpus = 0;
        for (Milestone milestone : line.ramp()) {
            gpus = milestone.from().isAfter(at) ? gpus : milestone.gpus();
        }
        return gpus;
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
                    for (int gpu = 0; gpu < block.gpusPerNode() && isHeld(node.node(), second); gpu++) {
                        Second was = second(block, node.node(), gpu, second, pieceStart);
                        sums.merge(was.delivered, 1000 - was.lostMs, Long::sum);
                        sums.merge(was.loss, was.lostMs, Long::sum);
                        lossByBlock
                                .computeIfAbsent(was.loss, key -> new TreeMap<>())
                                .merge(block.block().value(), was.lostMs, Long::sum);
                        if (was.loss.equals("UNMEASURED") && was.lostMs > 0) {
                            ofCause.merge(cause(block, node.node(), gpu, second, pieceStart), was.lostMs, Long::sum);
                        }
                        workByBlock
                                .computeIfAbsent(was.delivered, key -> new TreeMap<>())
                                .merge(block.block().value(), 1000 - was.lostMs, Long::sum);
                        working += was.working ? 1000 : 0;
                        unassessed += was.unassessed ? 1000 : 0;
                        clockLoss.merge(was.loss, was.working ? was.lostMs : 0, Long::sum);
                    }
                }
            }
        }
        contracted += gpusContracted(from) * (to - from) * 1000;
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
        long obliged = gpusContracted(from) * (to - from) * 1000;
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
        Object seen = seen(node, gpu, second);
        boolean dark = plant(block.power(), pieceStart * 1000) == Plant.DOWN;
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
                    for (int gpu = 0; same && gpu < other.gpusPerNode() && isHeld(node.node(), second); gpu++) {
                        if (!seen(node.node(), gpu, second).equals("nothing")) {
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
        long obliged = gpusContracted(from) * millis;
        long held = gpusHeld(from) * millis;
        long utilized = Math.min(obliged, sums.getOrDefault("UTILIZED", 0L));
        long idle = Math.min(obliged - utilized, sums.getOrDefault("IDLE", 0L));
        add(into, "UTILIZED", utilized);
        add(into, "IDLE", idle);
        long toSpread = obliged - utilized - idle;
        if (held <= obliged) {
            long accepted = mostGpusEverHeld(from) * millis;
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

    private Second second(Block block, NodeId node, int gpu, long second, long pieceStart) {
        Object seen = seen(node, gpu, second);
        boolean ordered = windowsOver(block, node, second).contains(State.CURTAILED);
        Second was;
        if (seen instanceof Seen.Data data) {
            was = ofData(data, plant(block.cooling(), pieceStart * 1000), ordered);
        } else if (seen instanceof Seen.Missing missing) {
            boolean faulted =
                    missing.countShort() || lease.xidTable().unusable().contains(missing.condition());
            was = lost(faulted ? "FAULTED" : "UNMEASURED");
        } else if (seen instanceof Seen.Absent absent) {
            was = lost(ofAbsent(
                    absent,
                    plant(block.power(), pieceStart * 1000),
                    plant(block.cooling(), pieceStart * 1000),
                    second));
        } else {
            was = lost("UNMEASURED");
        }
        for (State state : windowsOver(block, node, second)) {
            return new Second(state.name(), was.lostMs, was.delivered, was.working, was.unassessed);
        }
        return was;
    }

    private Set<State> windowsOver(Block block, NodeId node, long second) {
        Set<State> over = new TreeSet<>();
        Instant at = Instant.ofEpochSecond(second);
        for (Window window : world.registry.windows()) {
            boolean open = !at.isBefore(window.from()) && at.isBefore(window.to());
            var scope = window.scope();
            boolean everywhere = scope.halls().isEmpty()
                    && scope.blocks().isEmpty()
                    && scope.nodes().isEmpty();
            boolean here = everywhere
                    || scope.halls().contains(block.hall())
                    || scope.blocks().contains(block.block())
                    || scope.nodes().contains(node);
            boolean ours = scope.leases().isEmpty() || scope.leases().contains(lease.lease());
            if (open && here && ours && isAgreed(window)) {
                over.add(window.state());
            }
        }
        return over;
    }

    /** Agreed maintenance of which the tenant was not told in time, or not at all, is an outage like any other. */
    private boolean isAgreed(Window window) {
        long asked = lease.maintenanceNotice().toSeconds();
        if (window.state() != State.EXCLUDED || asked == 0) {
            return true;
        }
        return window.noticed() != null
                && window.from().getEpochSecond() - window.noticed().getEpochSecond() >= asked;
    }

    private static Second lost(String loss) {
        return new Second(loss, 1000, "IDLE", false, false);
    }

    private static Second work(String loss, long lostMs, boolean unassessed) {
        return new Second(loss, lostMs, "UTILIZED", true, unassessed);
    }

    private Second ofData(Seen.Data data, Plant cooling, boolean ordered) {
        if (lease.xidTable().unusable().contains(data.condition())) {
            return lost("FAULTED");
        }
        if (data.work() == Work.UNKNOWN) {
            return lost("UNMEASURED");
        }
        if (data.work() == Work.IDLE) {
            return new Second("UNMEASURED", 0, "IDLE", false, false);
        }
        if (data.clock() == -1) {
            return work("UNMEASURED", 0, true);
        }
        if (data.clock() >= line.guaranteedClockMhz()) {
            return work("UNMEASURED", 0, false);
        }
        if (data.reasons() == -1) {
            return work("UNMEASURED", 0, true);
        }
        BigDecimal guaranteed = BigDecimal.valueOf(line.guaranteedClockMhz());
        long lostMs = guaranteed
                .subtract(BigDecimal.valueOf(data.clock()))
                .multiply(BigDecimal.valueOf(1000))
                .divide(guaranteed, 0, RoundingMode.HALF_EVEN)
                .longValueExact();
        int reasons = data.reasons();
        boolean heat = (reasons & 0x20) == 0x20 || (reasons & 0x40) == 0x40;
        boolean limited = data.limit() != -1 && data.limit() < line.contractedLimitW();
        boolean setting = (reasons & 0x2) == 0x2 || ((reasons & 0x4) == 0x4 && limited);
        if (heat) {
            return work(cooling == Plant.DOWN ? "UNCOOLED" : "DERATED cooling", lostMs, false);
        } else if ((reasons & 0x80) == 0x80) {
            return work("DERATED power", lostMs, false);
        } else if (setting && ordered) {
            return work("CURTAILED", lostMs, false);
        } else if (setting) {
            return work("OPERATOR_LIMITED", lease.tenantOperates() ? 0 : lostMs, false);
        } else if ((reasons & 0x8) == 0x8) {
            return work("DERATED unknown", lostMs, false);
        }
        return work("UNMEASURED", 0, false);
    }

    private String ofAbsent(Seen.Absent absent, Plant power, Plant cooling, long second) {
        if (power == Plant.DOWN && absent.witness() != Witness.ON) {
            return "UNPOWERED";
        }
        if (cooling == Plant.DOWN && Set.of(Witness.OFF, Witness.NO_LOAD).contains(absent.witness())) {
            return "UNCOOLED";
        }
        if (absent.port() == Port.DOWN) {
            return "UNCONNECTED";
        }
        if (absent.witness() == Witness.OFF && power == Plant.UP) {
            return "FAULTED";
        }
        boolean longEnough = second - absent.since() >= lease.unreachableAfter().toSeconds();
        if (absent.witness() == Witness.NO_LOAD && longEnough) {
            return "FAULTED";
        }
        return absent.rebooted() ? "FAULTED" : "UNMEASURED";
    }

    /** What all observations say together of a GPU in the slot of a second: a {@link Seen}, "nothing" or "conflict". */
    private Object seen(NodeId node, int gpu, long second) {
        long slot = (second - start) / slotSeconds;
        List<Seen> data = new ArrayList<>();
        List<Seen.Absent> absences = new ArrayList<>();
        for (World.Observation observation : world.observations) {
            boolean here = observation.node().equals(node) && observation.gpu() == gpu;
            if (here && slot >= observation.from() && slot < observation.to()) {
                if (observation.seen() instanceof Seen.Absent absent) {
                    absences.add(absent);
                } else {
                    data.add(observation.seen());
                }
            }
        }
        for (Seen one : data) {
            boolean agrees = one.equals(data.get(0))
                    || (one instanceof Seen.Data a && data.get(0) instanceof Seen.Data b && a.alike(b));
            if (!agrees) {
                return "conflict";
            }
        }
        if (!data.isEmpty()) {
            return data.get(0);
        }
        absences.sort((a, b) -> {
            int order = Boolean.compare(a.rebooted(), b.rebooted());
            order = order != 0 ? order : a.reason().compareTo(b.reason());
            order = order != 0 ? order : a.witness().compareTo(b.witness());
            order = order != 0 ? order : a.port().compareTo(b.port());
            return order != 0 ? order : Long.compare(a.since(), b.since());
        });
        return absences.isEmpty() ? "nothing" : absences.get(absences.size() - 1);
    }

    private Plant plant(GroupId id, long millis) {
        PlantGroup group = world.registry.groups().get(id);
        if (group == null) {
            return plant(world.registry.assets().get(new AssetId(id.value())), millis);
        }
        int up = 0;
        int down = 0;
        for (GroupId member : group.of()) {
            Plant state = plant(member, millis);
            up += state == Plant.UP ? 1 : 0;
            down += state == Plant.DOWN ? 1 : 0;
        }
        if (up >= group.needs()) {
            return Plant.UP;
        }
        return group.of().size() - down < group.needs() ? Plant.DOWN : Plant.UNKNOWN;
    }

    private Plant plant(Asset asset, long millis) {
        int holding = 0;
        for (Asset.UpRule rule : asset.up()) {
            long latest = Long.MIN_VALUE;
            Set<Double> values = new TreeSet<>();
            for (World.PlantReading reading : world.readings) {
                boolean ofPoint =
                        reading.asset().equals(asset.asset()) && reading.point().equals(rule.point());
                if (ofPoint && reading.tsMillis() <= millis && reading.tsMillis() >= latest) {
                    if (reading.tsMillis() > latest) {
                        values.clear();
                    }
                    latest = reading.tsMillis();
                    values.add(reading.value());
                }
            }
            boolean inForce =
                    latest != Long.MIN_VALUE && millis < latest + asset.hold().toMillis();
            boolean known = inForce && values.size() == 1 && !values.contains(Double.NaN);
            if (known) {
                double value = values.iterator().next();
                if (value < rule.min() || value > rule.max()) {
                    return Plant.DOWN;
                }
                holding++;
            }
        }
        return holding == asset.up().size() ? Plant.UP : Plant.UNKNOWN;
    }

    /** The judgement of a throughput term by tokens that were written, all of them or at least so many. */
    String judgeThroughput(Term term, long written, boolean exact) {
        long perHour = ((Promise.Throughput) term.promise()).tokensPerGpuHour();
        BigInteger most = owed(perHour, kindest);
        BigInteger certain = owed(perHour, laziest);
        BigInteger thousandfold = BigInteger.valueOf(written).multiply(BigInteger.valueOf(1000));
        BigInteger target = BigInteger.valueOf(term.atLeastPerMille());
        if (most.signum() > 0 && thousandfold.compareTo(target.multiply(most)) >= 0) {
            return "met";
        }
        return exact && certain.signum() > 0 && thousandfold.compareTo(target.multiply(certain)) < 0
                ? "breached"
                : "not_assessed";
    }

    private BigInteger owed(long perHour, Map<String, Long> in) {
        long asked = in.getOrDefault("UTILIZED", 0L) + borne(in, false);
        return BigInteger.valueOf(perHour).multiply(BigInteger.valueOf(asked)).divide(BigInteger.valueOf(3_600_000));
    }

    /** The judgement of a term, in words: met, breached or not_assessed. */
    String judge(Term term) {
        BigDecimal target = BigDecimal.valueOf(term.atLeastPerMille(), 3);
        return switch (term.kind()) {
            case AVAILABILITY -> {
                long base = contracted - borne(states, true);
                long mostBase = contracted - borne(kindest, true);
                if (base == 0) {
                    yield "not_assessed";
                }
                BigDecimal best = target.multiply(BigDecimal.valueOf(mostBase));
                BigDecimal worst = target.multiply(BigDecimal.valueOf(base));
                if (BigDecimal.valueOf(mostBase - borne(kindest, false)).compareTo(best) < 0) {
                    yield "breached";
                }
                long low = base - borne(states, false) - states.getOrDefault("UNMEASURED", 0L);
                yield BigDecimal.valueOf(low).compareTo(worst) >= 0 ? "met" : "not_assessed";
            }
            case PERFORMANCE -> {
                long loss = 0;
                for (String state : LADDER) {
                    loss += isTenants(state) || state.equals("UNMEASURED") ? 0 : clockLoss.getOrDefault(state, 0L);
                }
                yield unassessed > 0 ? "not_assessed" : range(working - loss, working - loss, working, target);
            }
            case COVERAGE -> {
                long measured = contracted - states.getOrDefault("UNMEASURED", 0L);
                yield range(measured, measured, contracted, target);
            }
            case FIRM_POWER, THERMAL, PUE, THROUGHPUT ->
                throw new IllegalArgumentException(
                        "PlantOracle judges " + term.kind().text());
        };
    }

    /** The losses that the tenant bears, or those that the supplier does. */
    private long borne(Map<String, Long> counted, boolean tenant) {
        long borne = 0;
        for (String state : LADDER) {
            boolean counts = tenant ? isTenants(state) : !isTenants(state) && !state.equals("UNMEASURED");
            borne += counts ? counted.getOrDefault(state, 0L) : 0;
        }
        return borne;
    }

    private boolean isTenants(String state) {
        return lease.tenantBears().stream().anyMatch(borne -> borne.name().equals(state.split(" ", -1)[0]));
    }

    private static String range(long low, long high, long base, BigDecimal target) {
        if (base == 0) {
            return "not_assessed";
        }
        BigDecimal needed = target.multiply(BigDecimal.valueOf(base));
        if (BigDecimal.valueOf(high).compareTo(needed) < 0) {
            return "breached";
        }
        return BigDecimal.valueOf(low).compareTo(needed) >= 0 ? "met" : "not_assessed";
    }
}
