/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Keeps what settled results rest on, by hall and interval. A folder is the one place that this version can keep it in; a
 * bucket of an object store would stand behind the same port. Callers see to it that there is one writer at a time.
 */
public interface EvidenceStore {

    /** Merges a piece into what is kept. What says nothing new changes nothing, anything else makes the next version. */
    Kept keep(KeptEvidence piece);

    /** Keeps a piece that came after its interval was closed, beside the versions and under the hash of its bytes. */
    Kept keepLate(KeptEvidence piece);

    /** The newest version, as canonical bytes. */
    Optional<byte[]> latest(HallId hall, Instant start);

    /** A version that was the newest once, or is. */
    Optional<byte[]> version(HallId hall, Instant start, int version);

    /** The number of the newest version; 0 while nothing is kept. */
    int newest(HallId hall, Instant start);

    /** The late pieces by the hash of their bytes, in order. */
    List<String> late(HallId hall, Instant start);

    /** Those of them that a resettlement has merged, in order; they stay where they are. */
    List<String> merged(HallId hall, Instant start);

    /**
     * Remembers that a resettlement has merged a late piece.
     *
     * @param note into which version, when, and who approved it, for whoever reads the store itself
     */
    void markMerged(HallId hall, Instant start, String sha256, String note);

    /** Where the intervals begin of which late pieces are kept, in order. */
    List<Instant> lateIntervals();

    /** The halls of which late pieces are kept in an interval, in order. */
    List<HallId> lateHalls(Instant start);

    /** A late piece, as canonical bytes. */
    Optional<byte[]> late(HallId hall, Instant start, String sha256);

    /** Where the intervals begin of which anything is kept that is not late, in order. */
    List<Instant> intervals();

    /** The halls of which it is kept in an interval, in order. */
    List<HallId> halls(Instant start);

    /** Removes what was written before an instant and gives how many pieces these were. */
    long forgetBefore(Instant instant);
}
