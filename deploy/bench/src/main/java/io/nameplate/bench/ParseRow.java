/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What a node's message costs from its bytes to the disk, and what of that is reading it; see {@link ParseFork}. */
final class ParseRow implements CollectorRow {

    private static final int QUICK_BLOCKS = 12;
    private static final int SECONDS = 2;
    private static final String UNIT = "ns per node message";

    @Override
    public String name() {
        return "parse";
    }

    @Override
    public List<Figure> measure(Path folder, boolean quick) throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (NodeMessages.Form form : NodeMessages.Form.values()) {
            figures.addAll(measure(form, folder, quick));
        }
        return figures;
    }

    private static List<Figure> measure(NodeMessages.Form form, Path folder, boolean quick)
            throws IOException, InterruptedException {
        Map<String, List<Double>> samples = new HashMap<>();
        try (Child fork = Child.measuring(
                "parse-" + form,
                folder,
                ParseFork.class,
                form.name(),
                String.valueOf(quick ? QUICK_BLOCKS : Bench.BLOCKS),
                String.valueOf(quick ? 1 : SECONDS),
                folder.resolve("spool-" + form).toString())) {
            for (String line : fork.answer()) {
                String[] words = line.split(" ", -1);
                samples.computeIfAbsent(words[0], key -> new ArrayList<>()).add(Double.valueOf(words[1]));
            }
        }
        String row = "parse." + form.name().toLowerCase(Locale.ROOT) + ".";
        return List.of(
                new Figure(row + "disk", UNIT + ", to the disk", of("disk", samples), held("bytes", samples)),
                new Figure(row + "read", UNIT + ", read only", of("read", samples), held("bytes", samples)),
                new Figure(row + "read.jackson", UNIT + ", read only", of("read", samples), held("jackson", samples)),
                new Figure(row + "size", "bytes per node message", of("size", samples), null));
    }

    private static List<Double> of(String what, Map<String, List<Double>> samples) {
        return Objects.requireNonNull(samples.get(what));
    }

    private static Figure.Yardstick held(String what, Map<String, List<Double>> samples) {
        return new Figure.Yardstick(what.equals("bytes") ? "byte loop" : "Jackson", of(what, samples));
    }
}
