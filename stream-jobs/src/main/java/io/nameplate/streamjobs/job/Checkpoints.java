/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the checkpoint or savepoint to go on from. */
final class Checkpoints {

    private Checkpoints() {}

    /** Where the job keeps its checkpoints: it deletes those that it needs no more. */
    static Path folder(Path data) {
        return data.resolve("checkpoints");
    }

    /** Where savepoints go: nothing deletes them. */
    static Path savepoints(Path data) {
        return data.resolve("savepoints");
    }

    /** The newest complete one below the data folder: its metadata is written last, and at once. */
    static Optional<Path> newest(Path data) throws IOException {
        Newest newest = new Newest();
        for (Path folder : List.of(folder(data), savepoints(data))) {
            Files.walkFileTree(folder, Set.of(), 3, newest);
        }
        return Optional.ofNullable(newest.found);
    }

    /** A cluster may be deleting what a job has left: what vanishes on the way is passed over. */
    private static final class Newest extends SimpleFileVisitor<Path> {

        private @Nullable Path found;
        private FileTime written = FileTime.fromMillis(0);

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            FileTime time = attributes.lastModifiedTime();
            if (file.endsWith("_metadata") && time.compareTo(written) > 0) {
                found = file.getParent();
                written = time;
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException gone) throws IOException {
            if (gone instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw gone;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException gone) throws IOException {
            return gone == null ? FileVisitResult.CONTINUE : visitFileFailed(folder, gone);
        }
    }
}
