/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.language.CollectorId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Base64;

/**
 * Keeps evidence that came too late on the side, one JSON object per line and piece. A piece can stand there twice after
 * a restart; merging it twice changes nothing.
 */
final class LateFolder {

    private final Path file;
    private boolean unsynced;

    LateFolder(Path folder, int subtask) {
        this.file = folder.resolve("late-" + subtask + ".jsonl");
    }

    /**
     * Appends one piece.
     *
     * @param kind {@code evidence} or {@code plant}
     * @param canonical the canonical bytes of the piece
     */
    void append(CollectorId collector, Premerge.Spot spot, String kind, byte[] canonical) throws IOException {
        String line = "{\"collector\":\"" + collector + "\",\"hall\":\"" + spot.hall() + "\",\"interval_start\":\""
                + Instant.ofEpochSecond(spot.start()) + "\",\"kind\":\"" + kind + "\",\"canonical\":\""
                + Base64.getEncoder().encodeToString(canonical) + "\"}\n";
        Files.createDirectories(file.getParent());
        Files.write(file, line.getBytes(StandardCharsets.UTF_8), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        unsynced = true;
    }

    /** Returns when the disk has every piece; called before the checkpoint that lets the collectors forget them. */
    void sync() throws IOException {
        if (unsynced) {
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            unsynced = false;
        }
    }
}
