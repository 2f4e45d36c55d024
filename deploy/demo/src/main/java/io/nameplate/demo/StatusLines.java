/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.document.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    /** The collector that the scenario's registry names. */
    String collectorOf(Map<String, String> documents) {
        List<Document> texts = new ArrayList<>();
        documents.forEach((name, text) -> texts.add(new Document(name, text)));
        return RegistryReader.read(texts, 1)
                .collectors()
                .keySet()
                .iterator()
                .next()
                .value();
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
        long open = Trees.number(lease, "open_deviations");
        return String.format(
                Locale.ROOT,
                "%-14s %s%s",
                Trees.text(lease, "lease"),
                share,
                open == 0 ? "" : "   ! " + open + " open: " + causes(lease));
    }

    /** The open deviations as their terms and the layers that failed: "availability (cooling)". */
    static String causes(Tree lease) {
        List<String> causes = new ArrayList<>();
        for (Tree deviation : Trees.items(Trees.at(lease, "deviations"))) {
            String layer = Trees.text(deviation, "layer");
            causes.add(Trees.text(deviation, "term") + (layer.isEmpty() ? "" : " (" + layer + ")"));
        }
        return String.join(", ", causes);
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
