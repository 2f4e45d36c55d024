/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.model.wire.EpochId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file that names the epoch whose FIN is a replay's end; any other FIN only ends an epoch. */
final class ReplayMark {

    private final Path file;

    /** A mark in a collector's folder. */
    ReplayMark(Path folder) {
        this.file = folder.resolve("replay.finished");
    }

    /** Written before the FIN: a mark without its FIN says nothing, a FIN without its mark would be played again. */
    void write(EpochId epoch) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer text = ByteBuffer.wrap(epoch.value().getBytes(StandardCharsets.UTF_8));
            while (text.hasRemaining()) {
                out.write(text);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    void remove() throws IOException {
        Files.deleteIfExists(file);
    }

    boolean names(String epoch) throws IOException {
        return Files.exists(file) && Files.readString(file).equals(epoch);
    }
}
