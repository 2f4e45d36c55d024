/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much processor time this process has used, garbage collection included and the just-in-time compiler left out: what
 * neighbours on the machine take does not count, as it would by a clock on the wall. Compiler threads must not come and go
 * meanwhile: {@code -XX:-UseDynamicNumberOfCompilerThreads}.
 */
final class CpuClock {

    private static final Path TASKS = Path.of("/proc/self/task");
    private static final OperatingSystemMXBean PROCESS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private CpuClock() {}

    /** Nanoseconds of every thread that is or was; with the compiler's where the system does not tell them (it is not Linux). */
    static long nanos() {
        long nanos = PROCESS.getProcessCpuTime();
        if (!Files.isDirectory(TASKS)) {
            return nanos;
        }
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                nanos -= compiling(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    private static long compiling(Path task) {
        try {
            boolean compiler = Files.readString(task.resolve("comm")).contains("CompilerThre");
            String running = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
            return compiler ? Long.parseLong(running) : 0;
        } catch (IOException ended) {
            // of a thread that has just gone the system says so in more ways than one
            return 0;
        }
    }
}
