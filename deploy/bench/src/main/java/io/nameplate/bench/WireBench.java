/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The whole path, measured: spool, publisher, broker, job and a ledger that counts. Each row is another broker; every row is checked
 * against the offline settlement, or the measurement fails.
 */
final class WireBench {

    static final int INTERVAL = 60;
    /** Ahead of every clock, as ten times the site is: a job makes provisional results of what lies behind it. */
    static final long START = Instant.parse("2028-06-02T12:00:00Z").getEpochSecond();

    private static final double TEN_TIMES = 10;
    private static final int NODES_PER_BLOCK = 250;
    private static final double MEGA = 1e6;
    private static final String CORES = "s of processor time per s of ten times the site";

    /**
     * How long each part is, in seconds of the site.
     *
     * @param warm as fast as it goes, before anything is measured
     * @param steady at ten times live
     * @param most as fast as it goes
     * @param latency live
     * @param backlog what waits in the spool when a killed job comes back
     */
    record Plan(int blocks, int warm, int steady, int most, int latency, int backlog, int live) {
        static final Plan SHORT = new Plan(Bench.BLOCKS, 600, 300, 200, 6, 120, 8);
        static final Plan QUICK = new Plan(22, 240, 60, 100, 5, 60, 6);
        static final Plan FULL = new Plan(Bench.BLOCKS, 600, 3_000, 600, 60, 3_600, 60);

        static Plan of(boolean quick, boolean full) {
            return full ? FULL : quick ? QUICK : SHORT;
        }

        int nodes() {
            return blocks * NODES_PER_BLOCK;
        }
    }

    /**
     * What is measured beside each other.
     *
     * @param whole with everything that can be measured
     */
    private record Row(WireBroker broker, String client, boolean whole) {
        String name() {
            return broker.name().toLowerCase(Locale.ROOT) + "." + client;
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row(WireBroker.MOSQUITTO, "paho", true),
            new Row(WireBroker.MOSQUITTO, "hivemq", true),
            new Row(WireBroker.ARTEMIS, "paho", false));

    /** What the rows are called. */
    static final List<String> NAMES = ROWS.stream().map(Row::name).toList();

    private final Plan plan;
    private final @Nullable String only;
    private final PrintStream progress;
    private final List<Figure> figures = new ArrayList<>();
    private List<Double> plain = List.of();

    /** @param only the name of the row to measure; null for all of them */
    WireBench(Plan plan, @Nullable String only, PrintStream progress) {
        this.plan = plan;
        this.only = only;
        this.progress = progress;
    }

    /** Measures in an empty folder. */
    List<Figure> measure(Path folder) throws IOException, InterruptedException {
        double loadBefore = load();
        plain = plainLoop();
        for (Row row : ROWS) {
            if (only != null && !only.equals(row.name())) {
                continue;
            }
            if (row.broker.isThere()) {
                measure(row, folder.resolve(row.name()));
            } else {
                progress.println("· " + row.broker + " is not installed: left out");
            }
        }
        add("machine.load", "processes that run or wait, before and after", loadBefore, load());
        return figures;
    }

    private void measure(Row row, Path folder) throws IOException, InterruptedException {
        String name = "wire." + row.name() + ".";
        progress.println("· " + row.name());
        WireSite site = WireSite.steady(plan.blocks(), INTERVAL, START);
        try (WireRun run = new WireRun(folder, row.broker, row.client, site, new CountingLedger(site.yaml()))) {
            run.play(plan.warm(), 0);
            steady(name, run);
            most(name, run);
            if (row.whole) {
                latency(name, run);
                add(name + "checkpoint", "MB, " + run.played() + " s of the site in it", run.checkpointBytes() / MEGA);
                restore(name, run);
            }
            run.verify();
        }
    }

