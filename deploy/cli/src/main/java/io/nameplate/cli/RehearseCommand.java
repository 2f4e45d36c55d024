/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.evidence.ObjectStore;
import io.nameplate.alerting.ledger.resettle.Order;
import io.nameplate.alerting.ledger.resettle.Rehearsal;
import io.nameplate.alerting.ledger.resettle.Summary;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.document.DocumentException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/** Writes what a resettlement would change, from an evidence store alone: no ledger is asked, nothing changed. */
record RehearseCommand(Path registry, EvidencePlace evidence, Path out, Order order) {

    static RehearseCommand parse(List<String> words) {
        Arguments arguments = new Arguments(
                words,
                EvidencePlace.options(
                        "--registry", "--out", "--approver", "--from", "--to", "--lease", "--registry-version"));
        try {
            return new RehearseCommand(
                    arguments.needed("--registry"),
                    EvidencePlace.of(arguments),
                    arguments.needed("--out"),
                    new Order(
                            arguments.instant("--from"),
                            arguments.instant("--to"),
                            arguments.text("--lease").map(LeaseId::new),
                            arguments.has("--registry-version")
                                    ? OptionalLong.of(arguments.number("--registry-version", 0))
                                    : OptionalLong.empty(),
                            arguments.text("--approver").orElse("nobody"),
                            true,
                            true));
        } catch (IllegalArgumentException wrong) {
            throw new Arguments.WrongCall(String.valueOf(wrong.getMessage()));
        }
    }

    int run(PrintStream progress, PrintStream err) {
        try (ObjectStore objects = evidence.open();
                BufferedWriter writer = Files.newBufferedWriter(out)) {
            RegistryVersions versions = RegistryVersions.read(registry, OptionalLong.empty());
            Rehearsal rehearsal = new Rehearsal(new EvidenceStore(objects), versions::of);
            Summary summary = rehearsal.run(order, told -> write(told.json(), writer));
            progress.println(summary.text() + "; written to " + out);
            return summary.refused() == 0 ? Nameplate.DONE : Nameplate.WRONG_INPUT;
        } catch (DocumentException | EvidencePlace.NoStore mistakes) {
            err.println(mistakes.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (IOException | UncheckedIOException failed) {
            err.println("cannot resettle: " + failed.getMessage());
            return Nameplate.FAILED;
        } catch (IllegalArgumentException damaged) {
            err.println("cannot resettle " + evidence + ": " + damaged.getMessage());
            return Nameplate.WRONG_INPUT;
        }
    }

    private static void write(String line, BufferedWriter writer) {
        try {
            writer.write(line);
            writer.write('\n');
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
