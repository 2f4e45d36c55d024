/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.modbus.Point;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.ProfileCase;
import io.nameplate.collectors.modbus.ReadPlan;
import io.nameplate.model.language.document.DocumentException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Lists device profiles, shows one, or proves them with registers and the values they mean. */
record ProfilesCommand(List<String> operands, Arguments arguments, Output output) {

    static ProfilesCommand parse(List<String> words) {
        List<String> operands = DeviceOptions.operands(words);
        Arguments arguments = new Arguments(words.subList(operands.size(), words.size()), Set.of("--profiles", "-o"));
        String what = operands.isEmpty() ? "" : operands.get(0);
        boolean right = switch (what) {
            case "list" -> operands.size() == 1;
            case "show" -> operands.size() == 2;
            case "verify" -> operands.size() <= 2;
            default -> false;
        };
        if (!right) {
            throw new Arguments.WrongCall("collector profiles is followed by list, show NAME, or verify [DIR]");
        }
        return new ProfilesCommand(operands, arguments, Output.of(arguments));
    }

    int run(PrintStream out, PrintStream err) {
        Profiles profiles = DeviceOptions.profiles(arguments);
        try {
            return switch (operands.get(0)) {
                case "list" -> list(profiles, out);
                case "show" -> show(DeviceOptions.profile(profiles, operands.get(1)), out);
                default -> operands.size() == 1 ? list(profiles, out) : verify(profiles, out, err);
            };
        } catch (DocumentException wrong) {
            err.println(wrong.getMessage());
            return Nameplate.WRONG_INPUT;
        }
    }

    private int list(Profiles profiles, PrintStream out) {
        Table table = new Table(List.of("PROFILE", "POINTS", "SOURCE"));
        List<Map<String, Object>> all = new ArrayList<>();
        for (String name : profiles.names()) {
            Profile profile = DeviceOptions.profile(profiles, name);
            table.row(List.of(name, Integer.toString(profile.points().size()), profile.source()));
            all.add(Map.of("profile", name, "points", profile.points().size(), "source", profile.source()));
        }
        if (output == Output.JSON) {
            Output.json(out, Map.of("profiles", all));
        } else {
            table.print(out);
        }
        return Nameplate.DONE;
    }

    private int show(Profile profile, PrintStream out) {
        if (output == Output.JSON) {
            Map<String, Object> content = new LinkedHashMap<>();
            content.put("profile", profile.name());
            content.put("source", profile.source());
            content.put(
                    "points",
                    profile.points().stream().map(ProfilesCommand::json).toList());
            content.put("requests", requests(profile));
            Output.json(out, content);
            return Nameplate.DONE;
        }
        out.println(profile.name() + ", from " + profile.source());
        Table table = new Table(List.of("POINT", "UNIT", "FUNCTION", "ADDRESS", "REFERENCE", "TYPE", "ORDER", "SCALE"));
        for (Point point : profile.points()) {
            table.row(List.of(
                    point.name(),
                    point.unit().symbol(),
                    Integer.toString(point.function().code()),
                    Integer.toString(point.address()),
                    reference(point),
                    word(point.type())
                            + (point.bit().isPresent() ? " bit " + point.bit().getAsInt() : ""),
                    point.function().isBits() ? "" : word(point.order()),
                    scale(point)));
        }
        table.print(out);
        out.println("requests: " + String.join(", ", requests(profile)));
        return Nameplate.DONE;
    }

    private static Map<String, Object> json(Point point) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("point", point.name());
        content.put("unit", point.unit().symbol());
        content.put("function", point.function().code());
        content.put("address", point.address());
        content.put("type", word(point.type()));
        content.put("scale", scale(point));
        return content;
    }

    /** How manuals write an address: the table's digit, and counting from 1. */
    private static String reference(Point point) {
        int table = switch (point.function()) {
            case COILS -> 0;
            case DISCRETE_INPUTS -> 1;
            case INPUT_REGISTERS -> 3;
            case HOLDING_REGISTERS -> 4;
        };
        return String.format(Locale.ROOT, "%d%05d", table, point.address() + 1);
    }

    private static String scale(Point point) {
        String factor = point.scale() == 1 ? "" : Double.toString(point.scale());
        return point.scaleAt().isEmpty()
                ? factor
                : (factor.isEmpty() ? "" : factor + " ") + "10^["
                        + point.scaleAt().getAsInt() + "]";
    }

    private static List<String> requests(Profile profile) {
        return ReadPlan.of(profile).blocks().stream()
                .map(ReadPlan.Block::request)
                .map(read -> read.count() + " from " + read.address() + " by function "
                        + read.function().code())
                .toList();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** Every folder with a config.yaml, or that folder itself, is a proof. */
    private int verify(Profiles profiles, PrintStream out, PrintStream err) {
        Path folder = Path.of(operands.get(1));
        try {
            List<Path> cases = cases(folder);
            if (cases.isEmpty()) {
                err.println("no folder with a config.yaml in " + folder);
                return Nameplate.WRONG_INPUT;
            }
            Map<String, Object> results = new LinkedHashMap<>();
            boolean proved = true;
            for (Path each : cases) {
                List<String> differences = differences(each, profiles);
                proved &= differences.isEmpty();
                String name = String.valueOf(each.getFileName());
                results.put(name, differences);
                if (output == Output.TABLE) {
                    out.println(name + ": " + (differences.isEmpty() ? "proved" : differences.size() + " differences"));
                    differences.forEach(difference -> out.println("  " + difference));
                }
            }
            if (output == Output.JSON) {
                Output.json(out, results);
            }
            return proved ? Nameplate.DONE : Nameplate.FAILED;
        } catch (IOException unreadable) {
            err.println("cannot read " + folder + ": " + unreadable.getMessage());
            return Nameplate.FAILED;
        }
    }

    private static List<Path> cases(Path folder) throws IOException {
        if (Files.isRegularFile(folder.resolve("config.yaml"))) {
            return List.of(folder);
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return inside.filter(each -> Files.isRegularFile(each.resolve("config.yaml")))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> differences(Path folder, Profiles profiles) {
        try {
            return ProfileCase.read(folder, profiles::find).differences();
        } catch (IOException | DocumentException broken) {
            return List.of(String.valueOf(broken.getMessage()));
        }
    }
}
