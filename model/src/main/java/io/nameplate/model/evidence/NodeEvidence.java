/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;

/**
 * What is known of the GPUs of one node, as runs of slots in which none of them changes. A run is one code for each GPU,
 * or a single one while all GPUs have always been alike, and the first slot behind it. Neighbours differ; the last run
 * knows something, and behind it nothing is known. All of it in one array: what comes next is written beside what came
 * last.
 */
final class NodeEvidence {

    private static final long[] NOTHING = new long[HallEvidence.MAX_GPUS];

    /** One more than the highest GPU of which anything is known. */
    private int gpus;
    /** How many codes a run has: 1 while the GPUs are alike, else {@link #gpus}. */
    private int width = 1;

    private int size;
    private long[] cells = new long[2];

    NodeEvidence(int gpus) {
        this.gpus = gpus;
    }

    NodeEvidence copy() {
        NodeEvidence copy = new NodeEvidence(gpus);
        copy.width = width;
        copy.size = size;
        copy.cells = Arrays.copyOf(cells, size * (width + 1));
        return copy;
    }

    int gpus() {
        return gpus;
    }

    /** How many runs there are. */
    int size() {
        return size;
    }

    boolean isAlike() {
        return width == 1;
    }

    long code(int run, int gpu) {
        return gpu >= gpus ? Evidence.NONE : cells[run * (width + 1) + (width == 1 ? 0 : gpu)];
    }

    /** The first slot behind a run. */
    int end(int run) {
        return (int) cells[run * (width + 1) + width];
    }

    /** The first slot of which nothing is known, nor of any behind it. */
    int known() {
        return size == 0 ? 0 : end(size - 1);
    }

    /** The last run, of which there is one, goes on until a slot. */
    void lasts(int end) {
        cells[size * (width + 1) - 1] = end;
    }

    /** Reads the newest run from end to end, so that it is near; what is given means nothing. */
    long fetch() {
        return size == 0 ? 0 : code(size - 1, 0) ^ end(size - 1);
    }

    /** Shows every absence, with the slots of its run: what is next to it may be the same. */
    void visitAbsences(int count, HallEvidence.RunVisitor visitor) {
        int shown = Math.min(width, count);
        for (int run = 0; run < size; run++) {
            int at = run * (width + 1);
            for (int gpu = 0; gpu < shown; gpu++) {
                if (Evidence.isAbsent(cells[at + gpu])) {
                    visitor.run(1, start(run), end(run), cells[at + gpu]);
                }
            }
        }
    }

    int start(int run) {
        return run == 0 ? 0 : end(run - 1);
    }

    boolean isSame(int gpu, int other) {
        for (int run = 0; run < size; run++) {
            if (code(run, gpu) != code(run, other)) {
                return false;
            }
        }
        return true;
    }

    /** Shows every slot of the first GPUs, run by run: neighbours that show the same are shown together. */
    void visit(int count, int slots, HallEvidence.RunVisitor visitor) {
        int shown = Math.min(gpus, count);
        int from = 0;
        for (int run = 0; run < size; run++) {
            int at = run * (width + 1);
            int to = (int) cells[at + width];
            for (int gpu = 0; gpu < shown; ) {
                long code = cells[at + gpu];
                int next = width == 1 ? shown : gpu + 1;
                while (next < shown && cells[at + next] == code) {
                    next++;
                }
                visitor.run(next - gpu, from, to, code);
                gpu = next;
            }
            from = to;
        }
        if (from < slots) {
            visitor.run(shown, from, slots, Evidence.NONE);
        }
        if (shown < count) {
            visitor.run(count - shown, 0, slots, Evidence.NONE);
        }
    }

    /** Shows every slot of one GPU, in time. */
    void visitGpu(int gpu, int slots, HallEvidence.RunVisitor visitor) {
        int step = width + 1;
        int cell = width == 1 ? 0 : gpu;
        int runs = gpu < gpus ? size : 0;
        long code = runs == 0 ? Evidence.NONE : cells[cell];
        int from = 0;
        for (int run = 1; run <= runs; run++) {
            long next = run == runs ? Evidence.NONE : cells[run * step + cell];
            if (next != code) {
                int to = (int) cells[run * step - 1];
                visitor.run(1, from, to, code);
                from = to;
                code = next;
            }
        }
        if (from < slots) {
            visitor.run(1, from, slots, code);
        }
    }

    /** Writes every slot of the first GPUs: groups of equal neighbours, each with its runs. */
    void write(ByteSink sink, int count, int slots) {
        for (int gpu = 0; gpu < count; ) {
            int next = width == 1 && gpu < gpus ? Math.min(count, gpus) : gpu + 1;
            while (next < count && isSame(gpu, next)) {
                next++;
            }
            sink.number(next - gpu);
            visitGpu(gpu, slots, (alike, from, to, code) -> sink.numberAndFixed(to - from, code));
            gpu = next;
        }
    }

