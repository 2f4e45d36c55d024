/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.language.CollectorId;

/**
 * What a checkpoint keeps of a collector's intervals.
 *
 * @param settledBefore epoch second before which the ledger had settled everything when the job began without state
 * @param progress mutable: the serializer copies it
 * @param gaps records that are known to be missing: lost by the collector, or by this job; mutable too
 */
public record CollectorState(CollectorId collector, long settledBefore, CollectorProgress progress, Gaps gaps) {}
