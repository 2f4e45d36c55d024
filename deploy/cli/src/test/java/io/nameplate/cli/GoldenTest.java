/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every event of the simulator, settled offline, gives the numbers that were worked out by hand, byte for byte. */
class GoldenTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("nameplate.home"), "deploy/simulator/src/main/resources/golden");

    static Stream<Path> events() throws IOException {
        List<Path> folders;
        try (Stream<Path> all = Files.list(GOLDEN)) {
            folders = all.filter(Files::isDirectory).sorted().toList();
        }
        assertThat(folders).hasSizeGreaterThanOrEqualTo(13);
        return folders.stream();
    }

    @ParameterizedTest
    @MethodSource("events")
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
}
