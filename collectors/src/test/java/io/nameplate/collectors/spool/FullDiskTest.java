/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is really full, or can only be read: a small one in memory, which Linux lets anybody mount in a namespace of his own. Where
 * it does not (some containers), there is none to be had without privileges. Nor can a disk be made read only under an open spool.
 */
class FullDiskTest {

    @TempDir
    Path folder;

    @Test
    void aSpoolOnADiskOfEightMegabytesDropsOnlyWhatIsCommittedAndGoesOnWhenThereIsRoom() throws Exception {
        Assumptions.assumeTrue(inNamespace("true").waitFor() == 0, "no mounting without privileges here");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process run = inNamespace("mount -t tmpfs -o size=8m none '" + folder + "' && exec '" + java
                + "' -Xmx256m -cp '" + System.getProperty("java.class.path") + "' " + FullDisk.class.getName() + " '"
                + folder + "'");
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String end = said.substring(Math.max(0, said.length() - 8_000));
        assertThat(run.waitFor()).as(end).isZero();
        assertThat(end).endsWith("all of it\n");
    }

    private static Process inNamespace(String script) throws IOException {
        return new ProcessBuilder("/usr/bin/unshare", "--user", "--map-root-user", "--mount", "/bin/sh", "-c", script)
                .redirectErrorStream(true)
                .start();
    }
}
