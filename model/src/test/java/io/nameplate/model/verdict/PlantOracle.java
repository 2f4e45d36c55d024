/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Term;
import io.nameplate.model.language.Window;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The rules of the terms that rest on plant, millisecond by millisecond and as plainly as they can be written: what
 * {@code docs/settlement-method.md} says, with nothing shared with the engine but registry records and enums.
 */
final class PlantOracle {

    private enum State {
        UP,
        DOWN,
        UNKNOWN
    }

    private final MeteredWorld world;
    private final Lease lease;
    private final CapacityLine line;
    private final long start;
    private final long end;
    private final Map<String, TreeMap<Long, Double>> series = new HashMap<>();
    /** What the content should say, by name. */
    final Map<String, Long> figures = new TreeMap<>();

    /** A unit that is down whatever was read of it. */
    private String tripped = "none";

    private long missing;
    private long open;
    private long thermalBase;
    private long broken;
    /** The same by block. */
    final Map<BlockId, Long> brokenIn = new TreeMap<>();

    private long unmeasured;
    private boolean pueKnown;

    PlantOracle(MeteredWorld world, Lease lease, CapacityLine line) {
        this.world = world;
        this.lease = lease;
        this.line = line;
        this.start = world.world.start * 1000;
        this.end = start + world.registry.interval().toMillis();
        for (World.PlantReading reading : world.readings) {
            series.computeIfAbsent(reading.asset() + "/" + reading.point(), key -> new TreeMap<>())
                    .merge(
                            reading.tsMillis(),
                            reading.value(),
                            (a, b) -> Objects.equals(a, b) ? a : Double.valueOf(Double.NaN));
        }
    }

    private double at(Asset asset, String point, long ms) {
        Map.Entry<Long, Double> last = series.getOrDefault(asset.asset() + "/" + point, new TreeMap<>())
                .floorEntry(ms);
        return last == null || ms - last.getKey() >= asset.hold().toMillis() ? Double.NaN : last.getValue();
    }

    private State state(GroupId id, long ms) {
        if (id.value().equals(tripped)) {
            return State.DOWN;
        }
        PlantGroup group = world.registry.groups().get(id);
        if (group == null) {
            Asset asset = world.registry.assets().get(new AssetId(id.value()));
            State worst = asset.up().isEmpty() ? State.UNKNOWN : State.UP;
            for (Asset.UpRule rule : asset.up()) {
                double value = at(asset, rule.point(), ms);
                if (value < rule.min() || value > rule.max()) {
                    return State.DOWN;
                }
                worst = Double.isNaN(value) ? State.UNKNOWN : worst;
            }
            return worst;
        }
        long up = group.of().stream()
                .filter(member -> state(member, ms) == State.UP)
                .count();
        long down = group.of().stream()
                .filter(member -> state(member, ms) == State.DOWN)
                .count();
        return up >= group.needs() ? State.UP : group.of().size() - down < group.needs() ? State.DOWN : State.UNKNOWN;
    }

    /** Carried by a path if UNKNOWN means DOWN, if UNKNOWN means UP, and if all is UP. */
    private long[] carried(GroupId id, long ms) {
        long[] sum = new long[3];
        PlantGroup group = world.registry.groups().get(id);
        if (group == null) {
            long capacity = world.registry.assets().get(new AssetId(id.value())).capacityW();
            sum = new long[] {capacity, capacity, capacity};
        } else {
            for (GroupId member : group.of()) {
                long[] part = carried(member, ms);
                for (int i = 0; i < 3; i++) {
                    sum[i] += part[i];
                }
            }
        }
        State state = state(id, ms);
        return new long[] {state == State.UP ? sum[0] : 0, state == State.DOWN ? 0 : sum[1], sum[2]};
    }

    private boolean isHeld(Node node, long ms) {
        Instant at = Instant.ofEpochMilli(ms);
        for (Allocation allocation : world.registry.allocations()) {
            if (allocation.lease().equals(lease.lease())
                    && allocation.line().equals(line.line())
                    && allocation.nodes().contains(node.node())
                    && !at.isBefore(allocation.from())
                    && at.isBefore(allocation.to())) {
                return true;
            }
        }
        return false;
    }

