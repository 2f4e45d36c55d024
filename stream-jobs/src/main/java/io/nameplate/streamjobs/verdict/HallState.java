/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.verdict.LineKey;
import java.util.Arrays;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What is known of one hall in one interval until it is forgotten. Mutable: its serializer copies it. */
public final class HallState {

    static final long NO_TIMER = Long.MIN_VALUE;

    private static final byte[] NOTHING = {};

    /** Null until the first evidence, for only that tells the length of interval and slot, and while it is put away. */
    private @Nullable HallEvidence evidence;
    /** The bytes of evidence that is put away, empty if none is; shared by copies, for nobody changes them. */
    private byte[] putAway = NOTHING;

    PlantTimeline plant = new PlantTimeline();
    /** What is known of missing records, by collector. */
    final Gaps gaps = new Gaps();

    final TreeSet<CollectorId> complete = new TreeSet<>();
    final TreeSet<CollectorId> forgotten = new TreeSet<>();
    /** The lines that were sent a part, and must be told to forget. */
    final TreeSet<LineKey> lines = new TreeSet<>();

    boolean settled;
    /** Something has come that no sent part tells of. */
    boolean dirty;

    long registryVersion;
    /** The form of the parts that were sent. */
    int partFormat;

    long timer = NO_TIMER;

    /** Adds evidence that nobody else will use from now on. */
    void add(HallEvidence more) {
        HallEvidence known = evidence();
        if (known == null) {
            evidence = more;
        } else {
            known.merge(more);
        }
        dirty = true;
    }

    /** What is known of the nodes, null if nothing is. */
    @Nullable
    HallEvidence evidence() {
        if (evidence == null && putAway.length > 0) {
            evidence = HallEvidence.fromBytes(putAway);
            putAway = NOTHING;
        }
        return evidence;
    }

    /** The bytes of {@link #evidence}, empty if nothing is known. */
    byte[] evidenceBytes() {
        return evidence == null ? putAway : evidence.toBytes();
    }

    /** Takes evidence by its bytes, which are only read when they are asked for. */
    void evidenceBytes(byte[] bytes) {
        evidence = null;
        putAway = bytes;
    }

    /**
     * Keeps the evidence as bytes until it is asked for again: of an interval that is settled hardly anything comes any more, and every
     * checkpoint writes all that is kept.
     */
    void putAway() {
        evidenceBytes(evidenceBytes());
    }

    /** A copy that shares nothing that may change. */
    HallState copy() {
        HallState copy = new HallState();
        if (evidence != null) {
            copy.evidence = evidence.copy();
        }
        copy.putAway = putAway;
        copy.plant.merge(plant);
        copy.gaps.merge(gaps);
        copy.complete.addAll(complete);
        copy.forgotten.addAll(forgotten);
        copy.lines.addAll(lines);
        copy.settled = settled;
        copy.dirty = dirty;
        copy.registryVersion = registryVersion;
        copy.partFormat = partFormat;
        copy.timer = timer;
        return copy;
    }

    /** Only what was not known is news. */
    void add(Gaps more) {
        byte[] before = gaps.toBytes();
        gaps.merge(more);
        dirty |= !Arrays.equals(before, gaps.toBytes());
    }

    void add(PlantTimeline more) {
        plant.merge(more);
        dirty = true;
    }
}
