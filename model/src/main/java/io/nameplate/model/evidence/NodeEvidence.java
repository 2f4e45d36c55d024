/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;

/**
 * What is known of the GPUs of one node, as runs of slots in which none of them changes. A run is a head and the codes of the
 * first GPUs: one for all of them while they are alike, else one for each. The head tells the first slot behind the run, how
 * many GPUs it knows and how many codes follow; of further GPUs it knows nothing. The last run knows something, and behind it
 * nothing is known. All of it in one array: what comes next is written beside what came last. Hot path.
 */
final class NodeEvidence {

    /** From so many cells on, and such a part of the interval, a node that changes is taken for one that goes on changing. */
    private static final int MANY_CELLS = 48;

    private static final int EARLY = 16;

    private static final int GPUS_SHIFT = 32;
    private static final int WIDTH_SHIFT = 48;

    /** One more than the highest GPU of which anything is known. */
    private int gpus;
    /** Where the last run begins, and where the next one will. */
    private int last;

    private int next;
    /** The first slot of the last run. */
    private int lastStart;

    private long[] cells = new long[2];

    NodeEvidence(int gpus) {
        this.gpus = gpus;
    }

    NodeEvidence copy() {
        NodeEvidence copy = new NodeEvidence(gpus);
        copy.last = last;
        copy.next = next;
        copy.lastStart = lastStart;
        copy.cells = Arrays.copyOf(cells, next);
        return copy;
    }

    private static long head(int end, int count, int width) {
        return (long) width << WIDTH_SHIFT | (long) count << GPUS_SHIFT | end;
    }

    private int end(int run) {
        return (int) cells[run];
    }

    /** How many GPUs a run knows. */
    private int count(int run) {
        return (int) (cells[run] >>> GPUS_SHIFT) & 0xffff;
    }

    private int width(int run) {
        return (int) (cells[run] >>> WIDTH_SHIFT);
    }

    private int after(int run) {
        return run + 1 + width(run);
    }

    private long code(int run, int gpu) {
        return gpu >= count(run) ? Evidence.NONE : cells[run + 1 + (width(run) == 1 ? 0 : gpu)];
    }

    int gpus() {
        return gpus;
    }

    /** What is known of a GPU in a slot. */
    long codeAt(int slot, int gpu) {
        int run = 0;
        while (run < next && end(run) <= slot) {
            run = after(run);
        }
        return run == next ? Evidence.NONE : code(run, gpu);
    }

    /** The first slot of which nothing is known, nor of any behind it. */
    int known() {
        return next == 0 ? 0 : end(last);
    }

    /** How many GPUs the last run knows, all alike; 0 if they are not. */
    int lastAlike() {
        return next != 0 && width(last) == 1 ? count(last) : 0;
    }

    /** The code of the first GPU in the last run, of which there is one. */
    long lastCode() {
        return cells[last + 1];
    }

    /** The last run, of which there is one, goes on until a slot. */
    void lasts(int end) {
        cells[last] = head(end, count(last), width(last));
    }

    /**
     * Makes room for one more run, and where the node has changed often for as many as it will have in all slots if it goes on
     * so: that copies less, and leaves less empty, than to double.
     */
    void makeRoom(int width, int slots) {
        int needed = next + 1 + width;
        if (needed > cells.length && next >= MANY_CELLS && known() >= slots / EARLY) {
            long all = (long) needed * slots / (known() + 1);
            cells = Arrays.copyOf(cells, (int) Math.max(needed + needed / EARLY, Math.min(all, Integer.MAX_VALUE / 2)));
        }
    }

    /** Reads the newest run from end to end, so that it is near; what is given means nothing. */
    long fetch() {
        return cells[last] ^ cells[Math.min(next + 8, cells.length - 1)];
    }

