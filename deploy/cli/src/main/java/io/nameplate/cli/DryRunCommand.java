/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.boot.ConfigCheck;
import io.nameplate.collectors.boot.DryRun;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.modbus.PollEnd;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.document.Texts;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.ValueFlag;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads everything that a device file names once and shows it: no spool, no ledger, no broker of ours. */
record DryRunCommand(Path file, Arguments arguments, Output output, Duration listening) {

    private static final Set<String> OPTIONS = Set.of("--devices", "--profiles", "--for", "--mqtt-client", "-o");
    private static final String LISTENING = "10s";

    static DryRunCommand parse(List<String> words) {
        Arguments arguments = new Arguments(words, OPTIONS, Map.of("--once", 0, "--dry-run", 0));
        if (!arguments.has("--once") || !arguments.has("--dry-run")) {
            throw new Arguments.WrongCall("collector run needs --once --dry-run; the collector itself is a service, see"
                    + " docs/collector.md");
        }
        try {
            return new DryRunCommand(
                    arguments.needed("--devices"),
                    arguments,
                    Output.of(arguments),
                    Texts.duration(arguments.text("--for").orElse(LISTENING)));
        } catch (IllegalArgumentException | ArithmeticException noDuration) {
            throw new Arguments.WrongCall("--for must be a duration with a unit, such as " + LISTENING);
        }
    }

    int run(PrintStream out, PrintStream err) {
        try {
            MqttClients client =
                    MqttClients.named(arguments.text("--mqtt-client").orElse("paho"));
            ConfigCheck.Report checked = ConfigCheck.devices(
                    file, arguments.path("--profiles"), Optional.empty(), new CollectorId("any"), Optional.of(client));
            if (!checked.problems().isEmpty()) {
                checked.problems().forEach(err::println);
                return Nameplate.WRONG_INPUT;
            }
            checked.warnings().forEach(warning -> err.println("warning: " + warning));
            unread(checked.devices(), err);
            DryRun.Report report = DryRun.of(checked.devices(), client, listening);
            if (output == Output.JSON) {
                json(report, out);
            } else {
                table(report, out);
            }
            return said(report, err);
        } catch (IOException | UncheckedIOException unreadable) {
            err.println("cannot read " + file + ": " + unreadable.getMessage());
            return Nameplate.FAILED;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Nameplate.FAILED;
        }
    }

    private static void unread(Devices devices, PrintStream err) {
        devices.scrape().stream()
                .filter(source -> source.url().isPresent())
                .forEach(source -> err.println("scrape source '" + source.name()
                        + "': a dry run asks only what stands in 'targets'; which nodes 'url' means, a registry says"));
        devices.otlp()
                .forEach(source -> err.println(
                        "OTLP source '" + source.name() + "' is not opened by a dry run: its port is the collector's"));
    }

    private static void table(DryRun.Report report, PrintStream out) {
        Table table = new Table(List.of("ASSET", "POINT", "VALUE", "UNIT", "QUALITY", "TIME"));
        List<PlantReading> points = new ArrayList<>();
        List<Reading> others = new ArrayList<>();
        for (Reading reading : report.readings()) {
            if (reading instanceof PlantReading plant) {
                points.add(plant);
            } else {
                others.add(reading);
            }
        }
        points.sort(Comparator.comparing(PlantReading::asset));
        for (PlantReading plant : points) {
            table.row(List.of(
                    plant.asset().value(),
                    plant.point(),
                    plant.value().quality() == Quality.MISSING
                            ? ""
                            : Table.number(plant.value().value()),
                    plant.value().unit(),
                    quality(plant),
                    Instant.ofEpochMilli(plant.ts()).toString()));
        }
        if (!points.isEmpty()) {
            table.print(out);
        }
        others.forEach(reading -> out.println(words(reading)));
    }

    private static String words(Reading reading) {
        if (reading instanceof NodeReading node) {
            return "node " + node.node() + ": " + node.gpus().size() + " GPUs at " + Instant.ofEpochMilli(node.ts())
                    + flags(node);
        }
        return reading instanceof Reachability said ? words(said) : reading.toString();
    }

    /** What is said of its values, each kind once. */
    private static String flags(NodeReading node) {
        Map<String, Long> flags = Stream.concat(
                        node.flags().stream(), node.gpus().stream().flatMap(gpu -> gpu.flags().stream()))
                .collect(Collectors.groupingBy(DryRunCommand::flag, TreeMap::new, Collectors.counting()));
        StringBuilder text = new StringBuilder();
        flags.forEach(
                (words, count) -> text.append("; ").append(words).append(count == 1 ? "" : ", " + count + " times"));
        return text.toString();
    }

    private static String flag(ValueFlag said) {
        return said.of().label() + " " + said.quality().name().toLowerCase(Locale.ROOT) + " ("
                + said.reason().label() + ")";
    }

    private static String words(Reachability said) {
        String word = switch (said.teller()) {
            case PROBE -> "reached: " + said.reach() + ", power " + said.witness() + ", port " + said.port();
            case BMC -> "power " + said.witness() + ", says its BMC";
            case OUTLET -> "power " + said.witness() + ", say its outlets";
            case SWITCH -> "port " + said.port() + ", says the switch";
        };
        return "node " + said.node() + ": " + word.toLowerCase(Locale.ROOT).replace("bmc", "BMC") + ", at "
                + Instant.ofEpochMilli(said.ts());
    }

    private static String quality(PlantReading plant) {
        String quality = plant.value().quality().name().toLowerCase(Locale.ROOT);
        String reason = plant.value().reason().label();
        return reason.equals("none") ? quality : quality + " (" + reason + ")";
    }

    private static void json(DryRun.Report report, PrintStream out) {
        List<Map<String, Object>> readings = new ArrayList<>();
        for (Reading reading : report.readings()) {
            Map<String, Object> one = new LinkedHashMap<>();
            if (reading instanceof PlantReading plant) {
                one.put("asset", plant.asset().value());
                one.put("point", plant.point());
                one.put("ts", Instant.ofEpochMilli(plant.ts()).toString());
                if (Double.isFinite(plant.value().value())) {
                    one.put("value", plant.value().value());
                }
                one.put("unit", plant.value().unit());
                one.put("quality", plant.value().quality().name().toLowerCase(Locale.ROOT));
                one.put("reason", plant.value().reason().label());
            } else {
                one.put("reading", words(reading));
            }
            readings.add(one);
        }
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("readings", readings);
        content.put(
                "polls",
                report.polls().stream()
                        .map(end -> Map.of(
                                "device", end.device().value(),
                                "unit", end.unit(),
                                "outcome", end.outcome(),
                                "detail", end.detail(),
                                "millis", end.answering().toMillis()))
                        .toList());
        content.put("faults", report.faults());
        content.put("silent", report.silent());
        Output.json(out, content);
    }

    private static int said(DryRun.Report report, PrintStream err) {
        boolean done = report.silent().isEmpty();
        for (PollEnd end : report.polls()) {
            if (!end.outcome().equals(PollEnd.OK)) {
                done = false;
                err.println("device '" + end.device() + "', unit " + end.unit() + ": " + end.outcome()
                        + (end.detail().isEmpty() ? "" : ", " + end.detail()));
            }
        }
        report.faults()
                .forEach((source, reasons) -> reasons.forEach(
                        (reason, count) -> err.println("source '" + source + "': " + count + " times " + reason)));
        report.silent()
                .forEach((source, why) -> err.println(
                        "source '" + source + "': no connection to its broker" + (why.isEmpty() ? "" : ": " + why)));
        return done ? Nameplate.DONE : Nameplate.FAILED;
    }
}