    /**
     * Adds what the first GPUs show, all the same.
     *
     * @param row space for a code of each GPU of any node
     */
    void mergeAlike(int count, int from, int to, long code, long[] row) {
        if (width == 1 && count == gpus) {
            row[0] = code;
        } else {
            widen(count);
            Arrays.fill(row, 0, count, code);
            Arrays.fill(row, count, width, Evidence.NONE);
        }
        merge(from, to, row);
    }

    /** Adds what the first GPUs show, each by itself; the row is overwritten. */
    void mergeEach(int count, int from, int to, long[] row) {
        if (width != 1 || count != gpus || !isAlike(row, count)) {
            widen(count);
            Arrays.fill(row, count, width, Evidence.NONE);
        }
        merge(from, to, row);
    }

    /** Adds what one GPU shows. */
    void mergeOne(int gpu, int from, int to, long code, long[] row) {
        if (gpu == 0 && gpus == 1) {
            row[0] = code;
        } else {
            widen(gpu + 1);
            Arrays.fill(row, 0, width, Evidence.NONE);
            row[gpu] = code;
        }
        merge(from, to, row);
    }

    private static boolean isAlike(long[] row, int count) {
        for (int gpu = 1; gpu < count; gpu++) {
            if (row[gpu] != row[0]) {
                return false;
            }
        }
        return true;
    }

    /** Gives each GPU a code of its own, and room for so many. */
    private void widen(int atLeast) {
        int wide = Math.max(gpus, atLeast);
        if (wide == width) {
            return;
        }
        long[] widened = new long[Math.max(1, size) * (wide + 1)];
        for (int run = 0; run < size; run++) {
            for (int gpu = 0; gpu < gpus; gpu++) {
                widened[run * (wide + 1) + gpu] = code(run, gpu);
            }
            widened[run * (wide + 1) + wide] = end(run);
        }
        cells = widened;
        width = wide;
        gpus = wide;
    }

    private void merge(int from, int to, long[] row) {
        int known = known();
        if (from >= known) {
            append(NOTHING, 0, from);
            append(row, 0, to);
        } else if (from < start(size - 1) || to > known) {
            rebuild(from, to, row);
        } else {
            mergeIntoLast(from, to, known, row);
        }
    }

    /** The slots lie in the last run, as those of the newest slot do. */
    private void mergeIntoLast(int from, int to, int known, long[] row) {
        int last = (size - 1) * (width + 1);
        if (!isNews(last, row)) {
            return;
        }
        long[] old = to < known ? Arrays.copyOfRange(cells, last, last + width) : NOTHING;
        if (from > start(size - 1)) {
            cells[last + width] = from;
        } else {
            size--;
        }
        append(row, 0, to);
        append(old, 0, known);
    }

    /** Merges a run into the row; false if the run knew all of it. */
    private boolean isNews(int run, long[] row) {
        boolean news = false;
        for (int i = 0; i < width; i++) {
            long old = cells[run + i];
            if (row[i] != old) {
                row[i] = Evidence.merge(old, row[i]);
                news |= row[i] != old;
            }
        }
        return news;
    }

    private void rebuild(int from, int to, long[] row) {
        NodeEvidence merged = new NodeEvidence(gpus);
        merged.width = width;
        merged.cells = new long[(size + 3) * (width + 1)];
        long[] both = new long[width];
        int start = 0;
        for (int run = 0; run < size; run++) {
            int at = run * (width + 1);
            int end = end(run);
            merged.append(cells, at, Math.min(end, from));
            if (start < to && end > from) {
                System.arraycopy(row, 0, both, 0, width);
                isNews(at, both);
                merged.append(both, 0, Math.min(end, to));
            }
            merged.append(cells, at, end);
            start = end;
        }
        merged.append(row, 0, to);
        cells = merged.cells;
        size = merged.size;
    }

    /** Appends a run until a slot, unless all slots before it are there already; equal neighbours become one. */
    void append(long[] codes, int at, int end) {
        int next = size * (width + 1);
        if (end <= (size == 0 ? 0 : cells[next - 1])) {
            return;
        }
        if (size > 0 && Arrays.equals(cells, next - width - 1, next - 1, codes, at, at + width)) {
            cells[next - 1] = end;
            return;
        }
        if (next == cells.length) {
            cells = Arrays.copyOf(cells, 2 * next);
        }
        System.arraycopy(codes, at, cells, next, width);
        cells[next + width] = end;
        size++;
    }
}
