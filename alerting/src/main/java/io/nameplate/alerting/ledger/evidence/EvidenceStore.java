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

    /** The late pieces by the hash of their bytes, in order. */
    List<String> late(HallId hall, Instant start);

    /** A late piece, as canonical bytes. */
    Optional<byte[]> late(HallId hall, Instant start, String sha256);

    /** Where the intervals begin of which anything is kept that is not late, in order. */
    List<Instant> intervals();

    /** The halls of which it is kept in an interval, in order. */
    List<HallId> halls(Instant start);

    /** Removes what was written before an instant and gives how many pieces these were. */
    long forgetBefore(Instant instant);
}
