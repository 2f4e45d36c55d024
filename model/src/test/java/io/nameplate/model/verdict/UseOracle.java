/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Node;
import java.math.BigInteger;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a line's capacity was used for, as plainly as it can be written: second by second held, reading by reading counted. Shares
 * nothing with the engine but registry records and enums.
 */
final class UseOracle {

    private final UsedWorld world;
    private final Lease lease;
    private final CapacityLine line;
    private final long start;
    private final long end;
    private final Map<String, TreeMap<Long, Double>> series = new HashMap<>();
    /** What the use should say beside its blocks. */
    final Map<String, Long> figures = new TreeMap<>();
    /** What the content should say under throughput, but for its meters. */
    final Map<String, Long> throughput = new TreeMap<>();

    long written;
    boolean exact;

    /** A counter's sum, and whether it is all. */
    private record Counted(long sum, boolean exact) {}

    UseOracle(UsedWorld world, Lease lease, CapacityLine line) {
        this.world = world;
        this.lease = lease;
        this.line = line;
        this.start = world.world.start * 1000;
        this.end = start + world.registry.interval().toMillis();
        for (World.PlantReading reading : world.world.readings) {
            series.computeIfAbsent(reading.asset() + "/" + reading.point(), key -> new TreeMap<>())
                    .merge(reading.tsMillis(), reading.value(), (a, b) -> a.equals(b) ? a : Double.valueOf(Double.NaN));
        }
    }

    UseOracle settle() {
        energy();
        tensor();
        throughput.putAll(figures);
        work();
        return this;
    }

    private long heldSeconds(Node node) {
        long seconds = 0;
        for (long second = start / 1000; second < end / 1000; second++) {
            Instant at = Instant.ofEpochSecond(second);
            for (Allocation allocation : world.registry.allocations()) {
                seconds += allocation.lease().equals(lease.lease())
                                && allocation.line().equals(line.line())
                                && allocation.nodes().contains(node.node())
                                && allocation.covers(at)
                        ? 1
                        : 0;
            }
        }
        return seconds;
    }

    private Map<Node, Block> heldNodes() {
        Map<Node, Block> held = new HashMap<>();
        for (Block block : world.registry.blocks().values()) {
            for (Node node : block.nodes()) {
                if (heldSeconds(node) > 0) {
                    held.put(node, block);
                }
            }
        }
        return held;
    }

    /** Null where it was not read in the interval. */
    private Counted counted(String asset, String point, long hold, long most, boolean fallsToZero) {
        TreeMap<Long, Double> all = new TreeMap<>();
        series.getOrDefault(asset + "/" + point, new TreeMap<>()).forEach((ms, value) -> {
            if (value >= 0 && ms > start - hold && ms < end) {
                all.put(ms, Math.rint(value));
            }
        });
        if (all.isEmpty() || all.lastKey() < start) {
            return null;
        }
        Long first = all.lowerKey(start) == null ? all.firstKey() : all.lowerKey(start);
        boolean whole = first < start && all.lastKey() > end - hold;
        long sum = 0;
        Map.Entry<Long, Double> before = null;
        for (Map.Entry<Long, Double> reading : all.tailMap(first, true).entrySet()) {
            if (before != null) {
                double rise = reading.getValue() - before.getValue();
                boolean fell = rise < 0;
                rise = fell ? reading.getValue() : rise;
                double limit =
                        most == 0 ? Double.MAX_VALUE : Math.floor(most * (reading.getKey() - before.getKey()) / 1000.0);
                boolean believed = rise <= limit && (!fell || fallsToZero);
                sum += believed ? (long) rise : 0;
                whole &= believed && !fell;
            }
            before = reading;
        }
        return new Counted(sum, whole);
    }

    private void work() {
        boolean read = false;
        boolean all = true;
        boolean anyGeneration = false;
        boolean generationExact = true;
        Map<String, Long> sums = new TreeMap<>();
        boolean holdsAny = !heldNodes().isEmpty();
        for (Asset asset : world.registry.assets().values()) {
            for (Meter meter : asset.meters()) {
                if (!holdsAny || !meter.serves(lease.lease(), line.line())) {
                    continue;
                }
                Counted counted = counted(
                        asset.asset().value(), meter.point(), asset.hold().toMillis(), meter.mostPerSecond(), true);
                read |= counted != null;
                all &= counted != null && counted.exact;
                sums.merge(meter.measure().text(), counted == null ? 0 : counted.sum, Long::sum);
                if (meter.measure() == Meter.Measure.GENERATION_TOKENS) {
                    anyGeneration = true;
                    generationExact &= counted != null && counted.exact;
                }
            }
        }
        written = sums.getOrDefault("generation_tokens", 0L);
        exact = anyGeneration && generationExact;
        throughput.putAll(sums);
        throughput.put("exact", exact ? 1L : 0L);
        if (read) {
            figures.putAll(sums);
            figures.put("tokens_exact", all ? 1L : 0L);
        }
    }

    private void tensor() {
        long interval = end - start;
        long sum = 0;
        long metered = 0;
        boolean all = true;
        for (Map.Entry<Node, Block> held : heldNodes().entrySet()) {
            long ms = heldSeconds(held.getKey()) * 1000;
            int gpus = held.getValue().gpusPerNode();
            Counted counted = counted(held.getKey().node().value(), "tensor_active", interval, 2000L * gpus, true);
            all &= counted != null && counted.exact && ms == interval;
            if (counted != null) {
                sum += BigInteger.valueOf(counted.sum)
                        .multiply(BigInteger.valueOf(ms))
                        .divide(BigInteger.valueOf(interval))
                        .longValueExact();
                metered += ms * gpus;
            }
        }
        if (metered > 0) {
            figures.put("tensor_active_gpu_ms", sum);
            figures.put("tensor_metered_gpu_ms", metered);
            figures.put("tensor_active_exact", all ? 1L : 0L);
        }
    }

    private void energy() {
        Map<Block, Long> held = new HashMap<>();
        heldNodes()
                .forEach((node, block) -> held.merge(block, heldSeconds(node) * 1000 * block.gpusPerNode(), Long::sum));
        long sum = 0;
        long metered = 0;
        boolean all = true;
        for (Map.Entry<Block, Long> in : held.entrySet()) {
            Asset asset = world.registry.assets().values().stream()
                    .filter(candidate ->
                            candidate.asset().value().equals("it-" + in.getKey().block()))
                    .findFirst()
                    .orElse(null);
            Counted counted = asset == null
                    ? null
                    : counted(asset.asset().value(), "energy", asset.hold().toMillis(), 4000, true);
            all &= counted != null && counted.exact;
            if (counted != null) {
                long installed =
                        (long) in.getKey().gpusPerNode() * in.getKey().nodes().size() * (end - start);
                sum += counted.sum * in.getValue() / installed;
                metered += in.getValue();
            }
        }
        if (metered > 0) {
            figures.put("it_j", sum);
            figures.put("it_metered_gpu_ms", metered);
            figures.put("it_exact", all ? 1L : 0L);
        }
    }

    /** The halls whose results need to hear of a reading's asset. */
    static boolean concerns(UsedWorld world, HallId hall, World.PlantReading reading) {
        boolean ofAsset = world.registry.assetsOf(hall).stream()
                .anyMatch(asset -> asset.asset().equals(reading.asset()));
        boolean ofNode = world.registry.blocksOf(hall).stream()
                .anyMatch(block -> block.nodes().stream()
                        .anyMatch(node ->
                                node.node().value().equals(reading.asset().value())));
        return ofAsset || ofNode;
    }
}
