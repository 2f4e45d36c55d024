/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import java.util.Locale;

/** What the job counts; the lower-case name is the key in its status and in its log. */
public enum Counter {
    /** Records taken in sequence. */
    RECORDS,
    /** Records below the expected sequence number: resent ones that were already taken. */
    DUPLICATES,
    /** Records above the expected sequence number: dropped, the collector sends again from the cursor. */
    GAPS,
    /** Records that the queue had no room for: dropped, the collector sends them again. */
    OVERFLOWED,
    /** Sequence numbers that a collector says are gone for ever. */
    LOST,
    /** Sequence numbers skipped because the collector does not hold them any more. */
    HOLES,
    /** Chains that did not fit: two spools under one name. */
    FORKS,
    /** Messages of collectors that the registry does not know. */
    REFUSED,
    /** Messages that could not be read. */
    MALFORMED,
    /** Node frames and plant readings from a collector that is not their source of record. */
    NOT_OF_RECORD,
    /** Pieces of evidence that came after their interval was forgotten: kept beside it in the evidence store. */
    LATE,
    /** Pieces of evidence of intervals that the ledger had settled before this job began. */
    ALREADY_SETTLED,
    /** Intervals of a hall that were completed by the deadline instead of their collector. */
    DEADLINES,
    /** Checkpoints that this process completed. */
    CHECKPOINTS,
    /** Results handed to the ledger: accepted, equal to what it had, refused. */
    ACCEPTED,
    UNCHANGED,
    RESULTS_REFUSED,
    /** Pieces of evidence that the ledger's store has, and those it will never take. */
    EVIDENCE_KEPT,
    EVIDENCE_REFUSED,
    /** Times that the ledger was not reached or asked to try again. */
    LEDGER_RETRIES,
    /** Points that InfluxDB took, and points that were given up. */
    POINTS,
    POINTS_DROPPED;

    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }
}
