/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The job's end of one epoch: takes records in order without holes into a bounded queue, tells the collector by
 * {@link #cursor} what to send, and says what is safe after completed checkpoints.
 *
 * <p>There are two positions: the <em>received</em> one, which the cursor shows as {@code next}, and the <em>emitted</em>
 * one behind the queue, which checkpoints hold. Not for use by several threads at once.
 */
public final class Intake {

    /** What became of a record. */
    public enum Outcome {
        /** It was the expected one and waits in the queue. */
        TAKEN,
        /** It was taken before. */
        BELOW,
        /** An earlier one is missing: dropped, the cursor asks again. */
        AHEAD,
        /** Records before its {@code low} are gone for ever: a gap was noted, it lies above {@code low} and was dropped. */
        GAP,
        /** There was no place: dropped, the cursor asks again. */
        FULL,
        /** It does not continue what was taken: two histories of one epoch. Nothing is taken from now on. */
        FORK,
        /** Nothing is taken any more. */
        FROZEN
    }

    /** The two ends that do not fit: the record's link and the one that follows from what was taken. */
    public record Fork(EpochId epoch, long seq, Link expected, Link found) {}

    private final EpochId epoch;
    private final int capacity;
    private final Deque<Delivery> queue = new ArrayDeque<>();
    private final NavigableMap<Long, Position> snapshots = new TreeMap<>();
    private int queuedRecords;
    private Position received;
    private Position emitted;
    private long committed;
    private long limit;
    /** The limit in the cursor that went out last. */
    private long told;

    private boolean frozen;
    private @Nullable Fork fork;

    /** Begins at a restored position, or at {@link Position#at} without one. */
    public Intake(EpochId epoch, Position start, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("an intake of " + capacity + " places");
        }
        this.epoch = epoch;
        this.capacity = capacity;
        this.received = start;
        this.emitted = start;
        this.committed = start.expected() - 1;
        this.limit = start.expected() - 1 + capacity;
        this.told = limit;
    }

    /** Takes a record or says why not. */
    public Outcome offer(UpRecord record) {
        if (!record.epoch().equals(epoch)) {
            throw new IllegalArgumentException("a record of " + record.epoch() + " offered to " + epoch);
        }
        if (frozen) {
            return Outcome.FROZEN;
        }
        if (record.seq() < received.expected()) {
            return Outcome.BELOW;
        }
        if (queuedRecords >= capacity) {
            return Outcome.FULL;
        }
        if (record.seq() > received.expected()) {
            if (record.low() <= received.expected()) {
                return Outcome.AHEAD;
            }
            noteGap(record.low(), record.through());
            if (record.seq() > received.expected()) {
                return Outcome.GAP;
            }
        } else if (!fits(record)) {
            fork = new Fork(epoch, record.seq(), Link.next(received.link(), record.body()), record.link());
            frozen = true;
            return Outcome.FORK;
        }
        queue.add(new Delivery.Taken(record));
        queuedRecords++;
        received = received.after(record);
        return Outcome.TAKEN;
    }

    /**
     * The collector announced the oldest record it holds. If that lies above the limit, no record may come that would
     * tell the gap, so it is noted here; otherwise the records tell it, after what is still on its way.
     *
     * @return whether a gap was noted
     */
    public boolean announced(long low, long through) {
        if (frozen || low <= cursor().limit()) {
            return false;
        }
        noteGap(low, through);
        return true;
    }

    /** The next delivery; taking it moves the position that checkpoints hold. */
    public Optional<Delivery> poll() {
        Delivery delivery = queue.poll();
        if (delivery instanceof Delivery.Taken taken) {
            queuedRecords--;
            emitted = emitted.after(taken.record());
        } else if (delivery instanceof Delivery.Gap gap) {
            emitted = emitted.after(gap.lost());
        }
        return Optional.ofNullable(delivery);
    }

    /** What checkpoint {@code checkpointId} holds of this epoch. */
    public Position snapshot(long checkpointId) {
        snapshots.put(checkpointId, emitted);
        return emitted;
    }

    /** A checkpoint completed: everything up to the greatest snapshot not after it is safe. */
    public void completed(long checkpointId) {
        Map.Entry<Long, Position> snapshot = snapshots.floorEntry(checkpointId);
        if (snapshot != null) {
            committed = Math.max(committed, snapshot.getValue().expected() - 1);
            snapshots.headMap(checkpointId, true).clear();
        }
    }

    /** What the collector should be told. */
    public Cursor.Epoch cursor() {
        limit = limit();
        return new Cursor.Epoch(epoch, received.expected(), received.link(), committed, limit);
    }

    private long limit() {
        return frozen ? limit : Math.max(limit, received.expected() - 1 + capacity - queuedRecords);
    }

    /** Whether a quarter of the places have become free since the collector was last told of room. */
    boolean hasRoomToTell() {
        return limit() - told >= Math.max(1, capacity / 4);
    }

    /** The cursor went out. */
    void told() {
        told = limit;
    }

    /** Takes nothing from now on. */
    public void freeze() {
        frozen = true;
    }

    public boolean isFrozen() {
        return frozen;
    }

    /** Frozen, and nothing left in the queue: it will never deliver again. */
    boolean isStuck() {
        return frozen && queue.isEmpty();
    }

    /** The fork that froze this intake, if one did. */
    public Optional<Fork> fork() {
        return Optional.ofNullable(fork);
    }

    /** How far the records that left the queue reach. */
    public Position emitted() {
        return emitted;
    }

    /** How far the records that entered the queue reach. */
    public Position received() {
        return received;
    }

    /** How many records wait in the queue. */
    public int queued() {
        return queuedRecords;
    }

    public EpochId epoch() {
        return epoch;
    }

    private boolean fits(UpRecord record) {
        boolean unknown = received.link().isEmpty() && received.expected() > 1;
        return unknown || Link.next(received.link(), record.body()).equals(record.link());
    }

    private void noteGap(long low, long through) {
        long first = received.through();
        Lost lost = new Lost(epoch, received.expected(), low - 1, first, Math.max(first, through), Lost.Reason.GAP);
        queue.add(new Delivery.Gap(lost));
        received = received.after(lost);
    }
}
