/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How long a person at the rack waits for {@code nameplate collector read}: the command line as it is packaged, in a process of its own
 * each time, against a device on this machine. Beside it the least that a Java program takes: to say its version.
 */
final class ReadRow implements CollectorRow {

    private static final int SAMPLES = 5;

    /** A meter with registers in several places: more than one request. */
    private static final String PROFILE = "schneider-pm5000";

    private final Path home;

    ReadRow(Path home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "read";
    }

    /** Twelve processes one after the other, some seven seconds. */
    @Override
    public boolean isQuick() {
        return false;
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException {
        List<Double> ours = new ArrayList<>();
        List<Double> least = new ArrayList<>();
        try (Child peer = Child.java("modbus-peer", folder, "256m", ModbusPeer.class, "1", "0", "0")) {
            String port = peer.answer().get(0).substring(ModbusPeer.LIVE.length() + 1);
            List<String> read = read(port);
            List<String> version = List.of(java(), "-version");
            // once, so that neither waits for the disk
            millis(folder, "read", read);
            millis(folder, "version", version);
            for (int sample = 0; sample < SAMPLES; sample++) {
                ours.add(millis(folder, "read", read));
                least.add(millis(folder, "version", version));
            }
        }
        return List.of(new Figure(
                "read.wall",
                "ms until 'collector read' has shown a device of this machine",
                ours,
                new Figure.Yardstick("java -version", least)));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** What {@code bin/nameplate} starts. */
    private List<String> read(String port) throws IOException {
        Path target = home.resolve("deploy/cli/target");
        Path jar = target.resolve("cli-0.1.0-SNAPSHOT.jar");
        if (!Files.exists(jar)) {
            throw new IOException("there is no " + jar + "; bin/bench builds it");
        }
        return List.of(
                java(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dstdout.encoding=UTF-8",
                "-Dstderr.encoding=UTF-8",
                "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-cp",
                jar + ":" + target.resolve("lib") + "/*",
                "io.nameplate.cli.Nameplate",
                "collector",
                "read",
                "127.0.0.1:" + port,
                "--profile",
                PROFILE);
    }

    private static double millis(Path folder, String what, List<String> command)
            throws IOException, InterruptedException {
        Path said = folder.resolve(what + ".log");
        long began = System.nanoTime();
        int code = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start()
                .waitFor();
        double millis = (System.nanoTime() - began) / 1e6;
        try (Stream<String> lines = Files.lines(said)) {
            if (code != 0 || lines.findAny().isEmpty()) {
                throw new IllegalStateException(what + " ended with " + code + "; see " + said);
            }
        }
        return millis;
    }
}
