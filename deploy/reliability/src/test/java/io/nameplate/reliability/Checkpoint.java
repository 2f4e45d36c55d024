/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.model.language.CollectorId;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a completed checkpoint keeps, as bytes.
 *
 * @param takes which records the state rests on: not part of the product, but what its promises are checked by
 * @param patience how far the deadline may have come: likewise
 */
record Checkpoint(
        long id,
        List<byte[]> splits,
        Set<CollectorId> served,
        List<byte[]> desks,
        List<SettledThrough> left,
        Map<JobHost.Hall, byte[]> halls,
        List<Timers.Timer<JobHost.Hall>> hallTimers,
        Map<JobHost.Line, byte[]> lines,
        List<Timers.Timer<JobHost.Line>> lineTimers,
        Set<Told.Key> takes,
        Map<CollectorId, Patience.Kept> patience) {

    static LineInterval about(JobHost.Line line) {
        return LineInterval.of(line.lease(), line.line(), line.start());
    }
}
