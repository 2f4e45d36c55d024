/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that the log does not have yet. While the disk takes nothing they wait here, in their order, and are tried
 * again once a second. Not thread-safe.
 */
final class Unwritten {

    private static final Logger LOG = LoggerFactory.getLogger(Unwritten.class);
    private static final long RETRY_NANOS = 1_000_000_000L;

    private final RecordLog log;
    private final LongSupplier nanos;
    private final List<Draft> drafts = new ArrayList<>();
    private String newEpoch = "";
    private boolean anew;
    private long bytes;
    private long through;
    private long failures;
    private boolean stalled;
    private long failedNanos;

    Unwritten(RecordLog log, LongSupplier nanos) {
        this.log = log;
        this.nanos = nanos;
    }

    void add(Draft draft) {
        drafts.add(draft);
        bytes += draft.body().length;
    }

    /** A new epoch is to begin behind what waits here. */
    void newEpoch(String reason) {
        newEpoch = reason;
    }

    /** A new epoch is to begin behind what waits here, with a time of its own. */
    void anew(String reason) {
        newEpoch = reason;
        anew = true;
    }

    /**
     * Writes everything, in one piece if the disk takes it so, else in as large ones as it takes: on a nearly full disk
     * the first record may fit where all do not. What cannot be written stays.
     */
    void write() throws IOException {
        int piece = stalled ? 1 : drafts.size();
        while (!drafts.isEmpty()) {
            List<Draft> first = drafts.subList(0, upToEnd(Math.min(piece, drafts.size())));
            try {
                log.append(List.copyOf(first));
                bytes -= first.stream().mapToLong(draft -> draft.body().length).sum();
                through = first.get(first.size() - 1).through();
                piece = 2 * first.size();
                first.clear();
            } catch (IOException full) {
                if (first.size() == 1) {
                    throw full;
                }
                piece = first.size() / 2;
            }
        }
        if (!newEpoch.isEmpty()) {
            if (anew) {
                log.anew(newEpoch);
            } else {
                log.newEpoch(newEpoch);
            }
            newEpoch = "";
            anew = false;
        }
    }

    /** An end is a piece of its own: were it refused behind others, these would be written twice. */
    private int upToEnd(int count) {
        for (int i = 1; i < count; i++) {
            if (drafts.get(i).kind() == UpRecord.Kind.FIN || drafts.get(i - 1).kind() == UpRecord.Kind.FIN) {
                return i;
            }
        }
        return count;
    }

    /** Writes as {@link #write} does, but not more than once a second while it fails, and says what happens. */
    void tryToWrite() {
        if (stalled && nanos.getAsLong() - failedNanos < RETRY_NANOS) {
            return;
        }
        try {
            write();
            if (stalled) {
                LOG.atWarn().addKeyValue("failures", failures).log("spool takes records again, none is missing");
            }
            stalled = false;
        } catch (IOException broken) {
            failures++;
            failedNanos = nanos.getAsLong();
            // the 1st, 2nd, 4th, 8th ... time: said, but not flooded
            if (!stalled || Long.bitCount(failures) == 1) {
                LOG.atError()
                        .setCause(broken)
                        .addKeyValue("failures", failures)
                        .addKeyValue("waiting_records", drafts.size())
                        .log("spool takes no records, they wait in memory: free the disk or make it writable");
            }
            stalled = true;
        }
    }

    /** Whether the last attempt failed. */
    boolean isStalled() {
        return stalled;
    }

    boolean isEmpty() {
        return drafts.isEmpty() && newEpoch.isEmpty();
    }

    int size() {
        return drafts.size();
    }

    long bytes() {
        return bytes;
    }

    /** Epoch seconds: what the last record that was written says to be complete; 0 before the first one. */
    long through() {
        return through;
    }

    /** How many attempts failed. */
    long failures() {
        return failures;
    }
}
