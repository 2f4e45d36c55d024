/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The commands in {@code bin/} tell what they take at once: neither Java nor Maven is asked. */
class HelpTest {

    private static final Path BIN =
            Path.of(System.getProperty("nameplate.home", "../..")).resolve("bin");

    /** Stands first in the path, with a Java and a Maven that fail. */
    @TempDir
    Path folder;

    @BeforeEach
    void nothingCanBeBuilt() throws Exception {
        for (String tool : new String[] {"java", "javac", "mvn", "apt-get"}) {
            Path broken = Files.writeString(folder.resolve(tool), "#!/bin/sh\nexit 99\n");
            Files.setPosixFilePermissions(broken, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private String told(String command, String... words) throws Exception {
        ProcessBuilder call = new ProcessBuilder(BIN.resolve(command).toString());
        call.command().addAll(List.of(words));
        Map<String, String> environment = call.environment();
        environment.put("PATH", folder + ":" + environment.get("PATH"));
        Process process = call.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(told).isZero();
        return told;
    }

    @Test
    void theCommandLineTellsItsOwnWords() throws Exception {
        assertThat(told("nameplate", "--help")).isEqualTo(Nameplate.USAGE);
        assertThat(told("nameplate", "rebuild-views", "--help")).isEqualTo(Nameplate.USAGE);
    }

    @ParameterizedTest
    @CsvSource({
        "demo, bin/demo [--scenario NAME|FILE], such as 90s or 4m",
        "bench, usage: bin/bench settlement, live [--quick]",
        "seeds, bin/seeds FIRST COUNT, docs/reliability.md",
        "test, bin/test, integration tests"
    })
    void theOthersTellTheirs(String command, String begins, String holds) throws Exception {
        assertThat(told(command, "-h")).startsWith(begins).contains(holds).doesNotContain("\"\"\"");
    }
}
