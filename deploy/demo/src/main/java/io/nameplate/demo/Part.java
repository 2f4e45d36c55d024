/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One part of the platform as a child process: its command, its log file, and how it ends. Not thread safe but for
 * {@link #stop}, which a shutdown hook may call while the main thread waits.
 */
final class Part {

    private final String name;
    private final List<String> command;
    private final Path log;
    private volatile @Nullable Process process;
    private volatile boolean stopping;

    Part(String name, List<String> command, Path log) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    /** Starts the process; its output is appended to the log. */
    synchronized void start() {
        if (stopping) {
            return;
        }
        try {
            Files.createDirectories(log.getParent());
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(new File("/dev/null"))
                    .start();
        } catch (IOException failed) {
            throw new UncheckedIOException("cannot start the " + name + ": " + failed.getMessage(), failed);
        }
    }

    /** True when it ended although nobody asked it to. */
    boolean died() {
        Process running = process;
        return running != null && !stopping && !running.isAlive();
    }

    boolean alive() {
        Process running = process;
        return running != null && running.isAlive();
    }

    /** How it ended, in words: the signal's name where a signal ended it. */
    String ending() {
        Process running = process;
        if (running == null || running.isAlive()) {
            return "is running";
        }
        int code = running.exitValue();
        return switch (code) {
            case 137 -> "was killed (signal 9)";
            case 143 -> "was terminated (signal 15)";
            default -> code > 128 ? "was ended by signal " + (code - 128) : "ended with exit code " + code;
        };
    }

    /** The last lines of its log, for an error message. */
    String lastLines(int count) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - count), lines.size()));
        } catch (IOException unreadable) {
            return "(its log " + log + " cannot be read: " + unreadable.getMessage() + ")";
        }
    }

    /** Ends it at once with signal 9, as a power cut would. */
    void kill() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly().onExit().join();
        }
    }

    /** Asks it to end, waits, and kills it where it does not. */
    void stop(Duration patience) {
        Process running;
        synchronized (this) {
            stopping = true;
            running = process;
        }
        if (running == null || !running.isAlive()) {
            return;
        }
        running.destroy();
        try {
            if (!running.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
            }
        } catch (InterruptedException interrupted) {
            running.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
