/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** A file that is either the old or the new one, whenever the power goes; once it is written it is the new one. */
public final class AtomicFile {

    /** How the name of a file ends that is being written. */
    public static final String UNFINISHED = ".new";

    private AtomicFile() {}

    /** Lines, each with its end. */
    public static void write(Path file, List<String> lines) throws IOException {
        write(file, String.join("\n", lines) + "\n");
    }

    /** A text, in UTF-8. */
    public static void write(Path file, String text) throws IOException {
        write(file, StandardCharsets.UTF_8.encode(text));
    }

    /** Takes the place of what was there, if anything was. */
    public static void write(Path file, ByteBuffer... parts) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + UNFINISHED);
        try (FileChannel out = FileChannel.open(
                fresh, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (Arrays.stream(parts).anyMatch(ByteBuffer::hasRemaining)) {
                out.write(parts);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        keepNames(file);
    }

    /** Waits until the disk has the name of a file that was made or renamed, not only what is in it. */
    public static void keepNames(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(file.toAbsolutePath().getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    /** The lines; none where the file was never written. */
    public static List<String> read(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }
}
