/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.influx;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One process that a test started, its output in a file; it is only ever stopped by its own handle. */
final class Child {
    private static final long PAUSE_MILLIS = 50;

    private final Process process;
    private final Path output;

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    static Child start(Path folder, String... command) throws IOException {
        File output = folder.resolve("output.log").toFile();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        return new Child(process, output.toPath());
    }

    /** The answer as soon as there is one; nothing when the process ends first or the time is over. */
    <T> Optional<T> await(Duration atMost, Supplier<Optional<T>> answer) {
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (System.nanoTime() - deadline < 0) {
                Optional<T> found = answer.get();
                if (process.waitFor(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return Optional.empty();
                }
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + process.pid(), interrupted);
        }
    }

    String output() {
        try {
            return new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            return "(no output: " + unreadable.getMessage() + ")";
        }
    }

    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