    private boolean isExcused(Block block, Node node, long ms) {
        Instant at = Instant.ofEpochMilli(ms);
        for (Window window : world.registry.windows()) {
            if (!at.isBefore(window.from())
                    && at.isBefore(window.to())
                    && window.isInTime(lease.maintenanceNotice())
                    && lease.tenantBears().contains(window.state())
                    && window.scope().covers(block.hall(), block.block(), node.node(), lease.lease())) {
                return true;
            }
        }
        return false;
    }

    /** Held GPUs by block, then excused ones; both change on whole seconds only. */
    private List<Map<BlockId, Long>> standing(long ms) {
        Map<BlockId, Long> held = new TreeMap<>();
        Map<BlockId, Long> excused = new TreeMap<>();
        for (Block block : world.registry.blocks().values()) {
            for (Node node : block.nodes()) {
                if (isHeld(node, ms)) {
                    held.merge(block.block(), (long) block.gpusPerNode(), Long::sum);
                    excused.merge(
                            block.block(), isExcused(block, node, ms) ? (long) block.gpusPerNode() : 0L, Long::sum);
                }
            }
        }
        return List.of(held, excused);
    }

    /** The instants at which anything can differ from the millisecond before. */
    private Set<Long> instants() {
        Set<Long> instants = new TreeSet<>();
        for (long ms = start; ms < end; ms += 1000) {
            instants.add(ms);
        }
        for (World.PlantReading reading : world.readings) {
            long hold = world.registry.assets().get(reading.asset()).hold().toMillis();
            instants.add(reading.tsMillis());
            instants.add(reading.tsMillis() + hold);
        }
        instants.removeIf(ms -> ms < start || ms >= end);
        return instants;
    }

    PlantOracle settle() {
        long owed = 0;
        long excusedPower = 0;
        long low = 0;
        long high = 0;
        Map<BlockId, Long> heldMs = new TreeMap<>();
        List<Long> instants = List.copyOf(instants());
        for (int i = 0; i < instants.size(); i++) {
            long ms = instants.get(i);
            long length = (i + 1 < instants.size() ? instants.get(i + 1) : end) - ms;
            List<Map<BlockId, Long>> standing = standing(ms);
            standing.get(0).forEach((block, gpus) -> heldMs.merge(block, gpus * length, Long::sum));
            long firm = lease.contractedAt(line, Instant.ofEpochMilli(ms)) > 0 ? line.firmW() : 0;
            long[] ready = ready(ms, standing.get(0), standing.get(1));
            long shortAtLeast = Math.max(0, firm - ready[1]);
            long shortAtMost = Math.max(0, firm - ready[0]);
            long excusedAtLeast = Math.min(shortAtLeast, ready[3]);
            long excusedAtMost = Math.min(shortAtMost, ready[2]);
            owed += firm * length;
            excusedPower += excusedAtLeast * length;
            low += Math.min(firm, ready[0]) * length;
            high += Math.min(firm, ready[1]) * length;
            missing += (shortAtLeast - excusedAtLeast) * length;
            open += Math.max(0, shortAtMost - excusedAtMost - shortAtLeast + excusedAtLeast) * length;
            thermal(ms, length, standing.get(0), standing.get(1));
        }
        boolean exact = energy(heldMs);
        boolean proved = line.firmW() > 0
                && missing + open > 0
                && exact
                && figures.get("energy/it_j") * 1000 >= owed - excusedPower;
        missing = proved ? 0 : missing;
        open = proved ? 0 : open;
        if (line.firmW() > 0) {
            figures.put("firm_power/firm_w", line.firmW());
            figures.put("firm_power/owed_mj", owed);
            figures.put("firm_power/excused_mj", excusedPower);
            figures.put("firm_power/ready_low_mj", low);
            figures.put("firm_power/ready_high_mj", high);
            figures.put("firm_power/proved_by_meter", proved ? 1L : 0L);
        }
        thermalFigures();
        pue(heldMs.keySet());
        return this;
    }