    /** Shows every absence, with the slots of its run: what is next to it may be the same. */
    void visitAbsences(int limit, HallEvidence.RunVisitor visitor) {
        int from = 0;
        for (int run = 0; run < next; run = after(run)) {
            int shown = Math.min(width(run), limit);
            for (int gpu = 0; gpu < shown; gpu++) {
                if (Evidence.isAbsent(cells[run + 1 + gpu])) {
                    visitor.run(1, from, end(run), cells[run + 1 + gpu]);
                }
            }
            from = end(run);
        }
    }

    /** Shows every slot of the first GPUs, run by run: neighbours that show the same are shown together. */
    void visit(int limit, int slots, HallEvidence.RunVisitor visitor) {
        int from = 0;
        for (int run = 0; run < next; run = after(run)) {
            int to = end(run);
            int shown = Math.min(count(run), limit);
            int codes = run + 1;
            for (int gpu = 0; gpu < shown; ) {
                long code = cells[codes + gpu];
                int until = width(run) == 1 ? shown : gpu + 1;
                while (until < shown && cells[codes + until] == code) {
                    until++;
                }
                visitor.run(until - gpu, from, to, code);
                gpu = until;
            }
            if (shown < limit) {
                visitor.run(limit - shown, from, to, Evidence.NONE);
            }
            from = to;
        }
        if (from < slots) {
            visitor.run(limit, from, slots, Evidence.NONE);
        }
    }

    /** Shows every slot of one GPU, in time. */
    void visitGpu(int gpu, int slots, HallEvidence.RunVisitor visitor) {
        long code = Evidence.NONE;
        int from = 0;
        int end = 0;
        for (int run = 0; run < next; run = after(run)) {
            long shown = code(run, gpu);
            if (shown != code) {
                showGpu(from, end, code, visitor);
                from = end;
                code = shown;
            }
            end = end(run);
        }
        if (code != Evidence.NONE) {
            showGpu(from, end, code, visitor);
            from = end;
        }
        showGpu(from, slots, Evidence.NONE, visitor);
    }

    private static void showGpu(int from, int to, long code, HallEvidence.RunVisitor visitor) {
        if (from < to) {
            visitor.run(1, from, to, code);
        }
    }

    /** Writes every slot of the first GPUs: groups of equal neighbours, each with its runs. */
    void write(ByteSink sink, int limit, int slots) {
        for (int gpu = 0; gpu < limit; ) {
            int other = gpu + 1;
            while (other < limit && isSame(gpu, other)) {
                other++;
            }
            sink.number(other - gpu);
            visitGpu(gpu, slots, (alike, from, to, code) -> sink.numberAndFixed(to - from, code));
            gpu = other;
        }
    }

