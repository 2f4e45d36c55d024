/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event of the simulator, settled offline, gives the numbers that were worked out by hand, byte for byte. */
class GoldenTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("nameplate.home"), "deploy/simulator/src/main/resources/golden");

    /** Cases of terms whose readings no event of the simulator gives. */
    private static final Path TERMS = Path.of("src/test/resources/golden");

    static Stream<Path> terms() throws IOException {
        try (Stream<Path> all = Files.list(TERMS)) {
            return all.filter(Files::isDirectory).sorted().toList().stream();
        }
    }

    static Stream<Path> events() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(GOLDEN)) {
            folders = all.filter(Files::isDirectory).sorted().toList();
        }
        assertThat(folders).hasSizeGreaterThanOrEqualTo(13);
        return folders.stream();
    }

    @ParameterizedTest
    @MethodSource({"events", "terms"})
    void settlesToTheHandWorkedNumbers(Path event, @TempDir Path folder) throws IOException {
        Path out = folder.resolve("out.jsonl");

        int code = Nameplate.run(
                List.of(
                        "settle",
                        "--registry",
                        event.resolve("registry").toString(),
                        "--readings",
                        event.resolve("readings.jsonl").toString(),
                        "--out",
                        out.toString()),
                System.out,
                System.err);

        assertThat(code).isZero();
        assertThat(Files.readString(out)).isEqualTo(Files.readString(event.resolve("expected.jsonl")));
    }

    /** Worked out in the case's WORKED.md. */
    @Test
    void saysWhatCapacityWasUsedForInAFileOfItsOwnAndWhatWasJudged(@TempDir Path folder) throws IOException {
        Path event = TERMS.resolve("throughput");
        Path use = folder.resolve("use.jsonl");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        List<String> call = new ArrayList<>(List.of(
                "settle",
                "--registry",
                event.resolve("registry").toString(),
                "--readings",
                event.resolve("readings.jsonl").toString()));
        call.addAll(List.of("--use", use.toString(), "--explain", "l1", "gpu", "2026-06-01T00:01:00Z"));

        int code = Nameplate.run(call, new PrintStream(out, true, StandardCharsets.UTF_8), System.err);

        assertThat(code).isZero();
        assertThat(Files.readString(use)).isEqualTo(Files.readString(event.resolve("use.jsonl")));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("BREACHED: written / owed at least is below 90.0 %. Value reported: 83.3 %.");
    }

    /** Read by a person once; a change of these words is a change of what both parties are told. */
    @ParameterizedTest
    @CsvSource({
        "chiller-trip, 2026-06-01T00:01:00Z",
        "surplus, 2026-06-01T00:00:30Z",
        "telemetry-cut, 2026-06-01T00:00:30Z"
    })
    void explainsAResultInTheseWords(String event, String interval) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        int code = Nameplate.run(
                List.of(
                        "settle",
                        "--registry",
                        GOLDEN.resolve(event).resolve("registry").toString(),
                        "--readings",
                        GOLDEN.resolve(event).resolve("readings.jsonl").toString(),
                        "--explain",
                        "l1",
                        "gpu",
                        interval),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err);

        assertThat(code).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(Files.readString(Path.of("src/test/resources/explained", event + ".txt")));
    }
}