    /** Ready at least and at most, excusable of what is missing to either. Shares are rounded down by hall and path. */
    private long[] ready(long ms, Map<BlockId, Long> held, Map<BlockId, Long> excused) {
        long[] ready = new long[4];
        for (HallId hall : world.registry.halls().keySet()) {
            Map<GroupId, long[]> paths = new TreeMap<>();
            held.forEach((id, gpus) -> {
                Block block = world.registry.blocks().get(id);
                if (block.hall().equals(hall)) {
                    long[] on = paths.computeIfAbsent(block.power(), key -> new long[2]);
                    on[0] += gpus;
                    on[1] += excused.get(id);
                }
            });
            paths.forEach((path, on) -> {
                long all = world.registry.blocks().values().stream()
                        .filter(block -> block.power().equals(path))
                        .mapToLong(PlantOracle::gpus)
                        .sum();
                long[] carried = carried(path, ms);
                long low = carried[0] * on[0] / all;
                long high = carried[1] * on[0] / all;
                ready[0] += low;
                ready[1] += high;
                if (on[0] == on[1]) {
                    ready[2] += carried[2] * on[0] / all - low;
                    ready[3] += carried[2] * on[0] / all - high;
                }
            });
        }
        return ready;
    }

    /** Ready at least and at most in the interval's last millisecond; 0 where nothing is promised. */
    List<Long> readyAtTheEnd() {
        List<Map<BlockId, Long>> standing = standing(end - 1);
        long[] ready = ready(end - 1, standing.get(0), standing.get(1));
        return line.firmW() == 0 ? List.of(0L, 0L) : List.of(ready[0], ready[1]);
    }

    /** The same if one of the units that are not down were, for each with which it is something else. */
    Map<String, List<Long>> leftByTrips() {
        List<Long> now = readyAtTheEnd();
        Map<String, List<Long>> left = new TreeMap<>();
        for (AssetId unit : world.registry.assets().keySet()) {
            if (state(new GroupId(unit.value()), end - 1) != State.DOWN) {
                tripped = unit.value();
                left.put(unit.value(), readyAtTheEnd());
                tripped = "none";
            }
        }
        left.values().removeIf(now::equals);
        return left;
    }

    private static long gpus(Block block) {
        return (long) block.gpusPerNode() * block.nodes().size();
    }

    private List<Asset> measuring(Meter.Measure measure, BlockId block) {
        List<Asset> found = new ArrayList<>();
        for (Asset asset : world.registry.assets().values()) {
            for (Meter meter : asset.meters()) {
                if (meter.measure() == measure && meter.blocks().contains(block)) {
                    found.add(asset);
                }
            }
        }
        return found;
    }

    private Promise.Supply supply() {
        return (Promise.Supply) lease.terms().stream()
                .filter(term -> term.kind() == Term.Kind.THERMAL)
                .findFirst()
                .orElseThrow()
                .promise();
    }

    private final Map<String, Long> sums = new HashMap<>();

