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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wrong calls and wrong input are answered with a sentence that names the place. */
class BadInputTest {

    private static final Path EVENT =
            Path.of(System.getProperty("nameplate.home"), "deploy/simulator/src/main/resources/golden/xid-79");

    @TempDir
    Path folder;

    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void badLinesAreNamedCountedAndLeftOutAndTheGoodOnesAreSettled() throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(EVENT.resolve("readings.jsonl")));
        lines.add(1, "{\"ts\":\"2026-06-01T00:00:00Z\",\"node\":\"nobody\",\"gpus\":[]}");
        lines.add(3, "not json");
        Path readings = Files.write(folder.resolve("readings.jsonl"), lines);
        Path out = folder.resolve("out.jsonl");

        int code = run(
                "settle",
                "--registry",
                EVENT.resolve("registry").toString(),
                "--readings",
                readings.toString(),
                "--out",
                out.toString());

        assertThat(code).isEqualTo(2);
        assertThat(said())
                .contains("readings.jsonl:2:")
                .contains("nobody")
                .contains("readings.jsonl:4:")
                .contains("2 bad lines");
        assertThat(Files.readString(out)).isEqualTo(Files.readString(EVENT.resolve("expected.jsonl")));
    }

    @Test
    void aRegistryThatCannotBeReadIsToldWithTheReason() throws IOException {
        assertThat(run("check", "--registry", folder.resolve("nowhere").toString()))
                .isEqualTo(1);
        assertThat(said()).contains("nowhere: there is no such folder");

        Files.write(folder.resolve("x.yaml"), new byte[] {(byte) 0xC3, 0x28});
        assertThat(run("check", "--registry", folder.toString())).isEqualTo(1);
        assertThat(said()).contains("x.yaml is not UTF-8 text");
    }

    @Test
    void everyMistakeOfARegistryIsNamedWithFileAndLine() throws IOException {
        Path registry = Files.createDirectory(folder.resolve("registry"));
        Files.writeString(
                registry.resolve("site.yaml"), "site: {site: m, zone: Mars/Olympus}\nhalls: [h1]\nblocsk: []\n");

        int code = run("check", "--registry", registry.toString());

        assertThat(code).isEqualTo(2);
        assertThat(said())
                .contains("site.yaml:1: 'zone' must be a time zone")
                .contains("site.yaml:3: unknown key 'blocsk'")
                .contains("did you mean 'blocks'?");
    }

    @Test
    void aWrongCallIsASentenceAndTheUsage() {
        assertThat(run("settel")).isEqualTo(2);
        assertThat(run("settle", "--registry")).isEqualTo(2);
        assertThat(run("settle", "--registry", "x", "--out", "y")).isEqualTo(2);
        assertThat(said())
                .contains("no command 'settel'")
                .contains("--registry needs a value")
                .contains("--readings, --spool or --evidence");
    }

    @Test
    void aResultThatIsNotThereIsAnsweredWithThoseThatAre() {
        assertThat(explain("l2", "gpu", "2026-06-01T00:00:00Z")).isEqualTo(2);
        assertThat(explain("l1", "cpu", "2026-06-01T00:00:00Z")).isEqualTo(2);
        assertThat(explain("l1", "gpu", "2026-06-01T00:00:07Z")).isEqualTo(2);
        assertThat(explain("l1", "gpu", "2027-06-01T00:00:00Z")).isEqualTo(2);
        assertThat(explain("l1", "gpu", "yesterday")).isEqualTo(2);
        assertThat(said())
                .contains("lease 'l2'; did you mean 'l1'? Settled: l1")
                .contains("'cpu'; did you mean 'gpu'? Settled: gpu")
                .contains("begins at 2026-06-01T00:00:07Z; did you mean 2026-06-01T00:00:00Z?")
                .contains("begins at 2027-06-01T00:00:00Z; Settled: ")
                .contains("found 'yesterday'");
    }

    private int explain(String lease, String line, String interval) {
        return run(
                "settle",
                "--registry",
                EVENT.resolve("registry").toString(),
                "--readings",
                EVENT.resolve("readings.jsonl").toString(),
                "--explain",
                lease,
                line,
                interval);
    }

    private int run(String... words) {
        return Nameplate.run(List.of(words), System.out, new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
