/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.scrape.HttpFetcher;
import io.nameplate.collectors.scrape.ScrapeFaults;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.scrape.Scrapes;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.SiteId;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BiConsumer;

/** Asks every target that a device file names one by one a single time; those that only a registry names are left out. */
final class ScrapeOnce implements AutoCloseable {

    private static final CollectorId ANY = new CollectorId("any");

    /** Where none is at hand: it knows no node, so that nobody is taken for another one. */
    private static final Registry NOTHING = new Registry(
            1,
            new SiteId("any"),
            ZoneOffset.UTC,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofMinutes(5),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(),
            List.of(),
            List.of());

    private final ScheduledExecutorService asks = Executors.newSingleThreadScheduledExecutor(new Daemons("once-ask"));
    private final ExecutorService answers = Executors.newFixedThreadPool(2, new Daemons("once-net"));
    private final List<Scrapes> open = new ArrayList<>();
    private final Intake intake;
    private final Clock clock;
    private final ScrapeFaults faults;

    /**
     * Asks nobody yet.
     *
     * @param faults takes the source and the reason of each answer, or part of one, that could not be used
     */
    ScrapeOnce(Intake intake, Clock clock, BiConsumer<String, String> faults) {
        this.intake = intake;
        this.clock = clock;
        this.faults = new ScrapeFaults() {
            @Override
            public void ended(String source, String outcome, Duration took) {
                if (!outcome.equals(OK)) {
                    faults.accept(source, outcome);
                }
            }

            @Override
            public void leftOut(String source, String reason) {
                faults.accept(source, reason);
            }
        };
    }

    CompletableFuture<Void> ask(List<ScrapeSource> sources) throws IOException {
        List<CompletableFuture<Void>> asked = new ArrayList<>();
        for (ScrapeSource source : sources) {
            HttpFetcher fetcher = new HttpFetcher(
                    source.kind().manner(), source.credentials(), source.timeout(), source.maxBytes(), answers, clock);
            Scrapes scrapes = new Scrapes(source, ANY, NOTHING, fetcher, asks, answers, clock, intake::take, faults);
            open.add(scrapes);
            asked.add(scrapes.askOnce(source.named()));
        }
        return CompletableFuture.allOf(asked.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    public void close() {
        open.forEach(Scrapes::close);
        asks.shutdownNow();
        answers.shutdownNow();
    }
}
