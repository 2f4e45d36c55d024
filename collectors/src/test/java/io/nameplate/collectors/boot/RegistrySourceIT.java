/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A ledger that gives a registry, none, half of one or an endless one. */
class RegistrySourceIT {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);

    private static final String SITE = """
            site: {site: t, zone: UTC, slot: 10s, interval: 60s}
            halls: [h1]
            skus: [{sku: X, reference_clock_mhz: 1980}]
            collectors: [{collector: c1, halls: [h1]}]
            assets:
              - {asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}
            blocks:
              - {block: b1, hall: h1, sku: X, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 10s}, nodes: [{prefix: n, count: 3}]}
            """;

    @TempDir
    Path folder;

    private Clock clock = Clock.systemUTC();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch over = new CountDownLatch(1);
    private HttpServer ledger;
    private Answer answer = RegistrySourceIT::whole;

    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.setExecutor(threads);
        ledger.createContext("/api/v1/registry/latest", exchange -> {
            try (exchange) {
                answer.to(exchange);
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
        });
        ledger.start();
    }

    @AfterEach
    void stop() {
        over.countDown();
        ledger.stop(0);
        threads.shutdownNow();
    }

    private RegistrySource source(Duration patience) {
        URI there = URI.create("http://127.0.0.1:" + ledger.getAddress().getPort());
        return new RegistrySource(there, folder, clock, patience, 1 << 20);
    }

    private static void whole(HttpExchange exchange) throws IOException {
        byte[] body = registry();
        exchange.sendResponseHeaders(200, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] registry() throws IOException {
        return new ObjectMapper()
                .writeValueAsBytes(
                        Map.of("version", 7, "documents", List.of(Map.of("name", "site.yaml", "text", SITE))));
    }

    private void half(HttpExchange exchange) throws IOException, InterruptedException {
        byte[] body = registry();
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, body.length / 2);
        exchange.getResponseBody().flush();
        over.await();
    }

    /** The JDK's server says the time with every answer, as the ledger does. */
    @Test
    void theLedgersClockIsComparedWithOurs() {
        RegistrySource source = source(LONG);
        assertThat(source.ledgerAhead()).as("before it was asked").isEmpty();
        assertThat(source.fetch()).isPresent();
        assertThat(Math.abs(source.ledgerAhead().orElseThrow())).isLessThan(60_000);
        clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(365));
        RegistrySource ahead = source(LONG);
        answer = exchange -> exchange.sendResponseHeaders(404, -1);
        assertThat(ahead.fetch()).isEmpty();
        assertThat(Duration.ofMillis(ahead.ledgerAhead().orElseThrow()).toDays())
                .isBetween(-366L, -364L);
        ledger.stop(0);
        assertThat(ahead.fetch()).isEmpty();
        assertThat(ahead.ledgerAhead()).as("it says nothing any more").isEmpty();
    }

    @Test
    void aLedgerThatStopsInMidAnswerIsGivenUpAndTheRegistryOnDiskServes() throws Exception {
        assertThat(source(LONG).fetch()).map(Registry::version).hasValue(7L);
        answer = this::half;
        assertThat(source(SHORT).fetch()).isEmpty();
        assertThat(source(SHORT).await(new CountDownLatch(1)))
                .as("at the start")
                .map(Registry::version)
                .hasValue(7L);
    }

    @Test
    @Timeout(60)
    void anAnswerWithoutEndIsGivenUpAtItsLimit() {
        answer = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] blanks = " ".repeat(100_000).getBytes(StandardCharsets.UTF_8);
            try (OutputStream out = exchange.getResponseBody()) {
                while (over.getCount() > 0) {
                    out.write(blanks);
                }
            }
        };
        assertThat(source(Duration.ofHours(1)).fetch()).isEmpty();
        assertThat(folder.resolve("registry.json")).doesNotExist();
    }

    @Test
    void aLedgerThatGivesNoneIsAskedAgain() {
        RegistrySource source = source(LONG);
        answer = exchange -> exchange.sendResponseHeaders(503, -1);
        assertThat(source.fetch()).isEmpty();
        assertThat(source.fetch()).isEmpty();
        answer = RegistrySourceIT::whole;
        assertThat(source.fetch()).isPresent();
    }
}
