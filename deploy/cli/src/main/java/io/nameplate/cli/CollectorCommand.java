/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import java.io.PrintStream;
import java.util.List;

/** The commands for the person at the rack: they need neither a ledger nor a broker. */
final class CollectorCommand {

    private static final String COMMANDS = "check, run, read, scan, profiles, spool";

    private CollectorCommand() {}

    static int run(List<String> words, PrintStream out, PrintStream err) {
        if (words.isEmpty()) {
            throw new Arguments.WrongCall("collector needs a command: " + COMMANDS);
        }
        List<String> rest = words.subList(1, words.size());
        return switch (words.get(0)) {
            case "check" -> ConfigCommand.parse(rest).run(out, err);
            case "run" -> DryRunCommand.parse(rest).run(out, err);
            case "spool" -> SpoolCommand.parse(rest).run(out, err);
            case "read" -> ReadCommand.parse(rest).run(out, err);
            case "scan" -> ScanCommand.parse(rest).run(out, err);
            case "profiles" -> ProfilesCommand.parse(rest).run(out, err);
            default ->
                throw new Arguments.WrongCall("no command 'collector " + words.get(0) + "'; there are " + COMMANDS);
        };
    }
}
