/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.evidence.ObjectStore;
import io.nameplate.alerting.ledger.resettle.AsSettled;
import io.nameplate.alerting.ledger.resettle.Gathered;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.verdict.KeptSettlement;
import io.nameplate.model.verdict.explain.Explanation;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Settles again what the ledger's evidence store keeps, an interval at a time, each under the registry version that its
 * evidence names: the contents that are live. Or explains one of them.
 */
record SettleEvidenceCommand(
        Path registry,
        OptionalLong registryVersion,
        EvidencePlace evidence,
        Optional<Path> out,
        Optional<Path> use,
        Optional<Question> question) {

    static SettleEvidenceCommand parse(List<String> words) {
        Arguments arguments = new Arguments(
                words,
                EvidencePlace.options("--registry", "--registry-version", "--out", "--use"),
                Map.of("--explain", 3));
        Optional<Question> question = Question.of(arguments.all("--explain"));
        return new SettleEvidenceCommand(
                arguments.needed("--registry"),
                arguments.has("--registry-version")
                        ? OptionalLong.of(arguments.number("--registry-version", 1))
                        : OptionalLong.empty(),
                EvidencePlace.of(arguments),
                question.isPresent() ? arguments.path("--out") : Optional.of(arguments.needed("--out")),
                arguments.path("--use"),
                question);
    }

    int run(PrintStream progress, PrintStream err) {
        try (ObjectStore objects = evidence.open()) {
            RegistryVersions versions = RegistryVersions.read(registry, registryVersion);
            EvidenceStore store = new EvidenceStore(objects);
            if (out.isPresent() || use.isPresent()) {
                settle(versions, store, progress, err);
            }
            if (question.isPresent()) {
                progress.print(question.get().answer(new KeptAnswers(versions, store)));
            }
            return Nameplate.DONE;
        } catch (DocumentException mistakes) {
            err.println(mistakes.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (Question.Unanswerable | EvidencePlace.NoStore unknown) {
            err.println(unknown.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (Explanation.Mismatch wrong) {
            err.println(wrong.getMessage());
            return Nameplate.FAILED;
        } catch (IOException | UncheckedIOException failed) {
            err.println("cannot settle: " + failed.getMessage());
            return Nameplate.FAILED;
        } catch (IllegalArgumentException damaged) {
            err.println("cannot settle " + evidence + ": " + damaged.getMessage());
            return Nameplate.WRONG_INPUT;
        }
    }

    private void settle(RegistryVersions versions, EvidenceStore store, PrintStream progress, PrintStream err)
            throws IOException {
        Map<Long, KeptSettlement> settlements = new HashMap<>();
        ResultFiles files = new ResultFiles(out, use);
        int underOthers = 0;
        List<Instant> intervals = store.intervals();
        for (Instant start : intervals) {
            Gathered gathered = Gathered.of(store, start);
            AsSettled.of(gathered, version -> {
                        Registry under = versions.nearest(version);
                        return settlements.computeIfAbsent(under.version(), number -> new KeptSettlement(under));
                    })
                    .values()
                    .forEach(files::add);
            boolean isUnderOther = gathered.versions().stream()
                    .anyMatch(version -> versions.nearest(version).version() != version);
            underOthers += isUnderOther ? 1 : 0;
        }
        int written = files.write();
        out.ifPresent(file ->
                progress.println(written + " results of " + intervals.size() + " intervals written to " + file));
        if (underOthers > 0) {
            err.println(underOthers + " intervals were settled live under another registry version than "
                    + versions.newest().version() + ": their contents can differ from the ledger's");
        }
    }
}
