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

    /** Null until the first evidence: only that tells the length of interval and slot. */
    @Nullable
    HallEvidence evidence;

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

    void add(HallEvidence more) {
        if (evidence == null) {
            evidence = new HallEvidence(more.intervalStart(), more.intervalSeconds(), more.slotSeconds());
        }
        evidence.merge(more);
        dirty = true;
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
