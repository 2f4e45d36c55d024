/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.cli.Nameplate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One archive through the live path, undisturbed and with signal 9 to one of its processes five times: the latest
 * contents, the revisions and the deviations must not tell which run was which.
 */
class KillsIT {

    private static final Path HOME =
            Path.of(System.getProperty("nameplate.home")).toAbsolutePath();
    private static final int KILLS = 5;
    private static final long CHECKPOINTS_BEFORE_A_KILL = 3;
    private static final long UNCOMMITTED_AT_A_KILL = 1_000;

    @TempDir
    static Path folder;

    private static Path archive;
    private static long expectedResults;
    private static String undisturbed;

    @BeforeAll
    static void playUndisturbed() throws Exception {
        archive = folder.resolve("archive");
        Process simulator = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.nameplate.simulator.Simulator",
                        "archive",
                        "--scenario",
                        HOME.resolve("deploy/demo/src/test/resources/kills.yaml")
                                .toString(),
                        "--out",
                        archive.toString(),
                        "--start",
                        "2026-06-01T00:00:00Z",
                        "--duration",
                        "12000s")
                .inheritIO()
                .start();
        assertThat(simulator.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(simulator.exitValue()).isZero();
        try (var lines = Files.lines(archive.resolve("truth.jsonl"))) {
            expectedResults = lines.count();
        }
        try (Stand stand = new Stand(HOME, folder.resolve("undisturbed"), archive, false)) {
            finish(stand);
            undisturbed = stand.ledger().text("/api/v1/contents");
            SortedMap<String, JsonNode> used = used(stand.ledger().text("/api/v1/results"));
            stand.stop("collector");
            assertThat(settledOffline("--evidence", stand.evidence()))
                    .as("offline settlement of the evidence store")
                    .isEqualTo(undisturbed);
            assertThat(used(Files.readString(folder.resolve("use.jsonl"))))
                    .as("what the capacity was used for, by the evidence store")
                    .hasSize((int) expectedResults)
                    .isEqualTo(used);
            assertThat(settledOffline("--spool", stand.collectorData().resolve("spool")))
                    .as("offline settlement of the same spool")
                    .isEqualTo(undisturbed);
        }
    }

    @Test
    void fiveKillsOfTheStreamJobChangeNothing() throws Exception {
        killing("job", false);
    }

    @Test
    void fiveKillsOfTheCollectorChangeNothing() throws Exception {
        killing("collector", false);
    }

    @Test
    void fiveKillsOfTheEmbeddedBrokerWhichForgetsEverythingChangeNothing() throws Exception {
        killing("broker", false);
    }

    @Test
    void fiveKillsOfMosquittoWithoutADiskChangeNothing() throws Exception {
        killing("broker", true);
    }

    private static void killing(String part, boolean mosquitto) throws Exception {
        try (Stand stand =
                new Stand(HOME, folder.resolve(part + (mosquitto ? "-mosquitto" : "")), archive, mosquitto)) {
            for (int kill = 0; kill < KILLS; kill++) {
                long before = Math.max(0, stand.job("checkpoints"));
                stand.until(
                        "three more checkpoints and enough uncommitted records",
                        () -> stand.job("checkpoints") >= before + CHECKPOINTS_BEFORE_A_KILL
                                && stand.metric("nameplate_records_pending") >= 0);
                assertThat(stand.metric("nameplate_records_pending"))
                        .as("records uncommitted at kill " + (kill + 1))
                        .isGreaterThanOrEqualTo(UNCOMMITTED_AT_A_KILL);
                long sent = stand.metric("nameplate_records_sent_total");
                stand.until(
                        "records are on their way that no checkpoint holds",
                        () -> stand.metric("nameplate_records_sent_total") > sent);
                stand.killAndRestart(part);
                stand.until("the job is back", () -> stand.job("checkpoints") >= 0);
            }
            finish(stand);
            assertThat(stand.metric("nameplate_records_resent_total"))
                    .as("records resent")
                    .isPositive();
            assertThat(stand.ledger().text("/api/v1/contents")).isEqualTo(undisturbed);
            assertThat(settledOffline("--evidence", stand.evidence()))
                    .as("offline settlement of the evidence store")
                    .isEqualTo(undisturbed);
        }
    }

    private static void finish(Stand stand) throws Exception {
        stand.until("every interval is settled", () -> {
            try {
                return stand.status("results") >= expectedResults;
            } catch (java.io.IOException notNow) {
                return false;
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        stand.until("every record is committed", () -> stand.metric("nameplate_records_pending") == 0);
        assertThat(stand.status("results")).isEqualTo(expectedResults);
        assertThat(stand.status("revisions"))
                .as("no interval has a second revision")
                .isEqualTo(expectedResults);
        assertThat(stand.deviations()).isEmpty();
        assertThat(Trees.items(stand.ledger().get("/api/v1/notifications"))).isEmpty();
        assertThat(stand.metric("nameplate_records_lost_total")).isZero();
        assertThat(stand.metric("nameplate_records_produced_total"))
                .as("produced = committed + pending + lost")
                .isEqualTo(stand.metric("nameplate_records_committed_total")
                        + stand.metric("nameplate_records_pending")
                        + stand.metric("nameplate_records_lost_total"));
    }

    /** What each result says of use, by lease, line and interval: the ledger's results, or the file that settling offline writes. */
    private static SortedMap<String, JsonNode> used(String results) throws Exception {
        SortedMap<String, JsonNode> used = new TreeMap<>();
        for (String line : results.lines().toList()) {
            JsonNode entry = new ObjectMapper().readTree(line);
            JsonNode about = entry.has("content") ? entry.get("content") : entry;
            String key = about.get("lease").asText() + "/" + about.get("line").asText() + "/"
                    + about.get("interval_start").asText();
            used.put(key, entry.get("use"));
        }
        return used;
    }

    private static String settledOffline(String what, Path where) throws Exception {
        Path out = folder.resolve("offline.jsonl");
        List<String> call = new ArrayList<>(List.of("settle"));
        call.addAll(List.of("--registry", archive.resolve("registry").toString()));
        call.addAll(List.of(what, where.toString()));
        call.addAll(List.of("--out", out.toString()));
        call.addAll(List.of("--use", folder.resolve("use.jsonl").toString()));
        assertThat(Nameplate.run(call, System.out, System.err)).isZero();
        return Files.readString(out);
    }
}
