/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.model.wire.EpochId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that names the epoch whose FIN is a replay's end; any other FIN only ends an epoch. */
final class ReplayMark {

    private final Path file;

    /** A mark in a collector's folder. */
    ReplayMark(Path folder) {
        this.file = folder.resolve("replay.finished");
    }

    /** Written before the FIN: a mark without its FIN says nothing, a FIN without its mark would be played again. */
    void write(EpochId epoch) throws IOException {
        AtomicFile.write(file, epoch.value());
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    boolean names(String epoch) throws IOException {
        return Files.exists(file) && Files.readString(file).equals(epoch);
    }
}
