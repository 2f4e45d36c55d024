/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * How much processor time this process has used, garbage collection included and the just-in-time compiler left out: what
 * neighbours on the machine take does not count, as it would by a clock on the wall.
 */
final class CpuClock {

    private static final Path TASKS = Path.of("/proc/self/task");

    private CpuClock() {}

    /** Nanoseconds; of the wall where the system does not tell them (it is not Linux). */
    static long nanos() {
        if (!Files.isDirectory(TASKS)) {
            return System.nanoTime();
        }
        long nanos = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                nanos += nanos(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    private static long nanos(Path task) throws IOException {
        try {
            boolean compiler = Files.readString(task.resolve("comm")).contains("CompilerThre");
            String running = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
            return compiler ? 0 : Long.parseLong(running);
        } catch (NoSuchFileException ended) {
            return 0;
        }
    }
}
