/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.document.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The live status: a few lines, redrawn in place on a terminal, one line at a time when headless. */
final class StatusLines {

    private final Ledger ledger;
    private final boolean headless;
    private int drawn;

    StatusLines(Ledger ledger, boolean headless) {
        this.ledger = ledger;
        this.headless = headless || !Boolean.getBoolean("nameplate.terminal");
    }

    void show(Instant begin, Instant now, Path siteFolder) throws InterruptedException {
        List<String> lines = new ArrayList<>();
        Duration since = Duration.between(begin, now);
        String clock = since.isNegative()
                ? "site comes alive in " + -since.toSeconds() + " s"
                : "site time " + since.toMinutes() + ":" + String.format(Locale.ROOT, "%02d", since.toSecondsPart());
        lines.add(clock + lastEvent(siteFolder));
        try {
            for (Tree lease : Trees.items(ledger.get("/api/v1/leases"))) {
                lines.add("  " + leaseLine(lease));
            }
        } catch (IOException unreachable) {
            lines.add("  the ledger does not answer: " + unreachable.getMessage());
        }
        draw(lines);
    }

    /** What came of it, at the end. */
    String summary() throws IOException, InterruptedException {
        Tree status = ledger.get("/api/v1/status");
        return "· " + Trees.number(status, "results") + " intervals settled; deviations: "
                + Trees.items(ledger.get("/api/v1/deviations")).size();
    }

    static String leaseLine(Tree lease) {
        long contracted = Trees.number(lease, "contracted_gpu_ms");
        long delivered = Trees.number(lease, "delivered_gpu_ms");
        String share = contracted == 0
                ? "no settled interval yet"
                : String.format(Locale.ROOT, "%5.1f %% of contracted delivered", 100.0 * delivered / contracted);
        long unmeasured = Trees.number(lease, "unmeasured_gpu_ms");
        if (unmeasured > 0 && contracted > 0) {
            share += String.format(Locale.ROOT, ", %.1f %% not measured", 100.0 * unmeasured / contracted);
        }
        String causes = causes(lease);
        return String.format(
                Locale.ROOT,
                "%-14s %s%s",
                Trees.text(lease, "lease"),
                share,
                causes.isEmpty() ? "" : "   ! below contract: " + causes);
    }

    /** What is wrong now, each cause once: the worst of its terms, how many more, and the layer that failed. */
    static String causes(Tree lease) {
        Map<String, String> openTerms = new HashMap<>();
        for (Tree deviation : Trees.items(Trees.at(lease, "deviations"))) {
            openTerms.put(Trees.text(deviation, "id"), Trees.text(deviation, "term"));
        }
        List<String> causes = new ArrayList<>();
        for (Tree situation : Trees.items(Trees.at(lease, "situations"))) {
            List<String> terms = Trees.texts(situation, "deviations").stream()
                    .filter(openTerms::containsKey)
                    .map(openTerms::get)
                    .toList();
            if (!terms.isEmpty()) {
                causes.add(terms.get(0) + andMore(terms.size() - 1) + " (" + Trees.text(situation, "layer") + ")");
            }
        }
        return String.join(", ", causes);
    }

    private static String andMore(int terms) {
        return terms == 0 ? "" : " and " + terms + (terms == 1 ? " more term" : " more terms");
    }

    private static String lastEvent(Path siteFolder) {
        Path log = siteFolder.resolveSibling("logs").resolve("simulator.log");
        try {
            if (Files.exists(log)) {
                List<String> lines = Files.readAllLines(log);
                return lines.isEmpty() ? "" : "   simulator: " + lines.get(lines.size() - 1);
            }
        } catch (IOException unreadable) {
            return "   simulator log unreadable: " + unreadable.getMessage();
        }
        return "";
    }

    private void draw(List<String> lines) {
        if (headless) {
            System.out.println(String.join(" |", lines));
            return;
        }
        StringBuilder out = new StringBuilder();
        if (drawn > 0) {
            out.append("\u001b[").append(drawn).append('A');
        }
        // Without line wrap: a line that takes two rows would spoil the next drawing.
        lines.forEach(line -> out.append("\u001b[2K\u001b[?7l").append(line).append("\u001b[?7h\n"));
        System.out.print(out);
        System.out.flush();
        drawn = lines.size();
    }
}
