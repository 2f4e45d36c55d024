/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.inventory.Refusal;
import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.collectors.replay.OfflineCollector;
import io.nameplate.collectors.spool.SpoolException;
import io.nameplate.collectors.spool.Spools;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.verdict.Settlement;
import io.nameplate.model.verdict.explain.Explanation;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Settles archived readings, or the records of collectors' spools, into canonical contents, says what the capacity was used for,
 * and explains one.
 *
 * @param spools folders of spools, or copies of them; empty where readings are settled
 */
record SettleCommand(
        Path registry,
        long registryVersion,
        Optional<Path> readings,
        List<Path> spools,
        Optional<Path> out,
        Optional<Path> use,
        Optional<Question> question) {

    static SettleCommand parse(List<String> words) {
        Arguments arguments = new Arguments(
                words,
                Set.of("--registry", "--registry-version", "--readings", "--spool", "--out", "--use"),
                Map.of("--explain", 3),
                Set.of("--spool"));
        Path registry = arguments.needed("--registry");
        Optional<Question> question = Question.of(arguments.all("--explain"));
        Optional<Path> out = question.isPresent() ? arguments.path("--out") : Optional.of(arguments.needed("--out"));
        Optional<Path> readings = arguments.path("--readings");
        List<Path> spools = arguments.all("--spool").stream().map(Path::of).toList();
        if (readings.isPresent() != spools.isEmpty()) {
            throw new Arguments.WrongCall("settle needs one of --readings, --spool or --evidence");
        }
        return new SettleCommand(
                registry,
                arguments.number("--registry-version", 1),
                readings,
                spools,
                out,
                arguments.path("--use"),
                question);
    }

    int run(PrintStream progress, PrintStream err) {
        Registry read;
        try {
            read = RegistryFolder.read(registry, registryVersion);
        } catch (DocumentException mistakes) {
            err.println(mistakes.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (IOException unreadable) {
            err.println("cannot read the registry " + registry + ": " + unreadable.getMessage());
            return Nameplate.FAILED;
        }
        Settlement settlement = new Settlement(read);
        try {
            boolean wholly = readings.isPresent()
                    ? settleReadings(read, readings.get(), settlement, err)
                    : settleSpools(read, settlement, err);
            if (out.isPresent() || use.isPresent()) {
                ResultFiles files = new ResultFiles(out, use);
                settlement.results().forEach(files::add);
                int written = files.write();
                out.ifPresent(file -> progress.println(written + " results written to " + file));
            }
            if (question.isPresent()) {
                progress.print(question.get().answer(Question.Answers.of(settlement)));
            }
            return wholly ? Nameplate.DONE : Nameplate.WRONG_INPUT;
        } catch (Question.Unanswerable unknown) {
            err.println(unknown.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (SpoolException noSpool) {
            err.println("cannot settle: " + noSpool.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (Explanation.Mismatch wrong) {
            err.println(wrong.getMessage());
            return Nameplate.FAILED;
        } catch (IOException failed) {
            err.println("cannot settle: " + failed.getMessage());
            return Nameplate.FAILED;
        }
    }

    /** True when every line was a reading that could be used. */
    private boolean settleReadings(Registry read, Path file, Settlement settlement, PrintStream err)
            throws IOException {
        OfflineCollector.Report report;
        try (ReadingsFile lines = ReadingsFile.open(file, read)) {
            report = OfflineCollector.play(
                    read,
                    lines,
                    OfflineCollector.BATCH_NODES,
                    (collector, draft) -> {
                        if (draft.kind() == UpRecord.Kind.FRAMES) {
                            settlement.frames(collector, draft.hall().orElseThrow(), Frames.parse(draft.body()));
                        } else if (draft.kind() == UpRecord.Kind.PLANT) {
                            settlement.plant(collector, PlantReadings.parse(draft.body()));
                        }
                        settlement.through(collector, draft.through());
                    },
                    bad -> err.println(file + ":" + bad.line() + ": " + bad.sentence()));
        }
        for (var refused : new TreeMap<Refusal, Long>(report.refused()).entrySet()) {
            err.println(refused.getValue() + " readings not used: "
                    + refused.getKey().label());
        }
        if (report.badLines() > 0) {
            err.println(report.badLines() + " bad lines of " + report.lines() + " left out");
        }
        return report.badLines() == 0;
    }

    /** True when every record was whole and none is missing between others. */
    private boolean settleSpools(Registry read, Settlement settlement, PrintStream err) throws IOException {
        Spools all = Spools.open(spools, read.collectors().keySet());
        Set<CollectorId> silent = new TreeSet<>(read.collectors().keySet());
        silent.removeAll(all.collectors());
        silent.forEach(collector -> err.println("no folder is of collector '" + collector
                + "': what only it would have said is unmeasured or unknown here"));
        all.forEach(settlement::accept);
        List<String> damages = all.damages();
        damages.forEach(err::println);
        return damages.isEmpty();
    }
}
