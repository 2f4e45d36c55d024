/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.scrape.HttpFetcher;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.scrape.Scrapes;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** A loop for each target of each scrape source. */
final class ScrapeDriver implements Driver {

    private static final int THREADS = 2;

    private final ScheduledExecutorService asks = Executors.newSingleThreadScheduledExecutor(new Daemons("scrape-ask"));
    private final ExecutorService answers = Executors.newFixedThreadPool(THREADS, new Daemons("scrape-net"));
    private final ExecutorService readers = Executors.newFixedThreadPool(THREADS, new Daemons("scrape-take"));
    private final List<Scrapes> sources = new ArrayList<>();

    /** Begins to ask. */
    ScrapeDriver(List<ScrapeSource> given, Plan plan, Registry registry, Intake intake, Clock clock, Metrics metrics)
            throws IOException {
        for (ScrapeSource source : given) {
            HttpFetcher fetcher =
                    new HttpFetcher(source.credentials(), source.timeout(), source.maxBytes(), answers, clock);
            Scrapes scrapes = new Scrapes(
                    source, plan.collector(), registry, fetcher, asks, readers, clock, intake::take, metrics.scrapes());
            metrics.scraped(source.name(), scrapes);
            sources.add(scrapes);
        }
        follow(registry);
    }

    @Override
    public void follow(Registry registry) {
        sources.forEach(source -> source.follow(registry));
    }

    /** Targets have no connection that lasts; that one does not answer is said of its node. */
    @Override
    public long sourcesAway() {
        return 0;
    }

    @Override
    public void close() {
        sources.forEach(Scrapes::close);
        asks.shutdownNow();
        answers.shutdownNow();
        readers.shutdownNow();
    }
}
