/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.language.CollectorId;
import io.nameplate.streamjobs.flow.Counters;
import java.time.Duration;
import java.util.List;

/**
 * Everything the operator has open for one collector. The deadline's clock is here: it runs only while the job has
 * caught up with what the collector announced, and from the moment the collector last made progress. A stream that is
 * behind the wall clock (a replay) comes due as late as it was behind, so a pause never settles the time in between.
 */
final class CollectorDesk {

    private static final long NEVER = -1;

    private final CollectorState state;
    private final Premerge premerge;
    private long caughtUpSince = NEVER;
    private long progressedAt = NEVER;

    CollectorDesk(CollectorState state, Counters counters) {
        this.state = state;
        this.premerge = new Premerge(state.collector(), counters);
    }

    CollectorState state() {
        return state;
    }

    CollectorId collector() {
        return state.collector();
    }

    CollectorProgress progress() {
        return state.progress();
    }

    Premerge premerge() {
        return premerge;
    }

    /** Leaves to the ledger what it had settled before this job began without state. */
    void leaveToTheLedger() {
        state.progress().startFrom(state.settledBefore());
    }

    void standing(boolean caughtUp, long nowMillis) {
        if (!caughtUp) {
            caughtUpSince = NEVER;
        } else if (caughtUpSince == NEVER) {
            caughtUpSince = nowMillis;
        }
    }

    void progressed(long nowMillis) {
        progressedAt = nowMillis;
    }

    /**
     * Completes what has waited longer than the deadline; the starts, in order.
     *
     * @param newestOfAll epoch second that the farthest collector has reached: a collector that was never heard owes
     *     nothing beyond it
     */
    List<Long> overdue(long nowMillis, Duration deadline, long newestOfAll) {
        long due = nowMillis - deadline.toMillis();
        if (caughtUpSince == NEVER || due < caughtUpSince || progress().hasEnded()) {
            return List.of();
        }
        long reached = progress().newestThrough() * 1000;
        if (reached == 0) {
            return progress().completeByDeadline(Math.min(due / 1000, newestOfAll));
        }
        long stopped = progressedAt == NEVER ? caughtUpSince : progressedAt;
        return progress().completeByDeadline(Math.min(due, due - stopped + reached) / 1000);
    }
}
