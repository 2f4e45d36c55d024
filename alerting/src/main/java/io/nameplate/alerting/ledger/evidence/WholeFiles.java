/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** Files that are whole or not there: written beside their place, brought to the disk, then moved. */
final class WholeFiles {

    private static final String UNFINISHED = ".part";

    private WholeFiles() {}

    /** Writes a file somewhere below a folder; it and the way to it are on the disk on return. */
    static void write(Path root, Path file, byte[] bytes) {
        Path folder = file.resolveSibling("");
        Path fresh = folder.resolve(UUID.randomUUID() + UNFINISHED);
        try {
            Files.createDirectories(folder);
            try (FileChannel channel =
                    FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(bytes);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            for (Path way = folder; way.startsWith(root); way = way.resolveSibling("")) {
                toDisk(way);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException("evidence cannot be written to " + file, failed);
        }
    }

    private static void toDisk(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    static Optional<byte[]> read(Path file) {
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException("evidence cannot be read from " + file, failed);
        }
    }

    /** The names in a folder, in order; none where there is no such folder. */
    static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.endsWith(UNFINISHED))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException missing) {
            return List.of();
        } catch (IOException failed) {
            throw new UncheckedIOException("the evidence folder cannot be read: " + folder, failed);
        }
    }

    /** Deletes the files below a folder that were last written before an instant, and what folders that leaves empty. */
    static long deleteBefore(Path root, Instant instant) {
        long deleted = 0;
        try {
            if (!Files.isDirectory(root)) {
                return 0;
            }
            for (String name : names(root)) {
                Path found = root.resolve(name);
                if (Files.isDirectory(found)) {
                    deleted += deleteBefore(found, instant);
                    if (names(found).isEmpty()
                            && Files.getLastModifiedTime(found).toInstant().isBefore(instant)) {
                        Files.deleteIfExists(found);
                    }
                } else if (Files.getLastModifiedTime(found).toInstant().isBefore(instant)) {
                    deleted += Files.deleteIfExists(found) ? 1 : 0;
                }
            }
            return deleted;
        } catch (IOException failed) {
            throw new UncheckedIOException("old evidence cannot be removed from " + root, failed);
        }
    }
}
