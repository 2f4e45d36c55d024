/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The demo's report: what the platform settled beside the simulator's truth, and the deviations it found. An interval
 * that settled but has no truth (the site ended inside it) is left out.
 */
final class Report {

    private Report() {}

    static void write(Path file, String scenario, String contents, Path truthFile, Tree deviations) throws IOException {
        Map<String, Tree> truth = byInterval("truth", Files.readString(truthFile));
        List<String> intervals = new ArrayList<>();
        byInterval("contents", contents)
                .forEach((key, content) -> Optional.ofNullable(truth.get(key))
                        .ifPresent(known -> intervals.add(interval(content, known))));
        List<String> found = new ArrayList<>();
        for (Tree deviation : Trees.items(deviations)) {
            found.add("{\"id\":" + orNull(deviation, "id") + ",\"lease\":" + orNull(deviation, "lease") + ",\"term\":"
                    + orNull(deviation, "term") + ",\"layer\":" + orNull(deviation, "layer") + ",\"opened_at\":"
                    + orNull(deviation, "opened_at") + ",\"closed_at\":" + orNull(deviation, "closed_at") + "}");
        }
        Path parent = file.toAbsolutePath().getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        Files.writeString(
                file,
                "{\"scenario\":" + Ledger.quoted(scenario) + ",\n\"intervals\":[\n" + String.join(",\n", intervals)
                        + "\n],\n\"deviations\":[\n" + String.join(",\n", found) + "\n]}\n");
    }

    /** How many of the intervals that have a truth are not among the settled contents. */
    static long unsettled(String contents, Path truthFile) throws IOException {
        Set<String> settled = byInterval("contents", contents).keySet();
        return byInterval("truth", Files.readString(truthFile)).keySet().stream()
                .filter(key -> !settled.contains(key))
                .count();
    }

    private static Map<String, Tree> byInterval(String name, String lines) {
        Map<String, Tree> found = new LinkedHashMap<>();
        for (String line : lines.lines().toList()) {
            Tree tree = YamlText.parse(name, line);
            found.put(key(tree), tree);
        }
        return found;
    }

    private static String key(Tree tree) {
        return Trees.text(tree, "lease") + " " + Trees.text(tree, "line") + " " + Trees.text(tree, "interval_start");
    }

    private static String interval(Tree content, Tree truth) {
        return "{\"lease\":" + Ledger.quoted(Trees.text(content, "lease")) + ",\"line\":"
                + Ledger.quoted(Trees.text(content, "line")) + ",\"interval_start\":"
                + Ledger.quoted(Trees.text(content, "interval_start")) + ",\"interval_s\":"
                + Trees.number(content, "interval_s") + ",\"contracted_gpu_ms\":"
                + Trees.number(content, "contracted_gpu_ms") + ",\"states\":" + states(Trees.at(content, "states"))
                + ",\"truth\":" + states(Trees.at(truth, "states")) + "}";
    }

    private static String states(@Nullable Tree states) {
        List<String> parts = new ArrayList<>();
        if (states instanceof Tree.Mapping mapping) {
            mapping.values()
                    .keySet()
                    .forEach(state -> parts.add(Ledger.quoted(state) + ":" + Trees.number(mapping, state)));
        }
        return "{" + String.join(",", parts) + "}";
    }

    private static String orNull(Tree tree, String key) {
        String text = Trees.text(tree, key);
        return text.isEmpty() ? "null" : Ledger.quoted(text);
    }
}
