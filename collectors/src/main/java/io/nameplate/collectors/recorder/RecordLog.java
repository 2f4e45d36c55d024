/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.List;

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

    /** Appends records, all or none; a FIN is the last of all. */
    void append(List<Draft> drafts) throws IOException;

    /** Ends the newest epoch and begins another: what follows does not continue what came before. */
    void newEpoch(String reason) throws IOException;

    /** Ends the newest epoch and begins another that does not even continue its time: what follows may be of slots long before. */
    void anew(String reason) throws IOException;

    /** The place behind the last record. */
    Position head();

    /** Whether a replay came to its end; a FIN that only ends an epoch is none, and what is live never ends. */
    boolean ended() throws IOException;

    /** Whether its records are a replay's, whose readings come again from the beginning until it has ended. */
    boolean isReplay();

    /** The records behind a place that are still held, oldest first, over all epochs from the place's on. */
    Iterable<UpRecord> after(Position position) throws IOException;
}
