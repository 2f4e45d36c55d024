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

/** Objects as files below a folder: written beside their place, brought to the disk, then moved. */
public final class FolderStore implements ObjectStore {

    private static final String UNFINISHED = ".part";

    private final Path root;

    public FolderStore(Path root) {
        this.root = root;
    }

    @Override
    public Optional<String> problem() {
        try {
            Files.createDirectories(root);
        } catch (IOException failed) {
            return Optional.of("the folder " + root + " of the evidence store cannot be made: " + failed);
        }
        return Files.isWritable(root)
                ? Optional.empty()
                : Optional.of("the folder " + root + " of the evidence store cannot be written to"
                        + " (nameplate.evidence.dir, nameplate.ledger.data)");
    }

    /** Writes a file; it and the way to it are on the disk on return. */
    @Override
    public void write(String key, byte[] bytes) {
        Path file = root.resolve(key);
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

    @Override
    public Optional<byte[]> read(String key) {
        Path file = root.resolve(key);
        try {
            return Optional.of(Files.readAllBytes(file));
        } catch (NoSuchFileException missing) {
            return Optional.empty();
        } catch (IOException failed) {
            throw new UncheckedIOException("evidence cannot be read from " + file, failed);
        }
    }

    @Override
    public List<String> names(String folder) {
        return names(root.resolve(folder));
    }

    private static List<String> names(Path folder) {
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

    /** As it says there; and removes the folders that are left empty. */
    @Override
    public long deleteBefore(String folder, Instant instant) {
        return deleteBefore(root.resolve(folder), instant);
    }

    private static long deleteBefore(Path root, Instant instant) {
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
