/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.language.CollectorId;
import io.nameplate.streamjobs.flow.Counters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Everything the operator has open for one collector. The deadline's clock is here: it runs only while the job has
 * caught up with what the collector announced and only as far as the broker is known to have answered, and from the moment
 * the collector last made progress; the end of an epoch does not stop it. A stream that is behind the wall clock (a replay) comes due as late as it was behind, so a pause
 * never settles the time in between.
 */
final class CollectorDesk {

    private static final long NEVER = -1;
    /** So long others wait for the next record of what an earlier run of the job had taken. */
    private static final long PATIENCE_MILLIS = 60_000;

    private static final Gaps NOTHING = new Gaps();

    private final CollectorState begun;
    private final Premerge premerge;
    private long caughtUpSince = NEVER;
    /** Since when nothing has come, by the wall clock, and how far the stream had come then. */
    private long silentSince = NEVER;

    private long silentFrom;
    private boolean level = true;
    /** When something of it came last, while it is not level. */
    private long movedAt;
    /** When the broker answered last, by the wall clock; no deadline comes due later. */
    private long answeredAt = Long.MAX_VALUE;

    /** When its head came last, by the wall clock. */
    private long headAt = NEVER;

    /** What was told of missing records, by interval; nothing where nothing was. */
    private final Map<Long, Gaps> told = new TreeMap<>();

    CollectorDesk(CollectorState begun, Counters counters) {
        this.begun = begun;
        this.premerge = new Premerge(begun.collector(), counters, begun.early());
    }

    /** What a checkpoint keeps. To be asked right after everything was drained. */
    CollectorState state() {
        return new CollectorState(
                begun.collector(),
                begun.settledBefore(),
                begun.progress(),
                begun.gaps(),
                new TreeMap<>(premerge.early()));
    }

    CollectorId collector() {
        return begun.collector();
    }

    CollectorProgress progress() {
        return begun.progress();
    }

    /** Epoch second before which the ledger had settled everything when the job began without state. */
    long settledBefore() {
        return begun.settledBefore();
    }

    Premerge premerge() {
        return premerge;
    }

    /** Leaves to the ledger what it had settled before this job began without state. */
    void leaveToTheLedger() {
        progress().startFrom(settledBefore());
    }

    /** Whether what an earlier run of the job had taken has come again: until then nothing becomes complete by it. */
    void level(boolean reached, long nowMillis) {
        level = reached;
        movedAt = nowMillis;
    }

    /** The broker has answered, at an instant of the wall clock. */
    void answered(long millis) {
        answeredAt = millis;
    }

    /** Whether others wait for it: it is not level, and what is missing comes. */
    boolean holdsUp(long nowMillis) {
        return !level && nowMillis - movedAt < PATIENCE_MILLIS;
    }

    boolean isLevel() {
        return level;
    }

    /** Leaves old intervals behind; from then on the first of all stands, and no reading before it waits. */
    List<Long> forget(long horizon, CollectorProgress.Margins margins) {
        List<Long> forgotten = progress().forget(progress().newestSettled(), horizon, margins);
        if (progress().hasLeftAnythingBehind()) {
            premerge.early().clear();
        }
        return forgotten;
    }

    void standing(boolean caughtUp, long nowMillis) {
        if (!caughtUp) {
            caughtUpSince = NEVER;
        } else if (caughtUpSince == NEVER) {
            caughtUpSince = nowMillis;
            if (silentSince == NEVER) {
                silentSince = nowMillis;
                silentFrom = stoodAt(nowMillis);
            }
        }
    }

    /** How far a stream had come that has said nothing since the job began: what is settled of it, else it begins now. */
    private long stoodAt(long nowMillis) {
        if (progress().hasBegun()) {
            return Math.max(progress().newestSettled(), progress().newestReached()) * 1000;
        }
        return settledBefore() > 0 ? settledBefore() * 1000 : nowMillis;
    }

    /** Its head came: it is there, whether or not it says anything new. */
    void heard(long nowMillis) {
        headAt = nowMillis;
    }

    /** Records are missing that spoke of slots from the first to the last. */
    void missing(long firstSlot, long lastSlot, Duration slot, Gaps.Why why) {
        begun.gaps().add(collector(), firstSlot, lastSlot + slot.toSeconds(), why);
    }

    /** What is known of the missing records of an interval, which counts as told. */
    Gaps tellGaps(long start, long seconds) {
        Gaps gaps = gaps(start, seconds);
        if (gaps.isEmpty()) {
            told.remove(start);
        } else {
            told.put(start, gaps);
        }
        return gaps;
    }

    private Gaps gaps(long start, long seconds) {
        Gaps gaps = begun.gaps().within(start, start + seconds);
        progress().explain(start, collector(), gaps);
        return gaps;
    }

    /** The completed intervals of whose missing records more is known than was told. */
    List<Long> knownAnew(long seconds) {
        return progress().completeOnes().stream()
                .filter(start -> !gaps(start, seconds).equals(told.getOrDefault(start, NOTHING)))
                .toList();
    }

    /** Forgets what is known of intervals that are forgotten. */
    void forgetGaps() {
        told.keySet().removeIf(start -> progress().isLate(start));
        if (progress().hasBegun()) {
            begun.gaps().forget(collector(), progress().base());
        }
    }

    /** A record came. */
    void moved(long nowMillis) {
        movedAt = nowMillis;
    }

    void progressed(long nowMillis) {
        silentSince = nowMillis;
        silentFrom = progress().newestReached() * 1000;
    }

    /**
     * Completes what has waited longer than the deadline; the starts, in order.
     *
     * @param others how far the farthest collector that was heard has come, or the deadline for it, in epoch seconds: one
     *     that was never heard owes nothing beyond it; empty if none was ever heard
     */
    List<Long> overdue(long nowMillis, Duration deadline, OptionalLong others) {
        long due = Math.min(nowMillis, answeredAt) - deadline.toMillis();
        if (caughtUpSince == NEVER || due < caughtUpSince) {
            return List.of();
        }
        if (!progress().hasBeenHeard() && others.isPresent()) {
            return progress().completeByDeadline(Math.min(due / 1000, others.getAsLong()), headAt > due);
        }
        if (!progress().hasBegun()) {
            progress().lowerBase(silentFrom / 1000);
        }
        return progress().completeByDeadline(Math.min(due, due - silentSince + silentFrom) / 1000, headAt > due);
    }
}
