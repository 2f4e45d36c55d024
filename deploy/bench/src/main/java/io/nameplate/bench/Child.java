/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of a measurement, with the processor time that it takes. One of ours is asked by lines on its input and answers by
 * lines that begin with {@code = }; the last one is {@code =.}
 */
final class Child implements AutoCloseable {

    /** What this process says to its parent. */
    static final String ANSWER = "= ";

    static final String DONE = "=.";

    private static final Duration AT_ONCE = Duration.ofMinutes(2);
    private static final Duration LONGEST = Duration.ofHours(2);
    private static final double TICKS_PER_SECOND = 100;
    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;

    private final String name;
    private final Process process;
    private final Path log;
    private final BlockingQueue<Optional<String>> said = new LinkedBlockingQueue<>();
    private double cpuAtEnd;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
        Thread reader = new Thread(this::read, "output of " + name);
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command; what it says goes to a log in the folder, except answers. */
    static Child start(String name, Path folder, List<String> command) throws IOException {
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new Child(name, process, log);
    }

    /** Starts a main class of this program in a process of its own, with the options that the units in deploy/systemd have. */
    static Child java(String name, Path folder, String heap, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+IgnoreUnrecognizedVMOptions",
                "-XX:+UseBiasedLocking",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return start(name, folder, command);
    }

    /**
     * Starts a main class whose processor time {@link CpuClock} reads: one thread collects garbage, compiler threads stay. It has to be
     * asked nothing: it answers once.
     */
    static Child measuring(String name, Path folder, Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms1500m",
                "-Xmx1500m",
                "-XX:+UseSerialGC",
                "-XX:-UseDynamicNumberOfCompilerThreads",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return start(name, folder, command);
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ANSWER) || line.equals(DONE)) {
                    said.add(Optional.of(line));
                } else {
                    Files.writeString(
                            log,
                            line + "\n",
                            java.nio.file.StandardOpenOption.CREATE,
                            java.nio.file.StandardOpenOption.APPEND);
                }
            }
        } catch (IOException ended) {
            // its end is told below
        }
        said.add(Optional.empty());
    }

    /** Asks something that is answered at once, and waits for the whole answer. */
    List<String> ask(String question) throws IOException, InterruptedException {
        tell(question);
        return answer(AT_ONCE);
    }

    /** Asks for something whose answer is awaited later. */
    void tell(String question) throws IOException {
        BufferedWriter to = process.outputWriter(StandardCharsets.UTF_8);
        to.write(question + "\n");
        to.flush();
    }

    /** The answer to the oldest question that has none yet, which may be a long measurement. */
    List<String> answer() throws InterruptedException {
        return answer(LONGEST);
    }

    private List<String> answer(Duration patience) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        while (true) {
            Optional<String> line = said.poll(patience.toSeconds(), TimeUnit.SECONDS);
            if (line == null || line.isEmpty()) {
                throw new IllegalStateException(name + " ended or says nothing; see " + log);
            }
            if (line.get().equals(DONE)) {
                return lines;
            }
            lines.add(line.get().substring(ANSWER.length()));
        }
    }

    /** Seconds of processor time, of user and system, that it has taken since its start. */
    double cpuSeconds() {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            cpuAtEnd = (Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[SYSTEM_TICKS])) / TICKS_PER_SECOND;
        } catch (IOException gone) {
            return cpuAtEnd;
        }
        return cpuAtEnd;
    }

    /** Bytes on the heap of a JVM that something still refers to; it collects all garbage for that. */
    long liveHeapBytes() throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(process.pid()),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String total = "";
        try (BufferedReader lines = tool.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                total = line.startsWith("Total") ? line : total;
            }
        }
        tool.waitFor();
        String[] words = total.split("\\s+", -1);
        if (words.length < 3) {
            throw new IOException("jcmd tells nothing of the heap of " + name);
        }
        return Long.parseLong(words[2]);
    }

    /** Bytes of memory that it holds. */
    long residentBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException(name + " has ended"));
        }
    }

    /** Ends it with SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
