/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.archive;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.simulator.scenario.RandomScenario;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.ScenarioReader;
import io.nameplate.simulator.scenario.Scenarios;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class ArchiveTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Pattern STATE = Pattern.compile("\"([A-Z_]+)\":(\\d+)");

    @TempDir
    Path folder;

    @Test
    void theSameSeedGivesTheSameBytes() throws IOException {
        Path first = Files.createDirectories(folder.resolve("first"));
        Path second = Files.createDirectories(folder.resolve("second"));
        Archive.write(random(7, 900), START, 900, first);
        Archive.write(random(7, 900), START, 900, second);
        for (String file : List.of("readings.jsonl", "truth.jsonl", "registry/site.yaml", "registry/contracts.yaml")) {
            assertThat(Files.mismatch(first.resolve(file), second.resolve(file)))
                    .as(file)
                    .isEqualTo(-1);
        }
    }

    @Test
    void aRandomHourAddsUpExactlyAndReachesEveryState() throws IOException {
        Map<String, Long> seen = new TreeMap<>();
        for (long seed = 1; seed <= 6; seed++) {
            Archive.write(random(seed, 3600), START, 3600, folder);
            for (String line : Files.readAllLines(folder.resolve("truth.jsonl"))) {
                Map<String, Long> states = states(line);
                long contracted = Long.parseLong(line.replaceAll(".*\"contracted_gpu_ms\":(\\d+).*", "$1"));
                assertThat(states.values().stream().mapToLong(Long::longValue).sum())
                        .as("seed %s: %s", seed, line)
                        .isEqualTo(contracted);
                states.forEach((state, millis) -> seen.merge(state, millis, Long::sum));
            }
        }
        assertThat(seen.keySet())
                .contains(
                        "CURTAILED",
                        "DERATED",
                        "EXCLUDED",
                        "FAULTED",
                        "IDLE",
                        "OPERATOR_LIMITED",
                        "UNCOMMISSIONED",
                        "UNCONNECTED",
                        "UNCOOLED",
                        "UNMEASURED",
                        "UNPOWERED",
                        "UTILIZED",
                        "WITHDRAWN");
    }

    @Test
    @Timeout(60)
    void tenMinutesOf1024GpusAreWrittenInSeconds() throws IOException {
        long began = System.nanoTime();
        Archive.write(Scenarios.load("chiller-trip"), START, 600, folder);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(20));
        assertThat(Files.size(folder.resolve("readings.jsonl"))).isGreaterThan(100_000_000L);
    }

    @Test
    void linesAreInOrderOfTimeAndShowTheStateAfterTheEvent() throws IOException {
        Archive.write(Scenarios.load("chiller-trip"), START, 60, folder);
        List<String> times = new ArrayList<>();
        List<String> flows = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("readings.jsonl"))) {
            times.add(line.substring(7, 27));
            if (line.contains("\"cdu-1\",\"point\":\"water_flow\"")) {
                flows.add(line.replaceAll(".*\"value\":([^,]*),.*", "$1"));
            }
        }
        assertThat(times).isSorted();
        assertThat(flows.subList(38, 42)).containsExactly("0.015", "0.015", "0", "0");
    }

    private static Scenario random(long seed, long seconds) {
        return ScenarioReader.read("random.yaml", RandomScenario.text(seed, seconds));
    }

    private static Map<String, Long> states(String line) {
        Map<String, Long> states = new TreeMap<>();
        Matcher matcher = STATE.matcher(line.substring(line.indexOf("\"states\"")));
        while (matcher.find()) {
            states.put(matcher.group(1), Long.parseLong(matcher.group(2)));
        }
        return states;
    }
}