    private boolean isSame(int gpu, int other) {
        for (int run = 0; run < next; run = after(run)) {
            if (code(run, gpu) != code(run, other)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Adds what the first GPUs show, all the same.
     *
     * @param row space for a code of each GPU of any node
     */
    void mergeAlike(int count, int from, int to, long code, long[] row) {
        row[0] = code;
        merge(count, 1, from, to, row);
    }

    /** Adds what the first GPUs show, each by itself, something of the last of them; the row is overwritten. */
    void mergeEach(int count, int from, int to, long[] row) {
        merge(count, isAlike(row, count) ? 1 : count, from, to, row);
    }

    /** Adds what one GPU shows. */
    void mergeOne(int gpu, int from, int to, long code, long[] row) {
        Arrays.fill(row, 0, gpu, Evidence.NONE);
        row[gpu] = code;
        mergeEach(gpu + 1, from, to, row);
    }

    /** Adds everything that another's runs know. */
    void merge(NodeEvidence more, long[] row) {
        int from = 0;
        for (int run = 0; run < more.next; run = more.after(run)) {
            if (more.width(run) > 0) {
                System.arraycopy(more.cells, run + 1, row, 0, more.width(run));
                merge(more.count(run), more.width(run), from, more.end(run), row);
            }
            from = more.end(run);
        }
    }

    private static boolean isAlike(long[] row, int count) {
        for (int gpu = 1; gpu < count; gpu++) {
            if (row[gpu] != row[0]) {
                return false;
            }
        }
        return true;
    }

    private void merge(int count, int width, int from, int to, long[] row) {
        gpus = Math.max(gpus, count);
        int known = known();
        if (from >= known) {
            append(0, 0, from, row, 0);
            append(count, width, to, row, 0);
        } else if (from >= lastStart && to <= known) {
            mergeIntoLast(count, width, from, to, row);
        } else {
            rebuild(count, width, from, to, row);
        }
    }

    /** The slots lie in the last run, as those of the newest slot do. */
    private void mergeIntoLast(int count, int width, int from, int to, long[] row) {
        int most = Math.max(count, count(last));
        spread(count, width, most, row);
        if (!isNews(last, most, row)) {
            return;
        }
        int known = known();
        int oldCount = count(last);
        int oldWidth = width(last);
        long[] old = to < known ? Arrays.copyOfRange(cells, last + 1, next) : row;
        if (from > lastStart) {
            lasts(from);
            append(most, isAlike(row, most) ? 1 : most, to, row, 0);
        } else {
            put(last, most, isAlike(row, most) ? 1 : most, to, row, 0);
        }
        if (to < known) {
            append(oldCount, oldWidth, known, old, 0);
        }
    }

    /** Gives each of the first GPUs its own code in a row. */
    private static void spread(int count, int width, int most, long[] row) {
        if (width == 1) {
            Arrays.fill(row, 1, count, row[0]);
        }
        Arrays.fill(row, count, most, Evidence.NONE);
    }

    /** Merges a run into the row of the first GPUs; false if the run knew all of it. */
    private boolean isNews(int run, int most, long[] row) {
        boolean news = false;
        for (int gpu = 0; gpu < most; gpu++) {
            long old = code(run, gpu);
            if (row[gpu] != old) {
                row[gpu] = Evidence.merge(old, row[gpu]);
                news |= row[gpu] != old;
            }
        }
        return news;
    }

    private void rebuild(int count, int width, int from, int to, long[] row) {
        NodeEvidence merged = new NodeEvidence(gpus);
        long[] both = new long[gpus];
        int start = 0;
        for (int run = 0; run < next; run = after(run)) {
            merged.append(count(run), width(run), Math.min(end(run), from), cells, run + 1);
            if (start < to && end(run) > from) {
                System.arraycopy(row, 0, both, 0, width);
                int most = Math.max(count, count(run));
                spread(count, width, most, both);
                isNews(run, most, both);
                merged.append(most, isAlike(both, most) ? 1 : most, Math.min(end(run), to), both, 0);
            }
            merged.append(count(run), width(run), end(run), cells, run + 1);
            start = end(run);
        }
        merged.append(count, width, to, row, 0);
        cells = merged.cells;
        last = merged.last;
        next = merged.next;
        lastStart = merged.lastStart;
    }

    /** Appends a run until a slot, unless all slots before it are there already; equal neighbours become one. */
    private void append(int count, int width, int end, long[] codes, int at) {
        int known = known();
        if (end <= known) {
            return;
        }
        if (next > 0
                && head(known, count, width) == cells[last]
                && (width == 0 || cells[last + 1] == codes[at])
                && Arrays.equals(cells, last + 1, next, codes, at, at + width)) {
            lasts(end);
            return;
        }
        lastStart = known;
        put(next, count, width, end, codes, at);
    }

    /** Writes the last run. */
    private void put(int run, int count, int width, int end, long[] codes, int at) {
        last = run;
        next = run + 1 + width;
        if (next > cells.length) {
            cells = Arrays.copyOf(cells, Math.max(next, 2 * cells.length));
        }
        cells[run] = head(end, count, width);
        System.arraycopy(codes, at, cells, run + 1, width);
    }
}
