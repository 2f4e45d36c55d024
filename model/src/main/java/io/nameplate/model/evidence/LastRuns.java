/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;

/**
 * How far the last run of each node of a hall has come, where its GPUs are alike, side by side for all nodes: so a node that stays as
 * it is costs a look at its place here, and none at its {@link NodeEvidence}, which is told when somebody looks at it. Hot path.
 */
final class LastRuns {

    /** Beside the GPUs of a run: it has gone on since it began. */
    private static final long STAYS = 1L << 31;

    /** Two for each node: the code, {@link Evidence#NONE} where nothing is kept; the first slot behind the run, and the GPUs. */
    private long[] cells = {};

    void room(int nodes) {
        cells = Arrays.copyOf(cells, 2 * nodes);
    }

    /** Whether the last run of a node is kept here. */
    boolean isKept(int number) {
        return cells[2 * number] != Evidence.NONE;
    }

    /** Whether the last run of a node is kept here and has gone on since it began, as it is likely to do again. */
    boolean stays(int number) {
        return isKept(number) && (cells[2 * number + 1] & STAYS) != 0;
    }

    /** The first slot behind the last run of a node that is kept here. */
    int end(int number) {
        return (int) (cells[2 * number + 1] >>> 32);
    }

    /** Keeps the last run of a node if its GPUs are alike. */
    void keep(int number, NodeEvidence seen) {
        int gpus = seen.lastAlike();
        if (gpus > 0) {
            cells[2 * number] = seen.lastCode();
            cells[2 * number + 1] = reach(seen.known(), gpus);
        }
    }

    /** Leaves the last run to the node's evidence. */
    void drop(int number) {
        cells[2 * number] = Evidence.NONE;
    }

    /** Lets the last run go on from its end until {@code to}; false if it is not kept here, or is another. */
    boolean goesOn(int number, int gpus, int from, int to, long code) {
        int at = 2 * number;
        if (code == Evidence.NONE
                || at >= cells.length
                || cells[at] != code
                || (cells[at + 1] & ~STAYS) != reach(from, gpus)) {
            return false;
        }
        cells[at + 1] = reach(to, gpus) | STAYS;
        return true;
    }

    private static long reach(int end, int gpus) {
        return (long) end << 32 | gpus;
    }
}
