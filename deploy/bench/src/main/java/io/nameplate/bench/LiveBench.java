/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The site as it is in service, at the pace of the clock: mosquitto, the real ledger, intervals of 10 s, and ten leases that lose all
 * their nodes for 50 s of every two minutes. First the minutes before are caught up with, then it goes on live: how long
 * after the end of the interval that opens a deviation it is in the ledger, and what memory does meanwhile.
 */
final class LiveBench {

    private static final int INTERVAL = 10;
    private static final int LOOK_MILLIS = 100;
    private static final int LEVEL_SECONDS = 3;
    private static final double MEGA = 1e6;

    /**
     * How much of it there is.
     *
     * @param before minutes that have passed already; the stream job keeps the evidence of an hour
     * @param live minutes at the pace of the clock
     */
    record Plan(int blocks, int before, int live) {
        static final Plan WHOLE = new Plan(Bench.BLOCKS, 65, 30);
        static final Plan QUICK = new Plan(20, 2, 4);
    }

    private final Plan plan;
    private final Path home;
    private final String client;
    private final Clock clock;
    private final PrintStream progress;
    private final List<Figure> figures = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final List<Double> latencies = new ArrayList<>();

    LiveBench(Plan plan, Path home, String client, Clock clock, PrintStream progress) {
        this.plan = plan;
        this.home = home;
        this.client = client;
        this.clock = clock;
        this.progress = progress;
    }

    /** Measures in an empty folder. */
    List<Figure> measure(Path folder) throws IOException, InterruptedException {
        long minute = clock.instant().getEpochSecond() / 60 * 60;
        WireSite site = WireSite.restless(plan.blocks, INTERVAL, minute - TimeUnit.MINUTES.toSeconds(plan.before));
        RealLedger ledger = new RealLedger(home, folder.resolve("ledger"), site.yaml());
        try (WireRun run = new WireRun(folder, WireBroker.MOSQUITTO, client, site, ledger)) {
            catchUp(run, site);
            live(run, ledger);
            run.verify();
        }
        return figures;
    }

    /** The minutes before, and those that pass meanwhile, as fast as they go. */
    private void catchUp(WireRun run, WireSite site) throws IOException, InterruptedException {
        long began = System.nanoTime();
        for (int behind = behind(run, site); behind > LEVEL_SECONDS; behind = behind(run, site)) {
            run.play(Math.min(behind, 60), 0);
        }
        add("live.drain", "times live, before it is level", run.played() * 1e9 / (System.nanoTime() - began));
        // a second of the site is told when it is over
        clockTo(Instant.ofEpochSecond(site.start() + run.played() + 1));
    }

    private int behind(WireRun run, WireSite site) {
        return (int) (clock.instant().getEpochSecond() - site.start()) - run.played();
    }

    private void clockTo(Instant instant) throws InterruptedException {
        Duration left = Duration.between(clock.instant(), instant);
        if (!left.isNegative()) {
            TimeUnit.NANOSECONDS.sleep(left.toNanos());
        }
    }

    private void live(WireRun run, RealLedger ledger) throws IOException, InterruptedException {
        Instant level = clock.instant();
        int seconds = (int) TimeUnit.MINUTES.toSeconds(plan.live);
        WireRun.Cpu before = run.cpu();
        double ledgerBefore = ledger.cpuSeconds();
        List<Double> heap = new ArrayList<>(List.of(run.heap() / MEGA));
        List<Double> resident = new ArrayList<>(List.of(run.resident() / MEGA));
        List<Double> checkpoint = new ArrayList<>(List.of(run.checkpointBytes() / MEGA));
        run.begin(seconds, 1);
        long began = System.nanoTime();
        // what the last seconds open comes a little later
        while (System.nanoTime() - began < TimeUnit.SECONDS.toNanos(seconds + 2 * INTERVAL)) {
            look(ledger, level);
            if (System.nanoTime() - began > TimeUnit.MINUTES.toNanos(heap.size())) {
                heap.add(run.heap() / MEGA);
                resident.add(run.resident() / MEGA);
                checkpoint.add(run.checkpointBytes() / MEGA);
                progress.println("  after " + heap.size() + " min: " + latencies.size() + " deviations, heap "
                        + heap.get(heap.size() - 1).intValue() + " MB");
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        run.finish();
        WireRun.Cpu used = run.cpu().since(before);
        if (latencies.isEmpty()) {
            throw new IllegalStateException("no deviation was opened in " + plan.live + " minutes");
        }
        latencies.sort(null);
        add("live.deviation.p50", "s from the end of the interval that opens a deviation", at(50));
        add("live.deviation.p99", "s, the same, of " + latencies.size() + " deviations", at(99));
        add("live.heap.begin", "MB of the job that live", part(heap, 0));
        add("live.heap.end", "MB of the job that live, " + plan.live + " min later", part(heap, 1));
        add("live.resident.begin", "MB of the job's process", part(resident, 0));
        add("live.resident.end", "MB of the job's process", part(resident, 1));
        add("live.checkpoint", "MB, an hour of evidence in it", checkpoint.toArray(Double[]::new));
        add("live.cores", "cores of producer, broker and job", used.sum() / (seconds + 2 * INTERVAL));
        add(
                "live.cores.ledger",
                "cores of the ledger",
                (ledger.cpuSeconds() - ledgerBefore) / (seconds + 2 * INTERVAL));
    }

    /** The first or the last third of what was read minute by minute. */
    private static Double[] part(List<Double> values, int which) {
        int third = Math.max(1, values.size() / 3);
        int from = which == 0 ? 0 : values.size() - third;
        return values.subList(from, from + third).toArray(Double[]::new);
    }

    private double at(int percent) {
        return latencies.get(latencies.size() * percent / 100);
    }

    /** Notes the open deviations that were not open before and whose interval ended since the site was level. */
    private void look(RealLedger ledger, Instant level) throws IOException, InterruptedException {
        JsonNode open = ledger.deviations();
        Instant now = clock.instant();
        for (JsonNode deviation : open) {
            Instant due = Instant.parse(deviation.get("opened_at").asText());
            if (known.add(deviation.get("id").asText()) && due.isAfter(level)) {
                latencies.add(Duration.between(due, now).toMillis() / 1e3);
            }
        }
    }

    private void add(String name, String unit, Double... values) {
        Figure figure = new Figure(name, unit, List.of(values), null);
        figures.add(figure);
        progress.println("  " + figure.line());
    }
}
