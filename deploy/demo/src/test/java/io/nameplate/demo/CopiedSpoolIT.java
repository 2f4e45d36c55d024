/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder of a running collector is copied, and the copy runs beside it under the same name, or later in its place: packaged
 * collectors, mosquitto, the stream job and the ledger as they are shipped.
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

    @Test
    void nothingIsTakenFromTheTwoOnceTheyAreSeenAndTheOneThatIsLeftLosesNothing() throws Exception {
        Site site = new Site(HOME, folder.resolve("data"), Stand.freeRow());
        Site copied = new Site(HOME, folder.resolve("copy"), site.ports());
        int ourPort = site.ports().collector();
        int twinsPort = Stand.freeRow().collector();
        int jobPort = site.ports().job();
        Ledger ledger = new Ledger(URI.create(site.ledgerUrl()));
        try (Processes processes = new Processes()) {
            processes.start(Stand.mosquitto(site));
            processes.start(site.ledger());
            processes.until("the ledger is ready", ledger::ready);
            ledger.postRegistry(Map.of("site.yaml", REGISTRY));
            Part job = processes.start(job(site));
            Part ours = processes.start(site.collector("c1", Map.of()));
            processes.until("results are settled", () -> results(ledger) >= 1);

            copy(site.data().resolve("collector"), copied.data().resolve("collector"));
            Part twin =
                    processes.start(copied.collector("c1", Map.of("quarkus.http.port", Integer.toString(twinsPort))));
            processes.until(
                    "the job sees two",
                    () -> !processes.status(jobPort, "conflict.c1").isEmpty());

            List<String> named =
                    List.of(processes.status(jobPort, "conflict.c1").split(" and ", -1));
            assertThat(named)
                    .as("both, as each names itself in its log")
                    .containsExactlyInAnyOrder(instance(ours), instance(twin));
            assertThat(Files.readString(job.log()))
                    .contains("two collectors run under one name", instance(ours), instance(twin));
            assertThat(processes.number(jobPort, "forks")).isPositive();

            // what was in the job's queue when it saw them is handed on
            recordMore(processes, 3, ourPort, twinsPort);
            long taken = processes.number(jobPort, "records");
            long through = processes.number(jobPort, "through.c1");
            long results = results(ledger);
            assertThat(processes.status(jobPort, "caught_up.c1")).isEqualTo("false");
            recordMore(processes, 15, ourPort, twinsPort);
            assertThat(processes.number(jobPort, "records"))
                    .as("records of either")
                    .isEqualTo(taken);
            assertThat(processes.number(jobPort, "through.c1")).isEqualTo(through);
            assertThat(results(ledger))
                    .as("no interval is settled by one of the two, or without both")
                    .isEqualTo(results);
            for (int port : List.of(ourPort, twinsPort)) {
                assertThat(processes.metric(port, "nameplate_records_pending"))
                        .as("kept on its disk")
                        .isGreaterThan(10);
            }

            processes.stop(twin);
            processes.stop(job);
            processes.start(job(site));
            processes.until(
                    "the one that is left is taken again, with all that waited",
                    () -> processes.status(jobPort, "caught_up.c1").equals("true")
                            && processes.number(jobPort, "through.c1") > through + 15);
            processes.until(
                    "and committed",
                    () -> processes.metric(ourPort, "nameplate_records_pending") < 10 && results(ledger) > results);
            assertThat(processes.status(jobPort, "conflict.c1")).isEmpty();
            assertThat(processes.number(jobPort, "holes")).isZero();
            assertThat(processes.metric(ourPort, "nameplate_records_lost_total"))
                    .isZero();
            assertThat(processes.metric(ourPort, "nameplate_records_residual")).isZero();
        }
    }

    /** Such as a machine that is set back to an image of some time ago. */
    @Test
    void aCollectorThatIsSetBackGivesUpTheEpochThatWentOnWithoutItAndLosesNothing() throws Exception {
        Site site = new Site(HOME, folder.resolve("data"), Stand.freeRow());
        Path data = site.data().resolve("collector");
        Path image = folder.resolve("image");
        int port = site.ports().collector();
        int jobPort = site.ports().job();
        Ledger ledger = new Ledger(URI.create(site.ledgerUrl()));
        try (Processes processes = new Processes()) {
            processes.start(Stand.mosquitto(site));
            processes.start(site.ledger());
            processes.until("the ledger is ready", ledger::ready);
            ledger.postRegistry(Map.of("site.yaml", REGISTRY));
            processes.start(job(site));
            Part first = processes.start(site.collector("c1", Map.of()));
            processes.until("results are settled", () -> results(ledger) >= 1);

            copy(data, image);
            String epoch = newestEpoch(image);
            long produced = processes.metric(port, "nameplate_records_produced_total");
            processes.until(
                    "it goes on recording",
                    () -> processes.metric(port, "nameplate_records_produced_total") > produced + 15);
            processes.stop(first);
            processes.until("the job has all of it", () -> processes.number(jobPort, "behind.c1") == 0);
            long through = processes.number(jobPort, "through.c1");
            long results = results(ledger);

            Files.move(data, folder.resolve("history-that-is-gone"));
            copy(image, data);
            Part back = processes.start(site.collector("c1", Map.of()));
            processes.until(
                    "the job takes what it records now",
                    () -> processes.number(jobPort, "through.c1") > through + 15
                            && processes.status(jobPort, "caught_up.c1").equals("true"));
            processes.until(
                    "and settles it",
                    () -> processes.metric(port, "nameplate_records_pending") < 10 && results(ledger) > results);

            assertThat(Files.readString(back.log()))
                    .as("which epoch, and where the two histories of it are")
                    .containsPattern("epoch=" + epoch + " reason=.*(next \\d+ lies above head \\d+"
                            + "|link of \\d+ is [0-9a-f]+ here and [0-9a-f]+ there).*"
                            + "this spool is a copy or was rolled back; a new epoch begins");
            assertThat(Files.readString(data.resolve("spool")
                            .resolve("epochs")
                            .resolve(epoch)
                            .resolve("epoch")))
                    .as("given up")
                    .containsPattern("(?m)^left \\d+$");
            assertThat(newestEpoch(data)).isGreaterThan(epoch);
            assertThat(processes.number(jobPort, "forks")).as("merged").isZero();
            assertThat(processes.status(jobPort, "conflict.c1")).isEmpty();
            assertThat(processes.number(jobPort, "holes")).isZero();
            assertThat(processes.number(jobPort, "lost")).isZero();
            assertThat(processes.metric(port, "nameplate_records_lost_total")).isZero();
            assertThat(processes.metric(port, "nameplate_records_residual")).isZero();
        }
    }

    private static String newestEpoch(Path data) throws IOException {
        try (Stream<Path> epochs = Files.list(data.resolve("spool").resolve("epochs"))) {
            return epochs.map(epoch -> epoch.getFileName().toString())
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    private static Part job(Site site) {
        return site.job(List.of("--checkpoint-interval", "1s", "--deadline", "1h"));
    }

    private static long results(Ledger ledger) throws IOException, InterruptedException {
        return Trees.number(ledger.get("/api/v1/status"), "results");
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

    /** Waits until the collectors of both ports have so many records more. */
    private static void recordMore(Processes processes, int more, int ourPort, int twinsPort)
            throws InterruptedException {
        long ours = processes.metric(ourPort, "nameplate_records_produced_total") + more;
        long twins = processes.metric(twinsPort, "nameplate_records_produced_total") + more;
        processes.until(
                "both go on recording",
                () -> processes.metric(ourPort, "nameplate_records_produced_total") >= ours
                        && processes.metric(twinsPort, "nameplate_records_produced_total") >= twins);
    }

    /** What a collector calls the run of it that is on. */
    private static String instance(Part collector) throws IOException {
        return INSTANCE.matcher(Files.readString(collector.log()))
                .results()
                .map((MatchResult found) -> found.group(1))
                .reduce((one, other) -> other)
                .orElseThrow();
    }
}
