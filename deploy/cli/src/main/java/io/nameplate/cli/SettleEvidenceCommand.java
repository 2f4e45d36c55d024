/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.alerting.ledger.evidence.EvidenceFolder;
import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.verdict.KeptSettlement;
import io.nameplate.model.verdict.LineKey;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settles again what the ledger's evidence store keeps, an interval at a time: the contents that are live, as long as the
 * registry is the one they were settled under.
 */
record SettleEvidenceCommand(Path registry, long registryVersion, Path evidence, Path out) {

    static SettleEvidenceCommand parse(List<String> words) {
        Arguments arguments = new Arguments(words, Set.of("--registry", "--registry-version", "--evidence", "--out"));
        return new SettleEvidenceCommand(
                arguments.needed("--registry"),
                arguments.number("--registry-version", 1),
                arguments.needed("--evidence"),
                arguments.needed("--out"));
    }

    int run(PrintStream progress, PrintStream err) {
        if (!Files.isDirectory(evidence.resolve("settled"))) {
            err.println("the folder " + evidence + " is no evidence store: it has no folder 'settled'");
            return Nameplate.WRONG_INPUT;
        }
        try {
            settle(RegistryFolder.read(registry, registryVersion), new EvidenceFolder(evidence), progress, err);
            return Nameplate.DONE;
        } catch (DocumentException mistakes) {
            err.println(mistakes.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (IOException | UncheckedIOException failed) {
            err.println("cannot settle: " + failed.getMessage());
            return Nameplate.FAILED;
        } catch (IllegalArgumentException damaged) {
            err.println("cannot settle " + evidence + ": " + damaged.getMessage());
            return Nameplate.WRONG_INPUT;
        }
    }

    private void settle(Registry read, EvidenceStore store, PrintStream progress, PrintStream err) throws IOException {
        KeptSettlement settlement = new KeptSettlement(read);
        SortedMap<LineKey, List<String>> contents = new TreeMap<>();
        int underOthers = 0;
        List<Instant> intervals = store.intervals();
        for (Instant start : intervals) {
            List<KeptEvidence> halls = halls(store, start);
            settlement
                    .results(start.getEpochSecond(), halls)
                    .forEach((line, result) -> contents.computeIfAbsent(line, key -> new ArrayList<>())
                            .add(result.content().canonicalJson()));
            underOthers += halls.stream().anyMatch(hall -> hall.registryVersion() != registryVersion) ? 1 : 0;
        }
        int written = write(contents);
        progress.println(written + " results of " + intervals.size() + " intervals written to " + out);
        if (underOthers > 0) {
            err.println(underOthers + " intervals were settled live under another registry version than "
                    + registryVersion + ": their contents can differ from the ledger's");
        }
    }

    private static List<KeptEvidence> halls(EvidenceStore store, Instant start) {
        List<KeptEvidence> halls = new ArrayList<>();
        for (HallId hall : store.halls(start)) {
            halls.add(KeptEvidence.fromBytes(store.latest(hall, start).orElseThrow()));
        }
        return halls;
    }

    private int write(SortedMap<LineKey, List<String>> contents) throws IOException {
        int written = 0;
        try (BufferedWriter writer = Files.newBufferedWriter(out)) {
            for (List<String> ofLine : contents.values()) {
                for (String content : ofLine) {
                    writer.write(content);
                    writer.write('\n');
                    written++;
                }
            }
        }
        return written;
    }
}
