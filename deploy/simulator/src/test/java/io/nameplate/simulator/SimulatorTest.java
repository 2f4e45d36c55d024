/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SimulatorTest {

    @TempDir
    Path folder;

    private int exit;

    private String errorsOf(String... arguments) {
        PrintStream before = System.err;
        ByteArrayOutputStream caught = new ByteArrayOutputStream();
        System.setErr(new PrintStream(caught, true, StandardCharsets.UTF_8));
        try {
            exit = Simulator.play(List.of(arguments));
        } finally {
            System.setErr(before);
        }
        return caught.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anArchiveHasItsRegistryItsReadingsAndItsTruth() throws IOException {
        String errors = errorsOf(
                "archive",
                "--random",
                "3",
                "--out",
                folder.toString(),
                "--start",
                "2026-06-01T00:00:00Z",
                "--duration",
                "10m");
        assertThat(errors).isEmpty();
        assertThat(exit).isZero();
        for (String file : List.of(
                "registry/site.yaml", "registry/contracts.yaml", "readings.jsonl", "truth.jsonl", "scenario.yaml")) {
            assertThat(Files.size(folder.resolve(file))).as(file).isPositive();
        }
    }

    @Test
    void whatIsWrongOnTheCommandLineIsSaid() {
        assertThat(errorsOf("play")).contains("say 'run' or 'archive' first, not 'play'");
        assertThat(exit).isEqualTo(2);
        assertThat(errorsOf("run", "--out", "x")).contains("--broker is missing");
        assertThat(errorsOf("archive", "--out", "x")).contains("archive needs --start and --duration");
        assertThat(errorsOf("archive", "--out", "x", "--start", "soon")).contains("--start cannot be 'soon'");
        assertThat(errorsOf(
                        "archive", "--out", folder.toString(), "--start", "2026-06-01T00:00:03Z", "--duration", "1m"))
                .contains("not an edge of the 10 s interval");
    }

    @Test
    void anUnknownScenarioNamesTheShippedOnes() {
        assertThat(errorsOf(
                        "archive",
                        "--scenario",
                        "chiler-trip",
                        "--out",
                        folder.toString(),
                        "--start",
                        "2026-06-01T00:00:00Z",
                        "--duration",
                        "1m"))
                .contains("no scenario is named 'chiler-trip'")
                .contains("chiller-trip, all-events");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void aScenarioWhoseRegistryWouldBeRefusedIsRefusedBeforeAnythingIsPlayed() throws IOException {
        Path file = folder.resolve("twice.yaml");
        String text = Files.readString(Path.of("src/main/resources/golden/node-dead/scenario.yaml"));
        Files.writeString(
                file, text.replace("gpus: 4, nodes: b1}", "gpus: 4, handed_over: [{nodes: b1}, {nodes: b1-n001}]}"));
        assertThat(errorsOf(
                        "archive",
                        "--scenario",
                        file.toString(),
                        "--out",
                        folder.toString(),
                        "--start",
                        "2026-06-01T00:00:00Z",
                        "--duration",
                        "1m"))
                .contains("cannot be accepted")
                .contains("whole nodes are never shared");
    }

    @Test
    void aBrokenScenarioFileIsReportedWithItsLine() throws IOException {
        Path file = folder.resolve("broken.yaml");
        String text = Files.readString(Path.of("src/main/resources/golden/node-dead/scenario.yaml"));
        Files.writeString(file, text.replace("target: b1-n002", "target: b1-n009"));
        assertThat(errorsOf(
                        "archive",
                        "--scenario",
                        file.toString(),
                        "--out",
                        folder.toString(),
                        "--start",
                        "2026-06-01T00:00:00Z",
                        "--duration",
                        "1m"))
                .contains("broken.yaml:26: no node, block, hall or lease is named 'b1-n009'");
        assertThat(exit).isEqualTo(2);
    }
}
