/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.scrape.HttpFetcher;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.scrape.Scrapes;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A loop for each target of each scrape source. */
final class ScrapeDriver implements Driver {

    private static final int THREADS = 2;

    private final ScheduledExecutorService asks = Executors.newSingleThreadScheduledExecutor(new Daemons("scrape-ask"));
    private final ExecutorService answers = Executors.newFixedThreadPool(THREADS, new Daemons("scrape-net"));
    private final ExecutorService readers = Executors.newFixedThreadPool(THREADS, new Daemons("scrape-take"));
    private final Plan plan;
    private final Intake intake;
    private final Clock clock;
    private final Metrics metrics;
    private final Map<ScrapeSource, Scrapes> open = new LinkedHashMap<>();
    private Registry registry;

    /** Begins to ask. */
    ScrapeDriver(List<ScrapeSource> given, Plan plan, Registry registry, Intake intake, Clock clock, Metrics metrics)
            throws IOException {
        this.plan = plan;
        this.registry = registry;
        this.intake = intake;
        this.clock = clock;
        this.metrics = metrics;
        ask(given);
    }

    @Override
    public void reload(Devices devices) throws IOException {
        ask(devices.scrape());
    }

    private synchronized void ask(List<ScrapeSource> given) throws IOException {
        Map<ScrapeSource, HttpFetcher> fresh = new LinkedHashMap<>();
        for (ScrapeSource source : given) {
            if (!open.containsKey(source)) {
                fresh.put(
                        source,
                        new HttpFetcher(
                                source.kind().manner(),
                                source.credentials(),
                                source.timeout(),
                                source.maxBytes(),
                                answers,
                                clock));
            }
        }
        open.entrySet().removeIf(old -> {
            boolean gone = !given.contains(old.getKey());
            if (gone) {
                old.getValue().close();
                metrics.gone(old.getKey().name());
            }
            return gone;
        });
        open.values().forEach(Scrapes::renew);
        fresh.forEach((source, fetcher) -> {
            Scrapes scrapes = new Scrapes(
                    source, plan.collector(), registry, fetcher, asks, readers, clock, intake::take, metrics.scrapes());
            metrics.scraped(source.name(), scrapes);
            open.put(source, scrapes);
            scrapes.follow(registry);
        });
    }

    @Override
    public synchronized void follow(Registry next) {
        registry = next;
        open.values().forEach(source -> source.follow(next));
    }

    /** Targets have no connection that lasts; that one does not answer is said of its node. */
    @Override
    public long sourcesAway() {
        return 0;
    }

    @Override
    public synchronized void close() {
        open.values().forEach(Scrapes::close);
        asks.shutdownNow();
        answers.shutdownNow();
        readers.shutdownNow();
    }
}
