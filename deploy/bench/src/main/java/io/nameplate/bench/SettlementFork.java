/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Settlement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * One process of a measurement: makes the data, warms up, measures, and prints each sample as a line {@code name TAB
 * value}. Several of them even out what the just-in-time compiler happened to do.
 */
final class SettlementFork {

    private static final int WARM_UPS = 4;
    private static final int SAMPLES = 5;
    private static final int INTERVAL = 60;
    /** Of the sites of several sizes, whose records must all have room at once. */
    private static final int SHORT_INTERVAL = 30;

    private static final long START = Instant.parse("2026-06-02T12:00:00Z").getEpochSecond();

    /** Blocks of sites of 10,000, 54,000 and 220,000 GPUs. */
    private static final List<Integer> SIZES = List.of(5, 27, 110);

    private final int blocks;

    private SettlementFork(int blocks) {
        this.blocks = blocks;
    }

    public static void main(String[] args) throws IOException {
        new SettlementFork(Integer.parseInt(args[0])).measure();
    }

    private void measure() throws IOException {
        for (Mix mix : Mix.OF_SETTLEMENT) {
            kernel(mix, 1);
        }
        kernel(Mix.NORMAL, 10);
        sizes();
        Path folder = Files.createTempDirectory("nameplate-bench");
        try {
            offline(1, INTERVAL, folder);
            offline(10, 5 * INTERVAL, folder);
        } finally {
            Bench.delete(folder);
        }
        flink();
    }

    private void kernel(Mix mix, int slotSeconds) {
        Registry registry = BenchSite.registry(blocks, slotSeconds, INTERVAL);
        Recording recording = new Recording(registry, mix, START, INTERVAL);
        PlainLoop plain = new PlainLoop(recording);
        Kernel kernel = new Kernel(registry);
        String name = mix.name().toLowerCase(Locale.ROOT) + "." + slotSeconds + "s";
        double frames = recording.nodeFrames;
        Map<String, DoubleSupplier> measures = new LinkedHashMap<>();
        measures.put("plain." + name, () -> nanos(() -> agree(mix, plain.run(), kernel)) / frames);
        measures.put("kernel." + name, () -> {
            kernel.run(recording);
            return (kernel.evidenceNanos + kernel.verdictNanos) / frames;
        });
        measures.put("evidence." + name, () -> kernel.evidenceNanos / frames);
        measures.put("verdict." + name, () -> kernel.verdictNanos / frames);
        if (slotSeconds == 1 || mix == Mix.NORMAL) {
            Figures.print("bytes." + name, recording.bytes() / frames);
            Figures.print("heap." + name, heapPerGpu(kernel, recording));
        }
        sample(measures);
    }

    /** What one GPU costs for a second in sites of several sizes: the smaller, the more intervals, so that all have as many frames. */
    private void sizes() {
        Map<String, DoubleSupplier> measures = new LinkedHashMap<>();
        SIZES.stream().filter(size -> size <= blocks).forEach(size -> {
            Registry registry = BenchSite.registry(size, 1, SHORT_INTERVAL);
            List<Recording> recordings = new ArrayList<>();
            for (int i = 0; i < blocks / size; i++) {
                recordings.add(new Recording(registry, Mix.NORMAL, START + (long) i * SHORT_INTERVAL, SHORT_INTERVAL));
            }
            int gpus = registry.nodes().size() * BenchSite.GPUS;
            double gpuSeconds = (double) gpus * SHORT_INTERVAL * recordings.size();
            Kernel kernel = new Kernel(registry);
            measures.put(
                    "gpus." + gpus,
                    () -> nanos(() -> recordings.forEach(each -> kernel.settle(each.start, each.records)))
                            / gpuSeconds);
        });
        sample(measures);
    }

    /** Runs what is to be measured in turn, so that a noisy neighbour meets all of it. */
    private static void sample(Map<String, DoubleSupplier> measures) {
        for (int run = 0; run < WARM_UPS + SAMPLES; run++) {
            int number = run;
            measures.forEach((name, measure) -> {
                double value = measure.getAsDouble();
                if (number >= WARM_UPS) {
                    Figures.print(name, value);
                }
            });
        }
    }

    private static double nanos(Runnable run) {
        long began = CpuClock.nanos();
        run.run();
        return CpuClock.nanos() - began;
    }

    /** The yardstick counts the same, where it can: it knows neither conflicts nor copies. */
    private static void agree(Mix mix, Map<State, Long> plain, Kernel kernel) {
        if (mix == Mix.NORMAL && !kernel.states().isEmpty() && !plain.equals(kernel.states())) {
            throw new IllegalStateException("the plain loop counts " + plain + ", the kernel " + kernel.states());
        }
    }

    /** From records in memory, and from a spool that lies in the page cache. */
    private void offline(int slotSeconds, int seconds, Path folder) {
        Recording recording =
                new Recording(BenchSite.registry(blocks, slotSeconds, INTERVAL), Mix.NORMAL, START, seconds);
        Offline offline = new Offline(recording);
        double siteSeconds = (double) seconds * blocks / Bench.BLOCKS;
        List<byte[]> encoded = offline.encoded();
        Path spool = folder.resolve(slotSeconds + "s");
        offline.fill(spool);
        double megabytes = Offline.bytes(spool) / 1e6;
        Map<String, DoubleSupplier> measures = new LinkedHashMap<>();
        measures.put("offline." + slotSeconds + "s", () -> {
            Settlement ready = offline.ready();
            return siteSeconds * 1e9 / nanos(() -> offline.run(ready, encoded));
        });
        measures.put("offline." + slotSeconds + "s.spool", () -> {
            Settlement ready = offline.ready();
            return siteSeconds * 1e9 / nanos(() -> offline.run(ready, spool));
        });
        measures.put("read." + slotSeconds + "s.spool", () -> {
            Settlement ready = offline.ready();
            return megabytes * 1e9 / nanos(() -> offline.run(ready, spool));
        });
        sample(measures);
    }

    /** The stream job's operators and the direct loop over the same records in turn, an interval at a time. */
    private void flink() {
        Registry registry = BenchSite.registry(blocks, 1, INTERVAL);
        double frames = (double) registry.nodes().size() * INTERVAL * FlinkRun.INTERVALS;
        try (FlinkRun run = new FlinkRun(registry, START)) {
            Map<String, DoubleSupplier> measures = new LinkedHashMap<>();
            measures.put("direct.normal.1s", () -> run.direct() / frames);
            measures.put("flink.normal.1s", () -> run.flink() / frames);
            sample(measures);
        }
    }

    /** What the evidence of an interval holds of the heap: it is let go, and what becomes free is counted. */
    private static double heapPerGpu(Kernel kernel, Recording recording) {
        used();
        Map<HallId, HallEvidence> held = kernel.evidence(recording.start, recording.records, new PlantTimeline());
        int gpus = held.values().stream()
                .mapToInt(hall -> hall.nodes().size() * BenchSite.GPUS)
                .sum();
        long with = used();
        held.clear();
        return (with - used()) / (double) gpus;
    }

    /** The serial collector leaves dead objects where they are, but every fourth time. */
    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 4; i++) {
            runtime.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
