/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A spool's folder while one process holds it: of one collector, and of no other process at the same time. */
final class SpoolFolder implements AutoCloseable {

    private final Path folder;
    private final FileChannel lock;

    private SpoolFolder(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Takes a folder for a collector; one that was never a spool becomes its own. */
    static SpoolFolder take(Path folder, CollectorId collector) throws IOException {
        Files.createDirectories(epochs(folder));
        FileChannel lock = lock(folder);
        try {
            claim(folder, collector);
        } catch (IOException | SpoolException refused) {
            lock.close();
            throw refused;
        }
        return new SpoolFolder(folder, lock);
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException here) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new SpoolException("the spool " + folder + " is in use by another collector process");
        }
        return channel;
    }

    private static void claim(Path folder, CollectorId collector) throws IOException {
        List<String> owner = owner(folder);
        if (owner.isEmpty()) {
            AtomicFile.write(folder.resolve("collector"), List.of(collector.value()));
        } else if (!owner.get(0).equals(collector.value())) {
            throw new SpoolException("the spool " + folder + " belongs to collector '" + owner.get(0) + "', not to '"
                    + collector + "'; give each collector a folder of its own");
        }
    }

    /** The collector of a spool's folder; nothing where it is none. */
    static List<String> owner(Path folder) throws IOException {
        return AtomicFile.read(folder.resolve("collector"));
    }

    /** The folder of the epochs' folders. */
    static Path epochs(Path folder) {
        return folder.resolve("epochs");
    }

    /** The folders of all epochs, oldest first. */
    static List<Path> epochFolders(Path epochs) throws IOException {
        try (Stream<Path> all = Files.list(epochs)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    Path epochs() {
        return epochs(folder);
    }

    /** Removes what is left of an epoch that holds nothing any more. */
    void remove(EpochId epoch) throws IOException {
        Path left = epochs().resolve(epoch.value());
        if (Files.isDirectory(left)) {
            EpochLog.open(left, true).remove();
        }
    }

    Path books() {
        return books(folder);
    }

    /** The folder of the books. */
    static Path books(Path folder) {
        return folder.resolve("books");
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
