/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.cli.Nameplate;
import io.nameplate.dashboards.influx.InfluxQl;
import io.nameplate.dashboards.influx.InfluxServer;
import io.nameplate.dashboards.influx.PanelQueries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/demo} as a person runs it: the chiller trips, a cooling deviation opens and closes, what was settled agrees
 * with the simulator's truth, and every Grafana panel shows something from the InfluxDB that the path has filled.
 */
class DemoIT {

    private static final Path HOME =
            Path.of(System.getProperty("nameplate.home")).toAbsolutePath();
    private static final Duration SITE_TIME = Duration.ofSeconds(170);
    /** One slot and one reading period, in milliseconds, per GPU and event edge. */
    private static final long TOLERANCE_PER_GPU = 2_000;

    private static final long GPUS_PER_BLOCK = 256;

    @TempDir
    static Path folder;

    private static InfluxServer influx;
    private static JsonNode report;
    private static String output;

    @BeforeAll
    static void run() throws Exception {
        InfluxServer.requireInstalled();
        influx = InfluxServer.start(folder.resolve("influx"));
        influx.database("nameplate");
        Path log = folder.resolve("demo.log");
        Path file = folder.resolve("report.json");
        ProcessBuilder demo = new ProcessBuilder(
                        HOME.resolve("bin/demo").toString(),
                        "--headless",
                        "--duration",
                        SITE_TIME.toSeconds() + "s",
                        "--report",
                        file.toString(),
                        "--data",
                        folder.resolve("data").toString(),
                        "--port",
                        Integer.toString(Stand.freeRow().portal()),
                        "--influx-url",
                        influx.address().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Process process = demo.start();
        assertThat(process.waitFor(7, TimeUnit.MINUTES))
                .as(Files.readString(log))
                .isTrue();
        output = Files.readString(log);
        assertThat(process.exitValue()).as(output).isZero();
        report = new ObjectMapper().readTree(file.toFile());
    }

    @AfterAll
    static void stop() {
        if (influx != null) {
            influx.close();
        }
    }

    @Test
    void everyIntervalAddsUpAndAgreesWithTheTruth() throws Exception {
        assertThat(report.path("intervals").size()).isGreaterThan(20);
        Map<String, Long> affected = affectedGpus();
        Map<String, JsonNode> before = new HashMap<>();
        int steady = 0;
        for (JsonNode interval : report.path("intervals")) {
            long contracted = interval.path("contracted_gpu_ms").asLong();
            assertThat(sum(interval.path("states"))).as(interval.toString()).isEqualTo(contracted);
            assertThat(sum(interval.path("truth"))).as(interval.toString()).isEqualTo(contracted);
            String lease = interval.path("lease").asText();
            JsonNode earlier = before.put(lease, interval.path("truth"));
            if (interval.path("truth").equals(earlier)) {
                steady++;
                assertThat(interval.path("states")).as("no edge, no difference").isEqualTo(interval.path("truth"));
                continue;
            }
            TreeSet<String> states = new TreeSet<>();
            interval.path("states").fieldNames().forEachRemaining(states::add);
            interval.path("truth").fieldNames().forEachRemaining(states::add);
            for (String state : states) {
                long difference = Math.abs(interval.path("states").path(state).asLong()
                        - interval.path("truth").path(state).asLong());
                assertThat(difference)
                        .as(state + " in " + interval)
                        .isLessThanOrEqualTo(TOLERANCE_PER_GPU * affected.getOrDefault(lease, 0L));
            }
        }
        assertThat(steady).as("intervals without an edge").isGreaterThan(15);
    }

    /**
     * GPUs of each lease in the blocks that ever lose something by the truth: no edge moves more than these, and the
     * steps of one fall or rise of the clock together move none of them by more than the whole.
     */
    private static Map<String, Long> affectedGpus() throws Exception {
        Map<String, Set<String>> blocks = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("data/site/truth.jsonl"))) {
            JsonNode truth = new ObjectMapper().readTree(line);
            truth.path("blocks")
                    .fields()
                    .forEachRemaining(
                            block -> blocks.computeIfAbsent(truth.path("lease").asText(), lease -> new TreeSet<>())
                                    .addAll(losing(block)));
        }
        Map<String, Long> gpus = new HashMap<>();
        blocks.forEach((lease, losing) -> gpus.put(lease, losing.size() * GPUS_PER_BLOCK));
        assertThat(gpus.values()).as("one loop has tripped, of two blocks").contains(2 * GPUS_PER_BLOCK);
        return gpus;
    }

    private static Set<String> losing(Map.Entry<String, JsonNode> block) {
        JsonNode states = block.getValue();
        boolean loses =
                states.path("UNCOOLED").asLong() + states.path("DERATED").asLong() > 0;
        return loses ? Set.of(block.getKey()) : Set.of();
    }

    @Test
    void settlingTheSameSpoolOfflineGivesTheLedgersContentsByteForByte() throws Exception {
        Path out = folder.resolve("offline.jsonl");
        Path data = folder.resolve("data");
        int code = Nameplate.run(
                List.of(
                        "settle",
                        "--registry",
                        data.resolve("site/registry").toString(),
                        "--spool",
                        data.resolve("collector/spool").toString(),
                        "--out",
                        out.toString()),
                System.out,
                System.err);
        assertThat(code).isZero();
        List<String> live = Files.readAllLines(data.resolve("contents.jsonl"));
        assertThat(live).hasSizeGreaterThanOrEqualTo(report.path("intervals").size());
        assertThat(Files.readAllLines(out)).isEqualTo(live);
    }

    @Test
    void theChillerTripIsACoolingDeviationWithinAMinuteAndNeverAnotherLayer() {
        Map<String, Instant> firstThrottled = new HashMap<>();
        Map<String, Instant> lastThrottled = new HashMap<>();
        for (JsonNode interval : report.path("intervals")) {
            JsonNode truth = interval.path("truth");
            if (truth.path("UNCOOLED").asLong() + truth.path("DERATED").asLong() > 0) {
                Instant start = Instant.parse(interval.path("interval_start").asText());
                firstThrottled.merge(interval.path("lease").asText(), start, (a, b) -> a.isBefore(b) ? a : b);
                lastThrottled.merge(interval.path("lease").asText(), start, (a, b) -> a.isAfter(b) ? a : b);
            }
        }
        assertThat(firstThrottled).hasSize(1);
        List<JsonNode> deviations = new ArrayList<>();
        report.path("deviations").forEach(deviations::add);
        assertThat(deviations.stream().map(d -> d.path("layer").asText()).collect(Collectors.toSet()))
                .as("layers of " + deviations)
                .containsExactly("cooling");
        assertThat(deviations.stream().map(d -> d.path("lease").asText()).collect(Collectors.toSet()))
                .isEqualTo(firstThrottled.keySet());
        for (JsonNode deviation : deviations) {
            String lease = deviation.path("lease").asText();
            Instant opened = Instant.parse(deviation.path("opened_at").asText());
            assertThat(opened)
                    .isBetween(
                            firstThrottled.get(lease), firstThrottled.get(lease).plusSeconds(60));
            Instant closed = Instant.parse(deviation.path("closed_at").asText());
            assertThat(closed).isBeforeOrEqualTo(lastThrottled.get(lease).plusSeconds(10 + 3 * 10));
        }
    }

    /** Both leases have every kind of term; only the tripped loop's breaks any, its thermal term among them. */
    @Test
    void theTripBreaksTheThermalTermAndTheContentsSayWhatTheCapacityWasUsedFor() throws Exception {
        Set<String> terms = new TreeSet<>();
        report.path("deviations")
                .forEach(deviation -> terms.add(deviation.path("term").asText()));
        assertThat(terms).contains("availability", "thermal").doesNotContain("firm_power", "coverage", "pue");

        Map<String, JsonNode> truths = new HashMap<>();
        for (String line : Files.readAllLines(folder.resolve("data/site/truth.jsonl"))) {
            JsonNode truth = new ObjectMapper().readTree(line);
            truths.put(
                    truth.path("lease").asText() + truth.path("interval_start").asText(), truth);
        }
        int exact = 0;
        int served = 0;
        for (String line : Files.readAllLines(folder.resolve("data/contents.jsonl"))) {
            JsonNode content = new ObjectMapper().readTree(line);
            JsonNode truth = truths.get(content.path("lease").asText()
                    + content.path("interval_start").asText());
            JsonNode measured = content.path("measured").path("throughput");
            served += measured.path("generation_tokens").asLong() > 0 ? 1 : 0;
            boolean whole = content.path("states").path("UNMEASURED").isMissingNode();
            if (truth != null && whole && measured.path("tensor_active_exact").asInt() == 1) {
                exact++;
                assertThat(measured.path("tensor_active_gpu_ms").asLong())
                        .as(line)
                        .isEqualTo(
                                truth.path("use").path("tensor_active_gpu_ms").asLong());
            }
        }
        assertThat(exact).as("intervals whose tensor-active time is known").isGreaterThan(15);
        assertThat(served).as("intervals with tokens").isGreaterThan(15);
    }

    @Test
    void everyGrafanaPanelShowsWhatThePathHasWritten() {
        InfluxQl database = influx.database("nameplate");
        Optional<JsonNode> any = Optional.ofNullable(report.path("intervals").get(0));
        Instant from = Instant.parse(any.orElseThrow().path("interval_start").asText());
        String lease = report.path("deviations").get(0).path("lease").asText();
        new PanelQueries(database, lease, from, from.plus(SITE_TIME), Duration.ofSeconds(10))
                .requireThatEveryPanelShowsSomething();
    }

    @Test
    void nothingIsLeftRunning() {
        String data = folder.resolve("data").toString();
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(data))
                        .map(process -> process.info().commandLine().orElse("")))
                .isEmpty();
    }

    private static long sum(JsonNode states) {
        long sum = 0;
        for (JsonNode value : states) {
            sum += value.asLong();
        }
        return sum;
    }
}
