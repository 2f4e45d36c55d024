/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.util.ArrayList;
import java.util.List;

/** Where the records of a segment begin: every so many-th, as far as it was read, and the one at which reading stands. */
final class Waymarks {

    private static final int STEP = 64;

    private final long first;
    private final List<Long> marks = new ArrayList<>();
    private long seq;
    private long offset;

    Waymarks(long first) {
        this.first = first;
        this.seq = first;
    }

    /** Goes to the nearest known record that is not behind the wanted one. */
    void seek(long wanted) {
        int known = (int) Math.min((wanted - first) / STEP, marks.size());
        long marked = first + (long) known * STEP;
        if (seq > wanted || seq < marked) {
            seq = marked;
            offset = known == 0 ? 0 : marks.get(known - 1);
        }
    }

    /** Passes over the record at which it stands. */
    void pass(long length) {
        seq++;
        offset += length;
        if (seq - first == (marks.size() + 1L) * STEP) {
            marks.add(offset);
        }
    }

    /** The number of the record at which it stands. */
    long seq() {
        return seq;
    }

    /** Where that begins. */
    long offset() {
        return offset;
    }
}
