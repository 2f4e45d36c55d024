/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The commands {@code bin/bench settlement|wire|live|collectors}. */
public final class Bench {

    private static final String USAGE = """
            usage: bin/bench settlement [--quick] [--json FILE]
                   bin/bench wire [--quick | --full] [--row NAME] [--json FILE]
                   bin/bench live [--quick] [--json FILE]
                   bin/bench collectors [--quick] [--row NAME] [--json FILE]""";
    private static final List<String> WHAT = List.of("settlement", "wire", "live", "collectors");
    private static final int FORKS = 3;
    /** The blocks of the whole site. */
    static final int BLOCKS = 110;

    private static final int QUICK_BLOCKS = 20;

    private Bench() {}

    /** A measurement that needs a folder. */
    private interface OnDisk {
        List<Figure> measure(Path folder) throws IOException, InterruptedException;
    }

    /** Measures; exits with 2 when called wrongly. */
    public static void main(String[] args) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of(args));
        String what = words.isEmpty() ? "" : words.remove(0);
        boolean quick = words.remove("--quick");
        boolean full = what.equals("wire") && words.remove("--full");
        List<String> rows = rows(what);
        String row = rows.isEmpty() ? null : value(words, "--row");
        String json = value(words, "--json");
        boolean isRow = row == null || rows.contains(row);
        if (!words.isEmpty() || !WHAT.contains(what) || !isRow || (quick && full)) {
            System.err.println(isRow ? USAGE : "no row is called " + row + "; there are " + rows);
            System.exit(2);
        }
        List<Figure> figures = switch (what) {
            case "wire" -> onDisk(new WireBench(WireBench.Plan.of(quick, full), row, System.err)::measure);
            case "live" -> onDisk(live(quick)::measure);
            case "collectors" -> onDisk(new CollectorsBench(quick, row, System.err)::measure);
            default -> measure(quick ? 1 : FORKS, quick ? QUICK_BLOCKS : BLOCKS, System.err);
        };
        figures.forEach(figure -> System.out.println(figure.line()));
        if (json != null) {
            Files.writeString(Path.of(json), Figures.json(figures));
        }
    }

    private static List<String> rows(String what) {
        return switch (what) {
            case "wire" -> WireBench.NAMES;
            case "collectors" -> CollectorsBench.NAMES;
            default -> List.of();
        };
    }

    /** Takes an option and what follows it out of the words; null, and nothing taken, where they are not there. */
    private static @Nullable String value(List<String> words, String option) {
        int at = words.indexOf(option);
        if (at < 0 || at + 1 == words.size()) {
            return null;
        }
        words.remove(at);
        return words.remove(at);
    }

    private static LiveBench live(boolean quick) {
        Path home = Path.of(System.getProperty("nameplate.home", ""));
        LiveBench.Plan plan = quick ? LiveBench.Plan.QUICK : LiveBench.Plan.WHOLE;
        return new LiveBench(plan, home, "paho", Clock.systemUTC(), System.err);
    }

    private static List<Figure> onDisk(OnDisk measurement) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("nameplate-bench");
        List<Figure> figures = measurement.measure(folder);
        // what failed left its logs here
        delete(folder);
        return figures;
    }

    /** Deletes a folder with all that is in it. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static List<Figure> measure(int forks, int blocks, PrintStream progress)
            throws IOException, InterruptedException {
        Figures figures = new Figures();
        for (int fork = 1; fork <= forks; fork++) {
            progress.println("· process " + fork + " of " + forks);
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xms1500m",
                            "-Xmx1500m",
                            "-XX:+UseSerialGC",
                            "-XX:-UseDynamicNumberOfCompilerThreads",
                            "-cp",
                            System.getProperty("java.class.path"),
                            SettlementFork.class.getName(),
                            String.valueOf(blocks))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    figures.take(line);
                }
            }
            if (process.waitFor() != 0) {
                throw new IllegalStateException("a measuring process ended with " + process.exitValue());
            }
        }
        return figures.all();
    }
}