    private void thermal(long ms, long length, Map<BlockId, Long> held, Map<BlockId, Long> excused) {
        Map<Asset, Double> warm = new LinkedHashMap<>();
        Map<Asset, Double> flowing = new LinkedHashMap<>();
        held.forEach((block, gpus) -> {
            int unknown = 0;
            int stopped = 0;
            int bad = 0;
            List<Asset> sensors = measuring(Meter.Measure.SUPPLY_TEMPERATURE, block);
            for (Asset asset : sensors) {
                boolean down = state(new GroupId(asset.asset().value()), ms) == State.DOWN;
                double value = at(asset, "supply_temperature", ms);
                stopped += down ? 1 : 0;
                unknown += !down && Double.isNaN(value) ? 1 : 0;
                if (!down && !Double.isNaN(value)) {
                    warm.put(asset, value);
                    bad += supply().holds(Math.round(value * 1000)) ? 0 : 1;
                }
            }
            boolean isBroken = bad > 0 || (!sensors.isEmpty() && stopped == sensors.size());
            boolean isUnknown = sensors.isEmpty() || unknown > 0;
            if (supply().minFlowMl() > 0) {
                long sum = 0;
                boolean holes = false;
                List<Asset> meters = measuring(Meter.Measure.FLOW, block);
                for (Asset asset : meters) {
                    boolean down = state(new GroupId(asset.asset().value()), ms) == State.DOWN;
                    double value = at(asset, "flow", ms);
                    holes |= !down && Double.isNaN(value);
                    if (!down && !Double.isNaN(value)) {
                        flowing.put(asset, value);
                        sum += Math.round(value * 1e6);
                    }
                }
                holes |= meters.isEmpty();
                if (!holes) {
                    sums.merge("least", sum, Math::min);
                    sums.merge("most", sum, Math::max);
                }
                isBroken |= sum < supply().minFlowMl() && !holes;
                isUnknown |= sum < supply().minFlowMl() && holes;
            }
            long theirs = excused.get(block);
            sums.merge("held", gpus * length, Long::sum);
            thermalBase += gpus * length - (isBroken ? theirs * length : 0);
            sums.merge("excused", isBroken ? theirs * length : 0, Long::sum);
            broken += isBroken ? (gpus - theirs) * length : 0;
            if (isBroken && gpus > theirs) {
                brokenIn.merge(block, (gpus - theirs) * length, Long::sum);
            }
            unmeasured += !isBroken && isUnknown ? (gpus - theirs) * length : 0;
        });
        warm.values().forEach(value -> {
            long milli = Math.round(value * 1000);
            sums.merge("warmMs", length, Long::sum);
            sums.merge("warmSum", milli * length, Long::sum);
            sums.merge("warmOut", supply().holds(milli) ? 0 : length, Long::sum);
            sums.merge("coldest", milli, Math::min);
            sums.merge("warmest", milli, Math::max);
        });
        flowing.values().forEach(value -> {
            sums.merge("flowMs", length, Long::sum);
            sums.merge("flowSum", Math.round(value * 1e6) * length, Long::sum);
        });
    }

    private void thermalFigures() {
        figures.put("thermal/gpu_ms", sums.getOrDefault("held", 0L));
        figures.put("thermal/broken_gpu_ms", broken);
        figures.put("thermal/unmeasured_gpu_ms", unmeasured);
        figures.put("thermal/excused_gpu_ms", sums.getOrDefault("excused", 0L));
        if (sums.containsKey("warmMs")) {
            figures.put("thermal/supply_min_mc", sums.get("coldest"));
            figures.put("thermal/supply_max_mc", sums.get("warmest"));
            figures.put("thermal/supply_mean_mc", Math.floorDiv(sums.get("warmSum"), sums.get("warmMs")));
            figures.put("thermal/supply_ms", sums.get("warmMs"));
            figures.put("thermal/supply_broken_ms", sums.get("warmOut"));
        }
        if (sums.containsKey("least")) {
            figures.put("thermal/block_flow_min_ml_s", sums.get("least"));
            figures.put("thermal/block_flow_max_ml_s", sums.get("most"));
        }
        if (sums.containsKey("flowMs")) {
            figures.put("thermal/flow_mean_ml_s", Math.floorDiv(sums.get("flowSum"), sums.get("flowMs")));
            figures.put("thermal/flow_ms", sums.get("flowMs"));
        }
    }

    /** One counter's readings of the interval, step by step: sum, rollovers, resets, suspects, exact. */
    private Map<String, Long> counted(Asset asset) {
        Meter meter = asset.meters().get(0);
        Map<String, Long> said = new HashMap<>();
        Map.Entry<Long, Double> before = null;
        long sum = 0;
        TreeMap<Long, Double> all = new TreeMap<>();
        series.getOrDefault(asset.asset() + "/energy", new TreeMap<>()).forEach((ms, value) -> {
            if (!value.isNaN() && ms > start - asset.hold().toMillis() && ms < end) {
                all.put(ms, Math.rint(value));
            }
        });
        if (all.isEmpty() || all.lastKey() < start) {
            return said;
        }
        Long first = all.lowerKey(start) == null ? all.firstKey() : all.lowerKey(start);
        for (Map.Entry<Long, Double> reading : all.tailMap(first, true).entrySet()) {
            if (before != null) {
                double was = before.getValue();
                double is = reading.getValue();
                double most = meter.mostPerSecond() == 0
                        ? Double.MAX_VALUE
                        : Math.floor(meter.mostPerSecond() * (double) (reading.getKey() - before.getKey()) / 1000);
                if (is >= was && is - was <= most) {
                    sum += (long) (is - was);
                } else if (is < was && meter.rollover() > was && is + meter.rollover() - was <= most) {
                    sum += (long) (is + meter.rollover() - was);
                    said.merge("rollovers", 1L, Long::sum);
                } else if (is < was && meter.mostPerSecond() > 0 && is <= most) {
                    sum += (long) is;
                    said.merge("resets", 1L, Long::sum);
                } else {
                    said.merge("suspects", 1L, Long::sum);
                }
            }
            before = reading;
        }
        boolean whole = first < start && all.lastKey() > end - asset.hold().toMillis();
        said.put("from_ms", first);
        said.put("from_j", all.get(first).longValue());
        said.put("to_ms", all.lastKey());
        said.put("to_j", all.lastEntry().getValue().longValue());
        said.put("sum_j", sum);
        said.put("exact", whole && !said.containsKey("resets") && !said.containsKey("suspects") ? 1L : 0L);
        return said;
    }

