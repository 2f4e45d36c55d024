/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** How far one epoch of a collector reaches, in epoch seconds: where it begins, what is complete of it, and where it ends. */
final class EpochReach {

    long from;
    long through;
    long end = Long.MAX_VALUE;
    /** The last record taken, and the last that there is once that is known. */
    long seq;

    long last = Long.MAX_VALUE;
    /** The process of the collector that was heard last when it ended; checkpoints do not keep it. */
    long endedUnder;

    /** Nothing follows the instant and the record, says a process of the collector. */
    void ends(long instant, long record, long process) {
        end = instant;
        last = record;
        endedUnder = process;
    }

    /** It has not ended after all: what was announced of its end is gone, with the spool that held it. */
    void goesOn() {
        ends(Long.MAX_VALUE, Long.MAX_VALUE, 0);
    }

    /** Another process goes on from before records that were taken, on a spool that was set back: their numbers come again. */
    void goesOnAnew() {
        goesOn();
        seq = 0;
    }

    /** Whether it can still say something of the slots of a stretch that it has not said yet. */
    boolean lacks(long start, long stop) {
        return from < stop && end > start && through < Math.min(stop, end);
    }

    /** As above, or whether it can still bring plant readings that are in force in the stretch. */
    boolean lacks(long start, long stop, CollectorProgress.Margins margins) {
        boolean before = start < from && from - margins.before() < stop && through <= from;
        boolean behind = end < stop && start < end + margins.behind();
        return lacks(start, stop) || (margins.behind() > 0 && seq < last && (before || behind));
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(from);
        out.writeLong(through);
        out.writeLong(end);
        out.writeLong(seq);
        out.writeLong(last);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @param withRecords false for the older form, which did not keep which records were taken
     */
    static EpochReach read(DataInput in, boolean withRecords) throws IOException {
        EpochReach reach = new EpochReach();
        reach.from = in.readLong();
        reach.through = in.readLong();
        reach.end = in.readLong();
        if (withRecords) {
            reach.seq = in.readLong();
            reach.last = in.readLong();
        } else if (reach.through >= reach.end) {
            reach.last = 0;
        }
        return reach;
    }
}
