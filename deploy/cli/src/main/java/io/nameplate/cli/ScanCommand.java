/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.collectors.devices.Profiles;
import io.nameplate.collectors.modbus.Address;
import io.nameplate.collectors.modbus.Answer;
import io.nameplate.collectors.modbus.Desk;
import io.nameplate.collectors.modbus.Pace;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.Scan;
import io.nameplate.collectors.modbus.Trouble;
import io.nameplate.model.language.document.DocumentException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks which units answer at an address, and what they may be. */
record ScanCommand(String host, Arguments arguments, int from, int to, Output output) {

    static ScanCommand parse(List<String> words) {
        List<String> operands = DeviceOptions.operands(words);
        if (operands.size() != 1) {
            throw new Arguments.WrongCall("collector scan needs one HOST or HOST:PORT");
        }
        Set<String> known = new HashSet<>(DeviceOptions.KNOWN);
        known.add("--units");
        Arguments arguments = new Arguments(words.subList(1, words.size()), known);
        String[] ends = arguments.text("--units").orElse("1-10").split("-", -1);
        int from = DeviceOptions.whole("--units", ends[0], 0, 255);
        int to = ends.length == 1 ? from : DeviceOptions.whole("--units", ends[1], 0, 255);
        if (ends.length > 2 || to < from) {
            throw new Arguments.WrongCall("--units must be a unit or a range such as 1-10");
        }
        return new ScanCommand(operands.get(0), arguments, from, to, Output.of(arguments));
    }

    int run(PrintStream out, PrintStream err) {
        Address address = DeviceOptions.address(host, arguments);
        try {
            List<Profile> profiles = profiles();
            try (Desk desk = new Desk(address, Pace.NONE, DeviceOptions.timeout(arguments))) {
                return run(new Scan(desk, profiles), address, out, err);
            }
        } catch (DocumentException wrong) {
            err.println(wrong.getMessage());
            return Nameplate.WRONG_INPUT;
        }
    }

    private List<Profile> profiles() {
        Profiles known = DeviceOptions.profiles(arguments);
        return known.names().stream().map(known::find).flatMap(Optional::stream).toList();
    }

    private int run(Scan scan, Address address, PrintStream out, PrintStream err) {
        List<Scan.Found> found = new ArrayList<>();
        Answer last = Answer.failed(Trouble.TIMEOUT, "");
        for (int unit = from; unit <= to; unit++) {
            last = scan.knock(unit);
            if (Scan.isThere(last)) {
                Scan.Found there = scan.look(unit);
                found.add(there);
                if (output == Output.TABLE) {
                    print(out, there);
                }
            } else if (last.trouble() == Trouble.REFUSED
                    || last.trouble() == Trouble.NOT_CONNECTED
                    || last.trouble() == Trouble.TLS) {
                err.println(Advice.of(address, unit, last));
                return Nameplate.FAILED;
            }
        }
        if (output == Output.JSON) {
            Output.json(
                    out, Map.of("units", found.stream().map(ScanCommand::json).toList()));
        }
        if (found.isEmpty()) {
            err.println("of units " + from + " to " + to + " none answers; the last: " + Advice.of(address, to, last));
            return Nameplate.FAILED;
        }
        return Nameplate.DONE;
    }

    private static void print(PrintStream out, Scan.Found found) {
        out.println("unit " + found.unit() + " answers"
                + (found.identity().isEmpty()
                        ? ""
                        : "; it says it is "
                                + String.join(", ", found.identity().values())));
        if (!found.models().isEmpty()) {
            out.println("  SunSpec map: "
                    + found.models().stream()
                            .map(model -> "model " + model.id() + " at " + model.base())
                            .collect(Collectors.joining(", ")));
        }
        for (Scan.Fit fit : found.fits()) {
            out.println("  profile " + fit.profile() + (fit.base() == 0 ? "" : " with base " + fit.base()) + " fits: "
                    + fit.readable() + " of " + fit.points() + " points have a value");
        }
        out.println(
                found.fits().isEmpty()
                        ? "  no profile fits"
                        : "  look at the values with 'collector read' before you trust one: the same registers may mean"
                                + " something else");
    }

    private static Map<String, Object> json(Scan.Found found) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("unit", found.unit());
        content.put("identity", found.identity());
        content.put(
                "sunspec",
                found.models().stream()
                        .map(model -> Map.of("model", model.id(), "base", model.base(), "length", model.length()))
                        .toList());
        content.put(
                "profiles",
                found.fits().stream()
                        .map(fit -> Map.of(
                                "profile", fit.profile(),
                                "base", fit.base(),
                                "readable", fit.readable(),
                                "points", fit.points()))
                        .toList());
        return content;
    }
}