    private boolean energy(Map<BlockId, Long> heldMs) {
        long sum = 0;
        boolean exact = !heldMs.isEmpty();
        Set<BlockId> open = new TreeSet<>(heldMs.keySet());
        for (Asset asset : world.registry.assets().values()) {
            if (!asset.asset().value().startsWith("it-")) {
                continue;
            }
            BlockId id = asset.meters().get(0).blocks().iterator().next();
            Map<String, Long> said = counted(asset);
            if (heldMs.containsKey(id) && !said.isEmpty()) {
                open.remove(id);
                long all = gpus(world.registry.blocks().get(id)) * (end - start);
                long ours = said.get("sum_j") * heldMs.get(id) / all;
                said.put("line_j", ours);
                said.forEach((name, value) -> figures.put("energy/meters/" + asset.asset() + "/" + name, value));
                sum += ours;
                exact &= said.get("exact") == 1;
            }
        }
        exact &= open.isEmpty();
        figures.put("energy/it_j", sum);
        figures.put("energy/exact", exact ? 1L : 0L);
        return exact;
    }

    private void pue(Set<BlockId> held) {
        long facility = 0;
        long it = 0;
        boolean exact = !held.isEmpty();
        if (!held.isEmpty()) {
            Map<String, Long> site = counted(world.registry.assets().get(new AssetId("site")));
            facility = site.getOrDefault("sum_j", 0L);
            exact = site.getOrDefault("exact", 0L) == 1;
            for (Asset asset : world.registry.assets().values()) {
                if (asset.asset().value().startsWith("it-")) {
                    Map<String, Long> said = counted(asset);
                    it += said.getOrDefault("sum_j", 0L);
                    exact &= said.getOrDefault("exact", 0L) == 1;
                }
            }
        }
        pueKnown = exact && it > 0 && facility >= it;
        figures.put("pue/facility_j", facility);
        figures.put("pue/it_j", it);
        figures.put("pue/exact", pueKnown ? 1L : 0L);
    }

    /** The judgement of a term, in words; nothing for terms that rest on no plant. */
    String judge(Term term, long contracted) {
        return switch (term.kind()) {
            case FIRM_POWER -> {
                long base = line.firmW() == 0 || contracted == 0
                        ? 0
                        : figures.get("firm_power/owed_mj") - figures.get("firm_power/excused_mj");
                yield range(term, base, missing, open);
            }
            case THERMAL -> range(term, thermalBase, broken, unmeasured);
            case PUE -> {
                double pue = (double) figures.get("pue/facility_j") / figures.get("pue/it_j");
                double most = ((Promise.Pue) term.promise()).atMostPerMille() / 1000.0;
                yield !pueKnown ? "not_assessed" : pue <= most + 1e-12 ? "met" : "breached";
            }
            default -> "";
        };
    }

    private static String range(Term term, long base, long lost, long open) {
        double target = term.atLeastPerMille() / 1000.0;
        double best = (double) (base - lost) / base;
        double worst = (double) (base - lost - open) / base;
        return base == 0
                ? "not_assessed"
                : best < target - 1e-12 ? "breached" : worst >= target - 1e-12 ? "met" : "not_assessed";
    }
}
