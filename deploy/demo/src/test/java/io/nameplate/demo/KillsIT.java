/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.cli.Nameplate;
import io.nameplate.model.language.document.Tree;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
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
 * contents, the revisions, the deviations and the messages must not tell which run was which.
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
            requireThatAMissingGpuMillisecondWouldShow(undisturbed);
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
            assertThat(settledOffline("--readings", archive.resolve("readings.jsonl")))
                    .as("offline settlement of the readings")
                    .isEqualTo(undisturbed);
            resettle(stand);
        }
    }

    /** The ledger's own interface behind the command: a window that was recorded too late, in somebody's name, once. */
    private static void resettle(Stand stand) throws Exception {
        Path versions = folder.resolve("versions");
        Path first = Files.createDirectories(versions.resolve("1"));
        Path second = Files.createDirectories(versions.resolve("2"));
        for (String file : List.of("contracts.yaml", "site.yaml")) {
            Files.copy(archive.resolve("registry").resolve(file), first.resolve(file));
            Files.copy(archive.resolve("registry").resolve(file), second.resolve(file));
        }
        Files.writeString(
                second.resolve("contracts.yaml"),
                "  - {id: flood-1, state: outside_control, from: 2026-06-01T00:05:00Z, to: 2026-06-01T00:06:00Z,"
                        + " scope: {blocks: [b2]}, reason: flood}\n",
                StandardOpenOption.APPEND);
        stand.ledger().postRegistry(Stand.documents(second));
        List<String> call = List.of(
                "resettle",
                "--ledger",
                stand.ledgerUrl(),
                "--approver",
                "ada",
                "--registry-version",
                "2",
                "--from",
                "2026-06-01T00:00:00Z",
                "--to",
                "2026-06-01T00:10:00Z");
        assertThat(said(call))
                .contains("zenith-4/h100 2026-06-01T00:05:00Z: revision 2 for 1, registry_correction, approved by ada")
                .endsWith("1 changed, 19 unchanged, 0 refused, of 10 intervals\n");
        JsonNode row =
                new ObjectMapper().readTree(stand.ledger().text("/api/v1/results/zenith-4/h100/2026-06-01T00:05:00Z"));
        assertThat(row.path("revisions")).hasSize(2);
        assertThat(row.path("revisions").get(1).path("approver").asText()).isEqualTo("ada");
        assertThat(row.path("revisions").get(1).path("replaces"))
                .isEqualTo(row.path("revisions").get(0).path("sha256"));
        assertThat(said(call)).isEqualTo("0 changed, 20 unchanged, 0 refused, of 10 intervals\n");
        String corrected = stand.ledger().text("/api/v1/contents");
        assertThat(corrected).isNotEqualTo(undisturbed);
        assertThat(settledOffline(versions, "--evidence", stand.evidence()))
                .as("offline settlement of the evidence store, the corrected result among it")
                .isEqualTo(corrected);
    }

    private static String said(List<String> call) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        assertThat(Nameplate.run(call, out, out)).isZero();
        return said.toString(StandardCharsets.UTF_8);
    }

    /** acme-17 gets exactly what it is promised in its worst intervals; zenith-4 breaks its promise twice. */
    private static void requireThatAMissingGpuMillisecondWouldShow(String contents) throws Exception {
        for (String term : List.of("availability", "coverage")) {
            int promised = term.equals("availability") ? 749 : 875;
            assertThat(PlainReading.of(contents, "acme-17", term, promised)).isEmpty();
            assertThat(PlainReading.of(contents, "acme-17", term, promised + 1)).isNotEmpty();
        }
        assertThat(expectedDeviations(contents))
                .extracting(PlainReading.Episode::layer)
                .containsExactly("cooling", "hardware");
    }

    private static List<PlainReading.Episode> expectedDeviations(String contents) throws Exception {
        List<PlainReading.Episode> expected =
                new ArrayList<>(PlainReading.of(contents, "zenith-4", "availability", 999));
        expected.addAll(PlainReading.of(contents, "zenith-4", "coverage", 999));
        return expected;
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
            }
        });
        stand.until("every record is committed", () -> stand.metric("nameplate_records_pending") == 0);
        assertThat(stand.status("results")).isEqualTo(expectedResults);
        assertThat(stand.status("revisions"))
                .as("no interval has a second revision")
                .isEqualTo(expectedResults);
        List<PlainReading.Episode> expected = expectedDeviations(stand.ledger().text("/api/v1/contents"));
        assertThat(stand.deviations().stream().map(KillsIT::episode))
                .as("deviations: those of a plain reading of the contents, and no other, also none that was taken back")
                .containsExactlyInAnyOrderElementsOf(expected);
        mailed(stand, expected.size());
        assertThat(stand.metric("nameplate_records_lost_total")).isZero();
        assertThat(stand.metric("nameplate_records_produced_total"))
                .as("produced = committed + pending + lost")
                .isEqualTo(stand.metric("nameplate_records_committed_total")
                        + stand.metric("nameplate_records_pending")
                        + stand.metric("nameplate_records_lost_total"));
    }

    /** A deviation as the ledger tells it, which has to be over and rest on settled results. */
    private static PlainReading.Episode episode(Tree told) {
        assertThat(Trees.text(told, "state")).as(told.toString()).isEqualTo("closed");
        assertThat(Trees.text(told, "provisional")).as(told.toString()).isEqualTo("false");
        return new PlainReading.Episode(
                Trees.text(told, "lease"),
                Trees.text(told, "term"),
                Trees.text(told, "layer"),
                Instant.parse(Trees.text(told, "opened_at")),
                Instant.parse(Trees.text(told, "closed_at")),
                Instant.parse(Trees.text(told, "first_breached")),
                Instant.parse(Trees.text(told, "last_breached")),
                (int) Trees.number(told, "intervals"),
                Trees.number(told, "lost_gpu_ms"),
                (int) Trees.number(told, "worst_per_mille"),
                (int) Trees.number(told, "at_least_per_mille"));
    }

    /** For each deviation one message that it opened and one that it closed, to its lease's contact, and no other. */
    private static void mailed(Stand stand, int deviations) throws Exception {
        List<String> expected = new ArrayList<>();
        for (Tree deviation : stand.deviations()) {
            for (String kind : List.of("opened", "closed")) {
                expected.add(Trees.text(deviation, "id") + " " + kind + " sre@zenith.example");
            }
        }
        assertThat(expected).hasSize(2 * deviations);
        stand.until("every message is written", () -> messages(stand).size() >= expected.size());
        assertThat(messages(stand)).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> messages(Stand stand) throws InterruptedException {
        try {
            return Trees.items(stand.ledger().get("/api/v1/notifications")).stream()
                    .map(message -> Trees.text(message, "deviation") + " " + Trees.text(message, "kind") + " "
                            + Trees.text(message, "recipient"))
                    .toList();
        } catch (java.io.IOException notNow) {
            return List.of();
        }
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
        return settledOffline(archive.resolve("registry"), what, where);
    }

    private static String settledOffline(Path registry, String what, Path where) throws Exception {
        Path out = folder.resolve("offline.jsonl");
        List<String> call = new ArrayList<>(List.of("settle"));
        call.addAll(List.of("--registry", registry.toString()));
        call.addAll(List.of(what, where.toString()));
        call.addAll(List.of("--out", out.toString()));
        call.addAll(List.of("--use", folder.resolve("use.jsonl").toString()));
        assertThat(Nameplate.run(call, System.out, System.err)).isZero();
        return Files.readString(out);
    }
}
