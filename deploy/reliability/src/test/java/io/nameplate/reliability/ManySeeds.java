/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;

/** Runs many seeds in one process and says what broke: what {@code bin/seeds} starts. */
public final class ManySeeds {

    private static final int SAID_EVERY = 1_000;
    private static final int MOST_SENTENCES = 6;

    private final LedgerHost ledger = new LedgerHost();
    private final Path disk;
    private final PrintStream out;
    private long rows;
    private long deviations;
    private long deadlines;
    private long restated;
    private long fromLess;
    private int broken;

    private ManySeeds(Path disk, PrintStream out) {
        this.disk = disk;
        this.out = out;
    }

    /** Takes the first seed and how many; ends with 1 if one of them broke a promise. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("seeds FIRST COUNT");
            System.exit(2);
        }
        long first = Long.parseLong(arguments[0]);
        long count = Long.parseLong(arguments[1]);
        Path disk = Tree.temporary();
        ManySeeds seeds = new ManySeeds(disk, System.out);
        try {
            seeds.run(first, count);
        } finally {
            seeds.ledger.close();
            Tree.delete(disk);
        }
        System.exit(seeds.broken == 0 ? 0 : 1);
    }

    private void run(long first, long count) throws Exception {
        for (long seed = first; seed < first + count; seed++) {
            run(seed, count == 1);
            long done = seed - first + 1;
            if (done % SAID_EVERY == 0 || done == count) {
                out.printf(
                        "seeds %d to %d: %d broke a promise; %d rows, %d restated, %d deviations, %d parts by the"
                                + " deadline, %d from less by a job that had lost its place%n",
                        first, seed, broken, rows, restated, deviations, deadlines, fromLess);
            }
        }
    }

    private void run(long seed, boolean tell) throws Exception {
        Path folder = disk.resolve(Long.toString(seed));
        Simulation simulation = new Simulation(seed, ledger, folder, tell);
        try {
            List<String> found = simulation.run();
            Promises promises = simulation.promises();
            rows += promises.rows;
            deviations += promises.deviating;
            deadlines += promises.deadlines;
            restated += promises.restatements;
            fromLess += promises.fromLess;
            if (!found.isEmpty()) {
                broken++;
                out.println("seed " + seed + " breaks " + found.size());
                found.stream().limit(MOST_SENTENCES).forEach(sentence -> out.println("  " + sentence));
            }
            if (tell) {
                out.println(simulation.story());
            }
        } catch (RuntimeException | AssertionError fault) {
            broken++;
            out.println("seed " + seed + " fails");
            fault.printStackTrace(out);
            out.println(simulation.story());
        } finally {
            simulation.end();
            Tree.delete(folder);
        }
    }
}
