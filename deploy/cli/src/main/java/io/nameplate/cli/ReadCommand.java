/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.Answer;
import io.nameplate.collectors.modbus.Desk;
import io.nameplate.collectors.modbus.Inspection;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.WordOrder;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Reads a device once and shows what it says, if wanted beside its registers and what they mean in every order. */
record ReadCommand(String host, Arguments arguments, Output output) {

    private static final Set<String> OPTIONS = Set.of("--profile", "--unit", "--base", "--at", "--count", "--function");

    static ReadCommand parse(List<String> words) {
        List<String> operands = DeviceOptions.operands(words);
        if (operands.size() != 1) {
            throw new Arguments.WrongCall("collector read needs one HOST or HOST:PORT");
        }
        Set<String> known = new HashSet<>(DeviceOptions.KNOWN);
        known.addAll(OPTIONS);
        Arguments arguments =
                new Arguments(words.subList(1, words.size()), known, Map.of("--all-orders", 0, "--raw", 0));
        if (arguments.has("--profile") == arguments.has("--at")) {
            throw new Arguments.WrongCall(
                    "collector read needs --profile NAME, or --at ADDRESS where the device's map is not known");
        }
        return new ReadCommand(operands.get(0), arguments, Output.of(arguments));
    }

    int run(PrintStream out, PrintStream err) {
        Address address = DeviceOptions.address(host, arguments);
        int unit = DeviceOptions.unit(arguments);
        try {
            Profile profile = arguments.has("--at") ? Registers.profile(arguments) : profile();
            try (Desk desk = new Desk(address, profile.pace(), DeviceOptions.timeout(arguments))) {
                Inspection inspection = Inspection.of(desk, unit, profile);
                if (output == Output.JSON) {
                    json(out, address, unit, profile, inspection);
                } else {
                    table(out, inspection);
                }
                return said(err, address, unit, inspection);
            }
        } catch (DocumentException wrong) {
            err.println(wrong.getMessage());
            return Nameplate.WRONG_INPUT;
        }
    }

    private Profile profile() {
        Profiles profiles = DeviceOptions.profiles(arguments);
        Profile profile =
                DeviceOptions.profile(profiles, arguments.text("--profile").orElse(""));
        int base = DeviceOptions.whole(arguments, "--base", 0, 0, 65_535);
        if (profile.lastAddress() + base > 65_535) {
            throw new Arguments.WrongCall(
                    "--base: from " + base + " on profile '" + profile.name() + "' reaches beyond the last register");
        }
        return profile.movedBy(base);
    }

    private static int said(PrintStream err, Address address, int unit, Inspection inspection) {
        List<Answer> failures = inspection.failures();
        if (failures.isEmpty()) {
            return Nameplate.DONE;
        }
        if (inspection.seen().isEmpty()) {
            err.println(Advice.of(address, unit, failures.get(failures.size() - 1)));
        } else {
            inspection.refused().forEach(each -> err.println("not read: " + each));
        }
        return Nameplate.FAILED;
    }

    private void table(PrintStream out, Inspection inspection) {
        if (inspection.seen().isEmpty()) {
            return;
        }
        List<String> heads = new ArrayList<>(List.of("POINT", "VALUE", "UNIT", "FUNCTION", "ADDRESS", "TYPE", "ORDER"));
        if (arguments.has("--raw")) {
            heads.add("REGISTERS");
        }
        if (arguments.has("--all-orders")) {
            orders().forEach(order -> heads.add(word(order)));
        }
        Table table = new Table(heads);
        inspection.seen().forEach(seen -> table.row(row(seen)));
        table.print(out);
        new TreeMap<>(names(inspection)).forEach((name, text) -> out.println(name + ": " + text));
    }

    private List<String> row(Inspection.Seen seen) {
        List<String> cells = new ArrayList<>(List.of(
                seen.point().name(),
                shown(seen.in(seen.point().order())),
                seen.point().unit().symbol(),
                Integer.toString(seen.point().function().code()),
                Integer.toString(seen.point().address()),
                word(seen.point().type()),
                seen.point().function().isBits() ? "" : word(seen.point().order())));
        if (arguments.has("--raw")) {
            cells.add(hex(seen));
        }
        if (arguments.has("--all-orders")) {
            orders().forEach(order -> cells.add(shown(seen.in(order))));
        }
        return cells;
    }

    private void json(PrintStream out, Address address, int unit, Profile profile, Inspection inspection) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("host", address.host());
        content.put("port", address.port());
        content.put("unit", unit);
        content.put("profile", profile.name());
        List<Map<String, Object>> points = new ArrayList<>();
        inspection.seen().forEach(seen -> points.add(point(seen)));
        content.put("points", points);
        content.put("texts", new TreeMap<>(names(inspection)));
        content.put("not_read", inspection.refused());
        Output.json(out, content);
    }

    private Map<String, Object> point(Inspection.Seen seen) {
        Map<String, Object> point = new LinkedHashMap<>();
        point.put("point", seen.point().name());
        PointValue si = seen.value();
        point.put("quality", si.quality().name());
        if (si.quality() == Quality.GOOD) {
            point.put("value", seen.in(seen.point().order()).value());
            point.put("unit", seen.point().unit().symbol());
            point.put("si", si.value());
        }
        point.put("function", seen.point().function().code());
        point.put("address", seen.point().address());
        point.put("type", word(seen.point().type()));
        if (arguments.has("--raw")) {
            point.put("registers", hex(seen));
        }
        if (arguments.has("--all-orders")) {
            Map<String, String> all = new LinkedHashMap<>();
            orders().forEach(order -> all.put(word(order), shown(seen.in(order))));
            point.put("orders", all);
        }
        return point;
    }

    private static Map<String, String> names(Inspection inspection) {
        Map<String, String> names = new TreeMap<>();
        inspection.texts().forEach((text, value) -> names.put(text.name(), value));
        return names;
    }

    private static List<WordOrder> orders() {
        return List.of(WordOrder.values());
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String shown(PointValue value) {
        return value.quality() == Quality.GOOD ? Table.number(value.value()) : "no value";
    }

    private static String hex(Inspection.Seen seen) {
        StringBuilder hex = new StringBuilder();
        byte[] content = seen.content();
        for (int i = 0; i < content.length; i++) {
            hex.append(i > 0 && i % 2 == 0 ? " " : "").append(String.format(Locale.ROOT, "%02X", content[i]));
        }
        return hex.toString();
    }
}
