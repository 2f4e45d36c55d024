/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the samples of all processes into figures. */
final class Figures {

    private static final String PLAIN = "plain loop";
    private static final String DIRECT = "direct loop";
    private static final String SIZE = "gpus.";
    private static final int GPUS = BenchSite.GPUS;

    private final Map<String, List<Double>> samples = new LinkedHashMap<>();

    /** Prints a sample for {@link #take}. */
    static void print(String name, double value) {
        System.out.println(name + "\t" + value);
    }

    /** Takes a line of a process; anything else than a sample is refused. */
    void take(String line) {
        String[] words = line.split("\t", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("not a sample: " + line);
        }
        samples.computeIfAbsent(words[0], name -> new ArrayList<>()).add(Double.valueOf(words[1]));
    }

    /** The figures, in the order in which they were measured. */
    List<Figure> all() {
        List<Figure> figures = new ArrayList<>();
        samples.forEach((name, values) -> {
            int dot = name.indexOf('.');
            String what = name.substring(dot + 1);
            switch (name.substring(0, dot)) {
                case "kernel" -> {
                    figures.add(new Figure("settlement." + what, "ns per node frame", values, plain(what)));
                    figures.add(new Figure(
                            "settlement." + what + ".rate",
                            "million GPU-records/s on one core",
                            values.stream().map(ns -> 1000.0 * GPUS / ns).toList(),
                            null));
                }
                case "evidence", "verdict" ->
                    figures.add(new Figure(
                            "settlement." + what + "." + name.substring(0, dot), "ns per node frame", values, null));
                case "flink" -> {
                    figures.add(new Figure("flink." + what, "ns per node frame", values, direct(what)));
                    figures.add(new Figure(
                            "flink." + what + ".rate",
                            "million GPU-records/s on one core",
                            values.stream().map(ns -> 1000.0 * GPUS / ns).toList(),
                            null));
                }
                case "gpus" -> {
                    figures.add(new Figure(
                            "settlement.gpus." + what, "ns per GPU and second, in a site of so many", values, null));
                    smaller(Long.parseLong(what)).ifPresent(size -> figures.add(marginal(size, Long.parseLong(what))));
                }
                case "bytes" -> figures.add(new Figure("frames." + what, "bytes per node frame", values, null));
                case "heap" -> figures.add(new Figure("evidence.heap." + what, "bytes per GPU", values, null));
                case "offline" ->
                    figures.add(new Figure("offline." + what, "site-seconds per second and core", values, null));
                case "read" -> figures.add(new Figure("offline." + what + ".read", "MB/s of one core", values, null));
                default -> {}
            }
        });
        return figures;
    }

    /** The next smaller size of a site that was measured. */
    private Optional<Long> smaller(long size) {
        return samples.keySet().stream()
                .filter(name -> name.startsWith(SIZE))
                .map(name -> Long.valueOf(name.substring(SIZE.length())))
                .filter(other -> other < size)
                .max(Comparator.naturalOrder());
    }

    /** What a GPU more costs between two sizes: what the larger site costs more than the smaller one, sample by sample. */
    private Figure marginal(long smaller, long larger) {
        List<Double> ofSmaller = Objects.requireNonNull(samples.get(SIZE + smaller));
        List<Double> ofLarger = Objects.requireNonNull(samples.get(SIZE + larger));
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < Math.min(ofSmaller.size(), ofLarger.size()); i++) {
            values.add((ofLarger.get(i) * larger - ofSmaller.get(i) * smaller) / (larger - smaller));
        }
        return new Figure(
                "settlement.marginal." + smaller + "-" + larger, "ns per second for each GPU more", values, null);
    }

    private Figure.@Nullable Yardstick plain(String what) {
        return yardstick("plain.", PLAIN, what);
    }

    private Figure.@Nullable Yardstick direct(String what) {
        return yardstick("direct.", DIRECT, what);
    }

    private Figure.@Nullable Yardstick yardstick(String prefix, String name, String what) {
        List<Double> values = samples.get(prefix + what);
        return values == null ? null : new Figure.Yardstick(name, values);
    }

    static String json(List<Figure> figures) {
        StringBuilder json = new StringBuilder("{\"figures\":[");
        for (int i = 0; i < figures.size(); i++) {
            json.append(i == 0 ? "\n  " : ",\n  ").append(figures.get(i).json());
        }
        return json.append("\n]}\n").toString();
    }
}
