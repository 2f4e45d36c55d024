/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.spool.SpoolAudit;
import io.nameplate.collectors.spool.SpoolException;
import io.nameplate.collectors.spool.SpoolStats;
import io.nameplate.collectors.spool.SpoolSurvey;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Looks into a collector's spool, or a copy of it, and changes nothing: also beside the running collector. */
record SpoolCommand(String what, Path folder, Arguments arguments) {

    private static final Map<String, Set<String>> OPTIONS = Map.of(
            "stat", Set.of("-o"),
            "verify", Set.of("-o"),
            "export", Set.of("--out", "--from", "--to", "--asset", "--point", "--node"));

    static SpoolCommand parse(List<String> words) {
        String what = words.isEmpty() ? "" : words.get(0);
        Set<String> options = OPTIONS.get(what);
        if (options == null || words.size() < 2) {
            throw new Arguments.WrongCall(
                    "collector spool is followed by stat DIR, verify DIR, or export DIR --out FILE");
        }
        Path folder = Path.of(words.get(1));
        Path inside = folder.resolve("spool");
        return new SpoolCommand(
                what,
                Files.isRegularFile(inside.resolve("collector")) ? inside : folder,
                new Arguments(words.subList(2, words.size()), options));
    }

    int run(PrintStream out, PrintStream err) {
        try {
            return switch (what) {
                case "stat" -> stat(SpoolSurvey.of(folder), out);
                case "verify" -> verify(SpoolAudit.of(folder), out);
                default -> SpoolExport.of(arguments).run(folder, err);
            };
        } catch (SpoolException notASpool) {
            err.println(notASpool.getMessage());
            return Nameplate.WRONG_INPUT;
        } catch (IOException broken) {
            err.println("cannot read the spool " + folder + ": " + broken.getMessage());
            return Nameplate.FAILED;
        }
    }

    private int stat(SpoolSurvey survey, PrintStream out) {
        SpoolStats stats = survey.stats();
        if (Output.of(arguments) == Output.JSON) {
            Output.json(out, json(survey));
            return Nameplate.DONE;
        }
        out.println("collector " + survey.collector() + ", " + stats.bytes() + " bytes");
        List<String> heads = new ArrayList<>(List.of("EPOCH", "STATE", "RECORDS", "FROM", "THROUGH", "BYTES"));
        survey.consumers().forEach(consumer -> heads.add("COMMITTED " + consumer.consumer()));
        Table table = new Table(heads);
        for (SpoolSurvey.Epoch epoch : survey.epochs()) {
            List<String> cells = new ArrayList<>(List.of(
                    epoch.epoch().value(),
                    word(epoch.state()),
                    epoch.low() > epoch.head() ? "none" : epoch.low() + " to " + epoch.head(),
                    time(epoch.from()),
                    time(epoch.through()),
                    Long.toString(epoch.bytes())));
            survey.consumers()
                    .forEach(consumer ->
                            cells.add(Long.toString(consumer.committed().getOrDefault(epoch.epoch(), 0L))));
            table.row(cells);
        }
        table.print(out);
        survey.losses()
                .forEach(lost -> out.println("lost: records " + lost.from() + " to " + lost.to() + " of epoch "
                        + lost.epoch() + ", slots " + time(lost.firstSlot()) + " to " + time(lost.lastSlot()) + ", "
                        + word(lost.reason())));
        out.println("produced " + stats.produced() + " = committed " + stats.committed() + " + pending "
                + stats.pending() + " + lost " + stats.lost());
        return Nameplate.DONE;
    }

    private static Map<String, Object> json(SpoolSurvey survey) {
        SpoolStats stats = survey.stats();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("collector", survey.collector().value());
        content.put("produced", stats.produced());
        content.put("committed", stats.committed());
        content.put("pending", stats.pending());
        content.put("lost", stats.lost());
        content.put("bytes", stats.bytes());
        List<Map<String, Object>> epochs = new ArrayList<>();
        for (SpoolSurvey.Epoch epoch : survey.epochs()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("epoch", epoch.epoch().value());
            one.put("state", word(epoch.state()));
            one.put("low", epoch.low());
            one.put("head", epoch.head());
            one.put("from", time(epoch.from()));
            one.put("through", time(epoch.through()));
            one.put("bytes", epoch.bytes());
            Map<String, Long> committed = new TreeMap<>();
            survey.consumers()
                    .forEach(consumer -> committed.put(
                            consumer.consumer().value(), consumer.committed().getOrDefault(epoch.epoch(), 0L)));
            one.put("committed", committed);
            epochs.add(one);
        }
        content.put("epochs", epochs);
        content.put(
                "losses",
                survey.losses().stream()
                        .map(lost -> Map.of(
                                "epoch", lost.epoch().value(),
                                "from", lost.from(),
                                "to", lost.to(),
                                "first_slot", time(lost.firstSlot()),
                                "last_slot", time(lost.lastSlot()),
                                "reason", word(lost.reason())))
                        .toList());
        return content;
    }

    private int verify(SpoolAudit.Report report, PrintStream out) {
        if (Output.of(arguments) == Output.JSON) {
            Map<String, Long> records = new TreeMap<>();
            report.records().forEach((kind, count) -> records.put(word(kind), count));
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("collector", report.collector().value());
            content.put("records", records);
            content.put("faults", report.faults());
            content.put("notes", report.notes());
            Output.json(out, content);
        } else {
            long records = report.records().values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            report.faults().forEach(out::println);
            report.notes().forEach(note -> out.println("note: " + note));
            out.println("collector " + report.collector() + ": " + records + " records, "
                    + (report.faults().isEmpty()
                            ? "every one whole, numbered, linked to the one before it and readable"
                            : report.faults().size() + " faults"));
        }
        return report.faults().isEmpty() ? Nameplate.DONE : Nameplate.WRONG_INPUT;
    }

    private static String time(long second) {
        return second == 0 ? "" : Instant.ofEpochSecond(second).toString();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