    private void steady(String name, WireRun run) throws IOException, InterruptedException {
        double heap = run.heap() / MEGA;
        WireRun.Cpu before = run.cpu();
        long began = System.nanoTime();
        run.play(plan.steady(), TEN_TIMES);
        double seconds = (System.nanoTime() - began) / 1e9;
        WireRun.Cpu used = run.cpu().since(before);
        double frames = (double) plan.nodes() * plan.steady();
        double tenSeconds = plan.steady() / TEN_TIMES;
        add(name + "10x.rate", "million GPU-records/s", frames * BenchSite.GPUS / seconds / MEGA);
        add(name + "10x.cores", CORES, used.sum() / tenSeconds);
        add(name + "10x.cores.producer", CORES, used.producer() / tenSeconds);
        add(name + "10x.cores.broker", CORES, used.broker() / tenSeconds);
        add(name + "10x.cores.job", CORES, used.job() / tenSeconds);
        figures.add(new Figure(
                name + "10x.ns",
                "ns of processor time per node frame",
                List.of(used.sum() * 1e9 / frames),
                new Figure.Yardstick("plain loop", plain)));
        add(name + "heap", "MB of the job that live, before and after it", heap, run.heap() / MEGA);
    }

    private void most(String name, WireRun run) throws IOException, InterruptedException {
        long nanos = run.watch(plan.most(), 0).nanos();
        double frames = (double) plan.nodes() * plan.most();
        add(name + "most", "million GPU-records/s", frames * BenchSite.GPUS / nanos * 1e3);
        add(name + "most.records", "records/s of one stream", plan.most() * run.records() * 1e9 / nanos);
    }

    private void latency(String name, WireRun run) throws IOException, InterruptedException {
        WireRun.Watched watched = run.watch(plan.latency(), 1);
        double[] first = latencies(watched, run.records(), 1);
        double[] all = latencies(watched, run.records(), run.records());
        add(
                name + "1x.latency.first",
                "ms from append to the job, median of the first of each batch",
                middle(first, 50));
        add(name + "1x.latency.p50", "ms from append to the job", middle(all, 50));
        add(name + "1x.latency.p99", "ms from append to the job", middle(all, 99));
    }

    private static double middle(double[] sorted, int percent) {
        return sorted[sorted.length * percent / 100];
    }

    /** Of the first records of every batch, from the marks of whole batches and of what the job had when; sorted. */
    private static double[] latencies(WireRun.Watched watched, int batch, int count) {
        double[] millis = new double[watched.appended().size() * count];
        int at = 0;
        int seen = 0;
        for (WireRun.Mark mark : watched.appended()) {
            long before = mark.records() - batch;
            for (long record = before + 1; record <= before + count; record++) {
                while (watched.taken().get(seen).records() < record) {
                    seen++;
                }
                millis[at++] = (watched.taken().get(seen).nanos() - mark.nanos()) / 1e6;
            }
        }
        Arrays.sort(millis);
        return millis;
    }

    private void restore(String name, WireRun run) throws IOException, InterruptedException {
        run.killJob();
        run.append(plan.backlog(), 0);
        WireRun.Restored restored = run.restore(plan.backlog(), plan.live());
        add(name + "restore.first", "s from a start after kill -9 to the first record", restored.toFirstSeconds());
        add(
                name + "restore",
                "s from a start after kill -9 to caught up, " + plan.backlog() + " s behind",
                restored.toCaughtUpSeconds());
        add(name + "drain", "times live, of " + plan.backlog() + " s of backlog, live going on", restored.drain());
    }

    private List<Double> plainLoop() {
        PlainLoop loop =
                new PlainLoop(new Recording(BenchSite.registry(plan.blocks(), 1, INTERVAL), Mix.NORMAL, START, 10));
        double frames = plan.nodes() * 10.0;
        List<Double> samples = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            long began = CpuClock.nanos();
            loop.run();
            double nanos = (CpuClock.nanos() - began) / frames;
            if (i >= 4) {
                samples.add(nanos);
            }
        }
        return samples;
    }

    private void add(String name, String unit, Double... values) {
        Figure figure = new Figure(name, unit, List.of(values), null);
        figures.add(figure);
        progress.println("  " + figure.line());
    }

    private static double load() throws IOException {
        Path file = Path.of("/proc/loadavg");
        return Files.exists(file) ? Double.parseDouble(Files.readString(file).split(" ", 2)[0]) : Double.NaN;
    }
}
