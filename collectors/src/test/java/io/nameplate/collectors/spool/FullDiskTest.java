/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full, or can only be read: a small one in memory, which Linux lets root mount, and mostly anybody in a
 * namespace of his own. Where neither may (some containers) the test is skipped; with {@code CI} set that is a failure. A disk
 * cannot be made read only under an open spool.
 */
class FullDiskTest {

    @TempDir
    Path folder;

    @Test
    void aSpoolOnADiskOfEightMegabytesDropsOnlyWhatIsCommittedAndGoesOnWhenThereIsRoom() throws Exception {
        List<String> namespace = namespace();
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process run = in(
                namespace,
                "mount -t tmpfs -o size=8m none '" + folder + "' && exec '" + java
                        + "' -Xmx256m -cp '" + System.getProperty("java.class.path") + "' " + FullDisk.class.getName()
                        + " '"
                        + folder + "'");
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String end = said.substring(Math.max(0, said.length() - 8_000));
        assertThat(run.waitFor()).as(end).isZero();
        assertThat(end).endsWith("all of it\n");
    }

    /** How a command gets a namespace in which it may mount. */
    private List<String> namespace() throws IOException, InterruptedException {
        for (List<String> options : List.of(List.of("--user", "--map-root-user", "--mount"), List.of("--mount"))) {
            Process probe = in(options, "mount -t tmpfs -o size=8m none '" + folder + "'");
            probe.getInputStream().readAllBytes();
            if (probe.waitFor() == 0) {
                return options;
            }
        }
        String sentence = "nobody may mount a disk here: needs root, or user namespaces";
        if (System.getenv("CI") != null) {
            throw new AssertionError(sentence);
        }
        return Assumptions.abort(sentence);
    }

    private static Process in(List<String> namespace, String script) throws IOException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/unshare"));
        command.addAll(namespace);
        command.addAll(List.of("/bin/sh", "-c", script));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
