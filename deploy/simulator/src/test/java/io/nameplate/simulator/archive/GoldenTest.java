/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.simulator.facility.Facility;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.ScenarioReader;
import io.nameplate.simulator.truth.LineTruth;
import io.nameplate.simulator.truth.Truth;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the simulator to the hand-worked cases: {@code WORKED.md} of each says how its numbers come about. */
class GoldenTest {

    private static final Path FOLDER = Path.of("src/main/resources/golden");
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    static Stream<Path> cases() throws IOException {
        return Files.list(FOLDER).sorted();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theArchiveOfItsScenarioIsTheShippedOne(Path golden, @TempDir Path made) throws IOException {
        Archive.write(scenario(golden), START, seconds(golden), made);
        assertThat(made.resolve("readings.jsonl")).hasSameTextualContentAs(golden.resolve("readings.jsonl"));
        for (String document : List.of("site.yaml", "contracts.yaml")) {
            assertThat(made.resolve("registry").resolve(document))
                    .hasSameTextualContentAs(golden.resolve("registry").resolve(document));
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theTruthIsWhatWasWorkedOutByHand(Path golden) throws IOException {
        Scenario scenario = scenario(golden);
        long seconds = seconds(golden);
        Facility facility = new Facility(scenario);
        Truth truth = new Truth(scenario, facility, START, seconds);
        List<LineTruth> found = new ArrayList<>();
        for (long second = 0; second < seconds; second++) {
            facility.step();
            found.addAll(truth.follow());
        }
        found.sort(Comparator.comparing(LineTruth::lease)
                .thenComparing(LineTruth::line)
                .thenComparing(LineTruth::start));
        assertThat(found.stream().map(line -> line.content(1, "nameplate-1")))
                .containsExactlyElementsOf(Files.readAllLines(golden.resolve("expected.jsonl")).stream()
                        .map(GoldenTest::withoutWhatMetersSaid)
                        .toList());
    }

    @Test
    void everyEventHasACaseAndEveryCaseIsWorkedOut() throws IOException {
        List<Path> folders = cases().toList();
        assertThat(folders)
                .extracting(folder -> folder.getFileName().toString())
                .contains(
                        "chiller-trip",
                        "cdu-one-of-three",
                        "cdu-two-of-three",
                        "feed-loss",
                        "pdu-loss",
                        "xid-79",
                        "xid-45-storm",
                        "recovery-action",
                        "row-remap-failure",
                        "fabric-fault",
                        "nvlink-down",
                        "prof-zero",
                        "power-cap",
                        "node-dead",
                        "port-down",
                        "maintenance",
                        "maintenance-late-notice",
                        "tenant-idle",
                        "telemetry-cut",
                        "ramp-missed",
                        "throughput");
        for (Path folder : folders) {
            assertThat(folder.resolve("WORKED.md")).isRegularFile();
        }
    }

    /** The truth says what was made, and meters what they saw of it: that half is held to the hand by settling the archive. */
    private static String withoutWhatMetersSaid(String content) {
        return content.replaceFirst("\"measured\":\\{.*\\},(\"registry_version\")", "$1");
    }

    /** What servers make and lose at a restart, worked out in the case's own words. */
    @Test
    void theTruthKnowsWhatWasMadeThoughTheServerStartedAnew() throws IOException {
        Scenario scenario = scenario(FOLDER.resolve("throughput"));
        Facility facility = new Facility(scenario);
        Truth truth = new Truth(scenario, facility, START, 120);
        List<LineTruth.Use> found = new ArrayList<>();
        for (long second = 0; second < 120; second++) {
            facility.step();
            truth.follow().forEach(line -> found.add(line.use()));
        }
        assertThat(found)
                .containsExactly(
                        new LineTruth.Use(69_000, 3_600, 1_200, 6),
                        new LineTruth.Use(31_500, 1_800, 600, 3),
                        new LineTruth.Use(69_000, 3_600, 1_200, 6),
                        new LineTruth.Use(69_000, 3_600, 1_200, 6));
    }

    private static Scenario scenario(Path golden) throws IOException {
        Path file = golden.resolve("scenario.yaml");
        return ScenarioReader.read(file.toString(), Files.readString(file));
    }

    /** A case lasts as many intervals as it expects. */
    private static long seconds(Path golden) throws IOException {
        return scenario(golden).intervalSeconds()
                * Files.readAllLines(golden.resolve("expected.jsonl")).stream()
                        .map(line -> line.replaceAll(".*\"interval_start\":\"([^\"]*)\".*", "$1"))
                        .distinct()
                        .count();
    }
}
