/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    @TempDir
    Path folder;

    private Path checkpoint(String job, int number, boolean complete, long at) throws Exception {
        Path path = Files.createDirectories(
                folder.resolve("checkpoints").resolve(job).resolve("chk-" + number));
        if (complete) {
            Path metadata = Files.writeString(path.resolve("_metadata"), "x");
            Files.setLastModifiedTime(metadata, FileTime.fromMillis(at));
        }
        return path;
    }

    @Test
    void theNewestCompleteOneOfAnyRunIsTaken() throws Exception {
        checkpoint("aa", 7, true, 1_000);
        Path newest = checkpoint("bb", 2, true, 2_000);
        checkpoint("bb", 3, false, 3_000);
        assertThat(Checkpoints.newest(folder)).contains(newest);
    }

    @Test
    void aSavepointThatIsNewerThanTheCheckpointsIsTaken() throws Exception {
        checkpoint("aa", 7, true, 1_000);
        Path savepoint = Files.createDirectories(folder.resolve("savepoints").resolve("savepoint-1"));
        Files.setLastModifiedTime(Files.writeString(savepoint.resolve("_metadata"), "x"), FileTime.fromMillis(2_000));
        assertThat(Checkpoints.newest(folder)).contains(savepoint);
    }

    @Test
    void withoutOneThereIsNone() throws Exception {
        assertThat(Checkpoints.newest(folder.resolve("missing"))).isEmpty();
        checkpoint("aa", 1, false, 0);
        assertThat(Checkpoints.newest(folder)).isEmpty();
    }
}
