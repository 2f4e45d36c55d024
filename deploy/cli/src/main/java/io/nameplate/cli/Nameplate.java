/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import java.io.PrintStream;
import java.util.List;

/** The command line: one word names the command, the rest is the command's. */
public final class Nameplate {

    /** Everything was done. */
    static final int DONE = 0;
    /** Something could not be read or written. */
    static final int FAILED = 1;
    /** The words of the call are wrong, or input had bad lines that were left out. */
    static final int WRONG_INPUT = 2;

    static final String USAGE = """
            nameplate COMMAND

              settle --registry DIR (--readings FILE.jsonl | --spool DIR [--spool DIR]...) --out FILE.jsonl [--use FILE.jsonl]
                     [--registry-version N]
                  settle archived readings, or collectors' spools (or copies of them), with the library that settles live:
                  no broker, no cluster; each DIR is of any collector, and one collector's may be copied at several times
              settle --registry DIR (--readings FILE.jsonl | --spool DIR [--spool DIR]...) --explain LEASE LINE INTERVAL_START
                  explain one result: evidence, rule and arithmetic in words; the start is an instant in UTC,
                  such as 2026-06-01T00:00:00Z; with --out the results are written as well
              settle --registry DIR --evidence PLACE (--out FILE.jsonl [--use FILE.jsonl] | --explain LEASE LINE INTERVAL_START)
                     [--registry-version N]
                  settle again what the ledger's evidence store keeps: the live contents, byte for byte; where DIR holds
                  folders named by numbers, each is a registry version and an interval is settled under its own
              resettle --approver NAME [--ledger URL] [--from T] [--to T] [--lease L] [--registry-version N]
                       [--dry-run] [--force] [--out FILE.jsonl]
                  have the ledger settle again the intervals of which evidence came late, or all kept ones under a
                  registry version; prints what becomes another result, in words, or as JSON into a file
              resettle --evidence PLACE --registry DIR --out FILE.jsonl [--from T] [--to T] [--lease L] [--registry-version N]
                  write what that would change, from an evidence store alone
              rebuild-views --influx-url URL [--influx-token-file FILE] [--influx-org O] [--influx-bucket B] [--ledger URL]
                       [--lease L] [--from T] [--to T]
                  write the rows in InfluxDB anew from what the ledger knows; twice changes nothing
              check --registry DIR
                  read a registry and name every mistake with file and line

              collector check FILE [--profiles DIR] [--registry DIR --collector ID] [-o table|json]
                  read a device file, or application.properties and the device file it names, as the collector would, and
                  name every mistake with file and line
              collector run --once --dry-run --devices FILE [--profiles DIR] [--for 10s] [-o table|json]
                  poll every Modbus device of a device file once, listen to its MQTT sources for a while, and show what
                  they gave, each with its quality; nothing is kept
              collector spool stat DIR | verify DIR [-o table|json]
                  what a spool (or a copy, also beside the running collector) holds; prove every record whole, numbered and linked
              collector spool export DIR --out FILE.jsonl [--from T] [--to T] [--asset A] [--point P] [--node N]
                  write its readings, a line of JSON each
              collector read HOST[:PORT] (--profile NAME [--base N] | --at ADDRESS [--count N] [--function F]) [--unit N]
                       [--raw] [--all-orders] [DEVICE OPTION...]
                  read a Modbus device once; --raw shows the registers beside, --all-orders what they mean in each order of
                  their bytes; --at shows what registers could mean of which nothing is known
              collector scan HOST[:PORT] [--units 1-10] [DEVICE OPTION...]
                  which units answer there, what they say they are, and which profiles fit
              collector profiles list | show NAME | verify [DIR] [--profiles DIR] [-o table|json]
                  the device profiles; verify proves those of DIR's folders (config.yaml, input.txt, expected.txt)

            A DEVICE OPTION is [--transport tcp|rtu_over_tcp|tls] [--certificate FILE --key FILE --ca FILE [--name NAME]]
            [--timeout 1s] [--profiles DIR] [-o table|json]; a unit is 255 where none is given.

            PLACE is the folder of an evidence store, or s3://BUCKET/PREFIX/ with [--s3-region R] [--s3-endpoint URL];
            credentials are found as AWS tools find them (environment, profile file, the machine's role).

            Exit codes: 0 done, 1 failed or in part, 2 wrong call, bad lines in the input (the good ones are settled), or results that
            cannot be settled again.
            """;

    private Nameplate() {}

    public static void main(String[] args) {
        System.exit(run(List.of(args), System.out, System.err));
    }

    /** Runs one command; exit codes as the usage states them. */
    public static int run(List<String> args, PrintStream out, PrintStream err) {
        if (args.isEmpty() || args.contains("--help")) {
            (args.isEmpty() ? err : out).print(USAGE);
            return args.isEmpty() ? WRONG_INPUT : DONE;
        }
        List<String> rest = args.subList(1, args.size());
        try {
            return switch (args.get(0)) {
                case "settle" ->
                    rest.contains("--evidence")
                            ? SettleEvidenceCommand.parse(rest).run(out, err)
                            : SettleCommand.parse(rest).run(out, err);
                case "resettle" ->
                    rest.contains("--evidence")
                            ? RehearseCommand.parse(rest).run(out, err)
                            : ResettleCommand.parse(rest).run(out, err);
                case "check" -> CheckCommand.parse(rest).run(out, err);
                case "collector" -> CollectorCommand.run(rest, out, err);
                default -> throw new Arguments.WrongCall("no command '" + args.get(0) + "'");
            };
        } catch (Arguments.WrongCall wrong) {
            err.println(wrong.getMessage());
            err.print(USAGE);
            return WRONG_INPUT;
        }
    }
}
