/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.recorder.RecordLog.Position;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {

    @TempDir
    Path folder;

    @Test
    void whatWasWrittenIsRead() throws IOException {
        SnapshotFile file = new SnapshotFile(folder);
        file.write(new Position("e", 7), new byte[] {1, 2, 3});
        assertThat(file.read()).hasValueSatisfying(read -> {
            assertThat(read.position).isEqualTo(new Position("e", 7));
            assertThat(read.image).containsExactly(1, 2, 3);
        });
    }

    @Test
    void aTornFileIsNoSnapshotWhereverItWasTorn() throws IOException {
        SnapshotFile file = new SnapshotFile(folder);
        file.write(new Position("e", 7), new byte[] {1, 2, 3});
        Path path = folder.resolve("inventory.snapshot");
        byte[] whole = Files.readAllBytes(path);
        for (int length = 0; length < whole.length; length++) {
            Files.write(path, Arrays.copyOf(whole, length));
            assertThat(file.read()).as("torn after %d bytes", length).isEmpty();
        }
        Files.write(path, new byte[whole.length]);
        assertThat(file.read()).as("zeros").isEmpty();
    }
}
