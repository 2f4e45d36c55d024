/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Thirteen hours in which nobody took the collector's records, accelerated: a tenth of the site, the real ledger, mosquitto. The job is
 * killed, the spool is filled up to the present, the job comes back, and the site goes on at the pace of the clock: how long what is
 * measured just now takes into the ledger, and how fast the backlog drains beside it. In the end everything is compared with the offline
 * settlement.
 */
final class OutageRow implements CollectorRow {

    private static final int BLOCKS = 11;
    private static final int INTERVAL = 10;
    private static final int WARM = 60;
    private static final int OUTAGE = (int) TimeUnit.HOURS.toSeconds(13);
    private static final int LEVEL_SECONDS = 3;
    private static final int AT_ONCE = 600;
    private static final int LIVE_AT_ONCE = 60;
    /** As long as a consumer has to stand still for a new epoch to begin when it moves again; a little more. */
    private static final Duration STANDSTILL = Duration.ofSeconds(65);

    private final Clock clock;
    private final PrintStream progress;
    private final List<Double> latencies = new ArrayList<>();

    OutageRow(Clock clock, PrintStream progress) {
        this.clock = clock;
        this.progress = progress;
    }

    @Override
    public String name() {
        return "outage";
    }

    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException {
        Path home = Path.of(System.getProperty("nameplate.home", ""));
        long minute = clock.instant().getEpochSecond() / 60 * 60;
        WireSite site = WireSite.steady(BLOCKS, INTERVAL, minute - OUTAGE - WARM);
        RealLedger ledger = new RealLedger(home, folder.resolve("ledger"), site.yaml());
        try (WireRun run = new WireRun(folder, WireBroker.MOSQUITTO, "hivemq", site, ledger)) {
            run.play(WARM, 0);
            run.killJob();
            outage(run, site);
            int backlog = run.played() - WARM;
            double seconds = back(run, site, ledger);
            run.verify();
            latencies.sort(null);
            String unit = "s from the end of an interval's first slot until the interval is in the ledger";
            return List.of(
                    figure("outage.live.p50", unit, latencies.get(latencies.size() / 2)),
                    figure("outage.live.worst", unit + ", of " + latencies.size(), latencies.get(latencies.size() - 1)),
                    figure(
                            "outage.drain",
                            "times live, of " + backlog + " s of a tenth of the site",
                            backlog / seconds));
        }
    }

    private static Figure figure(String name, String unit, double value) {
        return new Figure(name, unit, List.of(value), null);
    }

    /** Fills the spool up to the present. */
    private void outage(WireRun run, WireSite site) throws IOException, InterruptedException {
        Instant until = clock.instant().plus(STANDSTILL);
        int behind = behind(run, site);
        while (behind > LEVEL_SECONDS || clock.instant().isBefore(until)) {
            if (behind > LEVEL_SECONDS) {
                run.append(Math.min(behind, AT_ONCE), 0);
            } else {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            behind = behind(run, site);
        }
        // a second of the site is told when it is over
        Duration left = Duration.between(clock.instant(), Instant.ofEpochSecond(site.start() + run.played() + 1));
        if (!left.isNegative()) {
            TimeUnit.NANOSECONDS.sleep(left.toNanos());
        }
    }

    private int behind(WireRun run, WireSite site) {
        return (int) (clock.instant().getEpochSecond() - site.start()) - run.played();
    }

    /** Starts the job again; how many seconds later the backlog is drained. */
    private double back(WireRun run, WireSite site, RealLedger ledger) throws IOException, InterruptedException {
        long began = System.nanoTime();
        run.startJobAgain();
        run.awaitFirst();
        Instant known = Instant.ofEpochSecond(clock.instant().getEpochSecond() / INTERVAL * INTERVAL + INTERVAL);
        double drained = 0;
        run.append(Math.max(0, behind(run, site)), 0);
        while (drained == 0) {
            run.begin(LIVE_AT_ONCE, 1);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIVE_AT_ONCE);
            while (System.nanoTime() < end) {
                Instant asOf = ledger.asOf();
                double now = clock.millis() / 1e3;
                while (known.isBefore(asOf)) {
                    known = known.plusSeconds(INTERVAL);
                    latencies.add(now - known.getEpochSecond() + INTERVAL - 1);
                    progress.println("  %d s after the start: an interval after %.1f s"
                            .formatted(
                                    TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began),
                                    latencies.get(latencies.size() - 1)));
                }
                if (drained == 0 && !latencies.isEmpty() && run.behind() <= run.records()) {
                    drained = (System.nanoTime() - began) / 1e9;
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
            run.finish();
        }
        return drained;
    }
}
