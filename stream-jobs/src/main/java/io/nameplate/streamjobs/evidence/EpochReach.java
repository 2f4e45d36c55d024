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

    /** Whether it can still say something of a stretch that it has not said yet. */
    boolean lacks(long start, long stop) {
        return from < stop && end > start && through < Math.min(stop, end);
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(from);
        out.writeLong(through);
        out.writeLong(end);
    }

    static EpochReach read(DataInput in) throws IOException {
        EpochReach reach = new EpochReach();
        reach.from = in.readLong();
        reach.through = in.readLong();
        reach.end = in.readLong();
        return reach;
    }
}
