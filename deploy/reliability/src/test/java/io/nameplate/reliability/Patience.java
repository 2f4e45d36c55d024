/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Up to where one run of the job may count a collector's silence, by what it was told: the rules of the deadline once more, in
 * words of their own and kept beside the run, so that what the run takes for overdue can be held against them.
 *
 * <p>The deadline runs while the job has been handed all that the collector announced, or has waited 30 s for it to announce
 * anything, and no further than the broker has answered. It runs from the collector's last progress, for a stream that is
 * behind the clock as late as the stream was behind.
 */
final class Patience {

    private static final long FOR_A_HEAD_MILLIS = 30_000;

    /**
     * What a run takes over from the one whose checkpoint it begins with.
     *
     * @param next the record of each epoch that was to be handed over next
     * @param through what the records of each epoch said to be complete, in epoch seconds
     * @param due epoch second before which the deadline had settled everything
     */
    record Kept(Map<EpochId, Long> next, Map<EpochId, Long> through, long due) {
        static final Kept NOTHING = new Kept(Map.of(), Map.of(), 0);
    }

    private final Map<EpochId, Long> next;
    private final Map<EpochId, Long> through;
    private long due;

    private boolean connected;
    private long connectedAt;
    private boolean answeredSince;
    private boolean announcedSince;
    private Head announced;
    private OptionalLong caughtUpSince = OptionalLong.empty();
    private OptionalLong answeredAt = OptionalLong.empty();
    /** When the collector made progress last, and how much later that was than what it told of. */
    private OptionalLong movedAt = OptionalLong.empty();

    private long behindMillis;

    Patience(Kept kept) {
        this.next = new HashMap<>(kept.next());
        this.through = new HashMap<>(kept.through());
        this.due = kept.due();
    }

    /** What a checkpoint taken now passes on. */
    Kept kept() {
        return new Kept(Map.copyOf(next), Map.copyOf(through), due);
    }

    void connected(long now) {
        connected = true;
        connectedAt = now;
        answeredSince = false;
        announcedSince = false;
    }

    void disconnected() {
        connected = false;
    }

    /** The collector itself says what there is; what a broker had kept says nothing of now. */
    void announced(Head head, long now) {
        announced = head;
        announcedSince = true;
        look(now);
    }

    /** The job's own cursor has come back. */
    void answered(long now) {
        answeredSince = true;
        answeredAt = OptionalLong.of(now);
        look(now);
    }

    /** The job was handed a head: an epoch that is new is progress. */
    void begins(Head head, long now) {
        for (Head.Epoch epoch : head.epochs()) {
            if (epoch.from() > 0 && through.putIfAbsent(epoch.epoch(), epoch.from()) == null) {
                moved(now);
            }
        }
    }

    /** The job was handed a record. */
    void handed(EpochId epoch, long seq, long complete, long now) {
        skipped(epoch, seq, now);
        Long before = through.get(epoch);
        if (complete > 0 && (before == null || complete > before)) {
            through.put(epoch, complete);
            moved(now);
        }
    }

    /** The job was told that all records up to one are gone. */
    void skipped(EpochId epoch, long seq, long now) {
        next.merge(epoch, seq + 1, Math::max);
        look(now);
    }

    private void moved(long now) {
        movedAt = OptionalLong.of(now);
        behindMillis = Math.max(0, now - reached() * 1000);
    }

    private long reached() {
        return through.values().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** Notes if the job has caught up: it can know that at any moment. */
    void look(long now) {
        if (caughtUpSince.isEmpty() && isCaughtUp(now)) {
            caughtUpSince = OptionalLong.of(now);
            if (movedAt.isEmpty() && !through.isEmpty()) {
                movedAt = OptionalLong.of(now);
                behindMillis = Math.max(0, now - Math.max(reached(), due) * 1000);
            }
        }
    }

    /** Nothing waits to be handed over: whoever has not caught up now knows it. */
    void idle(long now) {
        if (!isCaughtUp(now)) {
            caughtUpSince = OptionalLong.empty();
        }
    }

    /** Whether the job has been handed all that the collector announced, as far as it can know. */
    boolean hasCaughtUp() {
        return caughtUpSince.isPresent();
    }

    private boolean isCaughtUp(long now) {
        if (!connected || !answeredSince) {
            return false;
        }
        return announcedSince
                ? announced.epochs().stream().allMatch(this::isHanded)
                : now - connectedAt >= FOR_A_HEAD_MILLIS;
    }

    /** Whether nothing of an epoch can come any more that was not handed over. */
    private boolean isHanded(Head.Epoch epoch) {
        return Math.max(next.getOrDefault(epoch.epoch(), 1L), epoch.low()) > epoch.head();
    }

    /** Lets the deadline come due, as far as it may now. */
    void comesDue(long now, Duration deadline) {
        if (caughtUpSince.isEmpty()) {
            return;
        }
        long waited = Math.min(now, answeredAt.orElseThrow()) - deadline.toMillis();
        if (waited >= caughtUpSince.getAsLong()) {
            due = Math.max(due, Math.floorDiv(waited - behindMillis, 1000));
        }
    }

    /** Whether what ends at an epoch second need not be waited for. */
    boolean isOverdue(long end) {
        return end <= due;
    }
}
