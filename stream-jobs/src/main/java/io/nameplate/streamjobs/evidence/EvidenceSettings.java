/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.streamjobs.flow.RegistryAccess;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the evidence operator needs to know.
 *
 * @param job names the counters
 * @param deadline how long every interval waits for a collector while the job is caught up; null for as long as the
 *     registry says
 * @param horizon how long after an interval its result can still be restated, in the time of the readings
 * @param settledBefore epoch second before which every line is settled in the ledger; used only without state
 */
public record EvidenceSettings(
        String job, RegistryAccess registry, @Nullable Duration deadline, Duration horizon, long settledBefore)
        implements Serializable {}
