/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;

/** Where records are appended; what was appended survives the end of this process, however it ends. */
public interface RecordLog {

    /**
     * A place between two records.
     *
     * @param epoch the epoch's id; empty before the first record of all
     * @param seq the number of the record before it; 0 at the beginning of an epoch
     */
    record Position(String epoch, long seq) {
        public static final Position START = new Position("", 0);
    }

    /** Appends a record; a FIN ends its epoch. */
    void append(Draft draft) throws IOException;

    /** The place behind the last record of the newest epoch. */
    Position head();

    /** Whether the newest epoch has ended with a FIN. */
    boolean ended();

    /** The records of the newest epoch behind a place, oldest first; all of them if the place is in an older epoch. */
    Iterable<UpRecord> after(Position position) throws IOException;
}
