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
import java.util.function.ToLongFunction;

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

    /** Nanoseconds of the threads that there are; of the wall where the system does not tell them (it is not Linux). */
    static long nanos() {
        return Files.isDirectory(TASKS) ? sum(task -> isCompiler(task) ? 0 : running(task)) : System.nanoTime();
    }

    /**
     * Nanoseconds of every thread that is or was, in the system's ticks of 10 ms: for runs of seconds whose threads end. With
     * the compiler's where the system does not tell them.
     */
    static long nanosOfAll() {
        long nanos = PROCESS.getProcessCpuTime();
        return Files.isDirectory(TASKS) ? nanos - sum(task -> isCompiler(task) ? running(task) : 0) : nanos;
    }

    private static long sum(ToLongFunction<Path> measure) {
        long nanos = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
            for (Path task : tasks) {
                nanos += measure.applyAsLong(task);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return nanos;
    }

    private static boolean isCompiler(Path task) {
        return text(task.resolve("comm")).contains("CompilerThre");
    }

    private static long running(Path task) {
        String schedule = text(task.resolve("schedstat"));
        return schedule.isEmpty() ? 0 : Long.parseLong(schedule.split(" ", 2)[0]);
    }

    /** Nothing of a thread that has just gone: the system says so in more ways than one. */
    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException ended) {
            return "";
        }
    }
}
