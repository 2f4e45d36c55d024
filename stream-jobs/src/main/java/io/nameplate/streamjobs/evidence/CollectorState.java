/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import java.util.Map;

/**
 * What a checkpoint keeps of a collector's intervals.
 *
 * @param settledBefore epoch second before which the ledger had settled everything when the job began without state
 * @param progress mutable: the serializer copies it
 * @param gaps records that are known to be missing: lost by the collector, or by this job; mutable too
 * @param early plant readings in force in intervals before the collector's first one: they are told once it turns out that
 *     these are anybody's business
 */
public record CollectorState(
        CollectorId collector,
        long settledBefore,
        CollectorProgress progress,
        Gaps gaps,
        Map<Premerge.Spot, PlantTimeline> early) {

    /** The state of a collector that has told nothing. */
    CollectorState(CollectorId collector, long settledBefore, CollectorProgress progress) {
        this(collector, settledBefore, progress, new Gaps(), Map.of());
    }
}
