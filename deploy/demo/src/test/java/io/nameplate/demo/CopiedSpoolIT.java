/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder of a running collector is copied, and the copy runs beside it under the same name: two packaged collectors, mosquitto,
 * the stream job and the ledger as they are shipped.
 */
class CopiedSpoolIT {

    private static final Path HOME =
            Path.of(System.getProperty("nameplate.home")).toAbsolutePath();
    private static final Pattern INSTANCE = Pattern.compile("instance=([0-9a-f]+) connected to the broker");
    private static final String REGISTRY = """
            site: {site: t, zone: UTC, slot: 1s, interval: 10s}
            halls: [h1]
            skus: [{sku: X, reference_clock_mhz: 1980}]
            collectors: [{collector: c1, halls: [h1]}]
            assets: [{asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}]
            blocks:
              - {block: b1, hall: h1, sku: X, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{prefix: n, count: 2}]}
            leases:
              - lease: acme-1
                supplier: Tiny Compute
                tenant: acme
                from: 2026-01-01T00:00:00Z
                to: 2036-01-01T00:00:00Z
                zone: UTC
                price_per_month: 1000
                currency: USD
                lines: [{line: x, sku: X, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, ramp: [{from: "2026-01-01T00:00:00Z", gpus: 4}]}]
                terms: [{term: coverage, at_least: 0.9}]
                contacts: [sre@acme.example]
            """;

    @TempDir
    Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Part> parts = new ArrayList<>();

    @Test
    void nothingIsTakenFromTheTwoOnceTheyAreSeenAndTheOneThatIsLeftLosesNothing() throws Exception {
        Site site = new Site(HOME, folder.resolve("data"), Stand.freeRow());
        Site copied = new Site(HOME, folder.resolve("copy"), site.ports());
        int port = Stand.freeRow().collector();
        Ledger ledger = new Ledger(URI.create(site.ledgerUrl()));
        try {
            start(Stand.mosquitto(site));
            start(site.ledger());
            until("the ledger is ready", ledger::ready);
            ledger.postRegistry(Map.of("site.yaml", REGISTRY));
            Part job = start(job(site));
            Part first = start(site.collector("c1", Map.of()));
            until("results are settled", () -> Trees.number(ledger.get("/api/v1/status"), "results") >= 1);

            copy(site.data().resolve("collector"), copied.data().resolve("collector"));
            Part twin = start(copied.collector("c1", Map.of("quarkus.http.port", Integer.toString(port))));
            until("the job sees two", () -> !status(site, "conflict.c1").isEmpty());

            List<String> named = List.of(status(site, "conflict.c1").split(" and ", -1));
            assertThat(named)
                    .as("both, as each names itself in its log")
                    .containsExactlyInAnyOrder(instance(first), instance(twin));
            assertThat(Files.readString(job.log()))
                    .contains("two collectors run under one name", instance(first), instance(twin));
            assertThat(number(site, "forks")).isPositive();

            // what was in the job's queue when it saw them is handed on
            recordsMore(site, port, 3);
            long taken = number(site, "records");
            long through = number(site, "through.c1");
            long results = Trees.number(ledger.get("/api/v1/status"), "results");
            assertThat(status(site, "caught_up.c1")).isEqualTo("false");
            recordsMore(site, port, 15);
            assertThat(number(site, "records")).as("records of either").isEqualTo(taken);
            assertThat(number(site, "through.c1")).isEqualTo(through);
            assertThat(Trees.number(ledger.get("/api/v1/status"), "results"))
                    .as("no interval is settled by one of the two, or without both")
                    .isEqualTo(results);
            assertThat(metric(site.ports().collector(), "nameplate_records_pending"))
                    .as("kept on its disk")
                    .isGreaterThan(10);
            assertThat(metric(port, "nameplate_records_pending")).isGreaterThan(10);

            stop(twin);
            stop(job);
            start(job(site));
            until(
                    "the one that is left is taken again, with all that waited",
                    () -> status(site, "caught_up.c1").equals("true") && number(site, "through.c1") > through + 15);
            until(
                    "and committed",
                    () -> metric(site.ports().collector(), "nameplate_records_pending") < 10
                            && Trees.number(ledger.get("/api/v1/status"), "results") > results);
            assertThat(status(site, "conflict.c1")).isEmpty();
            assertThat(number(site, "holes")).isZero();
            assertThat(metric(site.ports().collector(), "nameplate_records_lost_total"))
                    .isZero();
            assertThat(metric(site.ports().collector(), "nameplate_records_residual"))
                    .isZero();
        } finally {
            for (int i = parts.size() - 1; i >= 0; i--) {
                parts.get(i).stop(Site.patience());
            }
        }
    }

    private static Part job(Site site) {
        return site.job(List.of("--checkpoint-interval", "1s", "--deadline", "1h"));
    }

    private Part start(Part part) {
        parts.add(part);
        part.start();
        return part;
    }

    private void stop(Part part) {
        parts.remove(part);
        part.stop(Site.patience());
    }

    /** As {@code cp -r} does it: where a file has gone meanwhile, all over again. */
    private static void copy(Path from, Path to) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (Stream<Path> all = Files.walk(from)) {
                for (Path path : all.toList()) {
                    Path there = to.resolve(from.relativize(path));
                    if (Files.isDirectory(path)) {
                        Files.createDirectories(there);
                    } else {
                        Files.write(there, Files.readAllBytes(path));
                    }
                }
                return;
            } catch (NoSuchFileException | UncheckedIOException gone) {
                assertThat(attempt).as(gone.toString()).isLessThan(10);
            }
        }
    }

    /** Waits until both have so many records more. */
    private void recordsMore(Site site, int port, int more) throws InterruptedException {
        long first = metric(site.ports().collector(), "nameplate_records_produced_total") + more;
        long second = metric(port, "nameplate_records_produced_total") + more;
        until(
                "both go on recording",
                () -> metric(site.ports().collector(), "nameplate_records_produced_total") >= first
                        && metric(port, "nameplate_records_produced_total") >= second);
    }

    /** What a collector calls the run of it that is on. */
    private static String instance(Part collector) throws IOException {
        return INSTANCE.matcher(Files.readString(collector.log()))
                .results()
                .map((MatchResult found) -> found.group(1))
                .reduce((one, other) -> other)
                .orElseThrow();
    }

    private void until(String what, Callable<Boolean> reached) {
        await(what)
                .atMost(Duration.ofSeconds(100))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    for (Part part : parts) {
                        assertThat(part.died())
                                .as("the %s %s; its log:%n%s", part.name(), part.ending(), part.lastLines(40))
                                .isFalse();
                    }
                    return reached.call();
                });
    }

    private long number(Site site, String key) throws InterruptedException {
        String text = status(site, key);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    /** What the job says of itself; empty while it does not. */
    private String status(Site site, String key) throws InterruptedException {
        String text = get("http://127.0.0.1:" + site.ports().job() + "/status");
        if (text.isEmpty()) {
            return "";
        }
        Tree status = YamlText.parse("status", text);
        return Trees.text(status, key);
    }

    /** The sum of a collector's metric over its labels; -1 while it does not answer or has none. */
    private long metric(int port, String name) throws InterruptedException {
        return get("http://127.0.0.1:" + port + "/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Long::sum)
                .orElse(-1);
    }

    private String get(String url) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException notYet) {
            return "";
        }
    }
}
