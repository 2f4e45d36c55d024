/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import java.io.PrintStream;
import java.util.List;

/** The commands for the person at the rack: they need neither a ledger nor a broker. */
final class CollectorCommand {

    private CollectorCommand() {}

    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.isEmpty()) {
            throw new Arguments.WrongCall("collector needs a command: read, scan, profiles");
        }
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "read" -> ReadCommand.parse(rest).run(out, err);
            case "scan" -> ScanCommand.parse(rest).run(out, err);
            case "profiles" -> ProfilesCommand.parse(rest).run(out, err);
            default ->
                throw new Arguments.WrongCall(
                        "no command 'collector " + words.get(0) + "'; there are read, scan, profiles");
        };
    }
}
