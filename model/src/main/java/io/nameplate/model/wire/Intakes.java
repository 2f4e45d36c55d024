/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.language.CollectorId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The job's end for one collector: its epochs as {@link Head} announces them, the generation, and when the cursor is due.
 *
 * <p>Life: {@link #restore}, {@link #retained} for the cursor that the broker kept, {@link #open}, then messages. Not for
 * use by several threads at once.
 */
public final class Intakes {

    /** What a head did. */
    public enum HeadOutcome {
        NOTED,
        /** Kept by the broker, from another instance than the one that speaks: perhaps old, not used. */
        OUTDATED,
        /** Two running instances speak for one collector: nothing is taken from either any more. */
        TWO_INSTANCES
    }

    /** What a cursor of our own topic means. */
    public enum CursorOutcome {
        OURS,
        /** An older generation; nothing to do. */
        OLDER,
        /** Another job has taken over: this one must stop. */
        STOP
    }

    static final long LEAST_MILLIS = 1_000;
    static final long MOST_MILLIS = 10_000;
    /** An epoch begins with each start of a collector; a spool is hardly set back by more starts than these. */
    private static final int MOST_FINISHED = 64;

    private final CollectorId collector;
    private final long nonce;
    private final int capacity;
    private final NavigableMap<EpochId, Intake> intakes = new TreeMap<>();
    /**
     * Epochs that were taken whole and that the collector announces no more, the newest of them. With a spool that was set back
     * one comes back, and must go on from here: within a generation a cursor only rises.
     */
    private final NavigableMap<EpochId, Intake> finished = new TreeMap<>();
    /** Instances heard live; what a broker kept proves nothing, it may come from an old backup. */
    private final Set<Long> instances = new HashSet<>();

    /** How far an earlier job had come with each epoch, as far as that is known. */
    private final Map<EpochId, Long> earlier = new TreeMap<>();

    private boolean restored;
    private boolean hasRetained;
    private boolean heard;
    private boolean frozen;
    private long generation;
    private @Nullable Head head;
    private @Nullable Cursor published;
    private long publishedAt;
    private boolean askAgain;
    private @Nullable EpochId lastPolled;

    /**
     * An end that has not opened yet.
     *
     * @param nonce of this running job
     * @param capacity places of each epoch's queue
     */
    public Intakes(CollectorId collector, long nonce, int capacity) {
        this.collector = collector;
        this.nonce = nonce;
        this.capacity = capacity;
    }

    /** Takes over what the checkpoint held; without anything of this collector, epochs begin at their {@code low}. */
    public void restore(Map<EpochId, Position> positions) {
        restored = !positions.isEmpty();
        positions.forEach((epoch, position) -> intakes.put(epoch, new Intake(epoch, position, capacity)));
    }

    /** What the checkpoint held of how far a run before this one was known to have come with an epoch. */
    public void claimed(EpochId epoch, long next) {
        Intake intake = intakes.get(epoch);
        if (intake != null && next > intake.emitted().expected()) {
            earlier.merge(epoch, next, Math::max);
        }
    }

    /** How far this run or one before it is known to have come with an epoch: the record that it expected next. */
    public long claimed(EpochId epoch) {
        long ours = intake(epoch).map(intake -> intake.emitted().expected()).orElse(1L);
        return Math.max(ours, earlier.getOrDefault(epoch, 1L));
    }

    /** A cursor that the broker kept from an earlier generation. */
    public void retained(Cursor cursor) {
        hasRetained = true;
        generation = Math.max(generation, cursor.generation() + 1);
        cursor.epochs().forEach(epoch -> earlier.merge(epoch.epoch(), epoch.next(), Math::max));
        cursor.claims().forEach((epoch, next) -> earlier.merge(epoch, next, Math::max));
    }

    /** Begins this generation; the cursor is due at once. */
    public void open(long nowMillis) {
        generation = Math.max(generation, nowMillis);
    }

    /**
     * Takes a head. Epochs begin with a live one only: what the broker kept may be so old that they are long finished.
     *
     * @param isRetained whether the broker had kept it
     */
    public HeadOutcome onHead(Head newHead, boolean isRetained) {
        boolean changed = !instances.isEmpty() && (head == null || head.nonce() != newHead.nonce());
        if (isRetained && changed) {
            return HeadOutcome.OUTDATED;
        }
        if (changed && instances.contains(newHead.nonce())) {
            frozen = true;
            intakes.values().forEach(Intake::freeze);
            return HeadOutcome.TWO_INSTANCES;
        }
        if (!isRetained) {
            if (!heard && restored && !hasRetained) {
                newHead.epochs().forEach(epoch -> earlier.merge(epoch.epoch(), epoch.head() + 1, Math::max));
            }
            heard = true;
            instances.add(newHead.nonce());
        }
        head = newHead;
        Set<EpochId> announced = new HashSet<>();
        for (Head.Epoch epoch : newHead.epochs()) {
            announced.add(epoch.epoch());
            if (!isRetained && !frozen && !intakes.containsKey(epoch.epoch())) {
                Intake known = finished.remove(epoch.epoch());
                intakes.put(epoch.epoch(), known == null ? begin(epoch) : known);
            }
        }
        if (!isRetained) {
            for (Head.Epoch epoch : newHead.epochs()) {
                Intake intake = intakes.get(epoch.epoch());
                askAgain |= intake != null && intake.announced(epoch.low(), epoch.through());
            }
            finish(announced);
        }
        return HeadOutcome.NOTED;
    }

    private Intake begin(Head.Epoch epoch) {
        return new Intake(epoch.epoch(), Position.at(restored ? 1 : epoch.low()), capacity);
    }

    private void finish(Set<EpochId> announced) {
        for (Intake intake : intakes()) {
            if (!announced.contains(intake.epoch())
                    && intake.queued() == 0
                    && intake.emitted().ended()) {
                intakes.remove(intake.epoch());
                finished.put(intake.epoch(), intake);
            }
        }
        while (finished.size() > MOST_FINISHED) {
            finished.pollFirstEntry();
        }
    }

    /** Takes a record; empty if its epoch was not announced yet. */
    public Optional<Intake.Outcome> onRecord(UpRecord record) {
        Intake intake = intakes.get(record.epoch());
        if (intake == null) {
            return Optional.empty();
        }
        Intake.Outcome outcome = intake.offer(record);
        askAgain |= outcome == Intake.Outcome.AHEAD || outcome == Intake.Outcome.GAP;
        return Optional.of(outcome);
    }

    public CursorOutcome onCursor(Cursor cursor) {
        if (cursor.nonce() == nonce) {
            return CursorOutcome.OURS;
        }
        return cursor.generation() >= generation ? CursorOutcome.STOP : CursorOutcome.OLDER;
    }

    /** The next delivery, taking turns between the epochs. */
    public Optional<Delivery> poll() {
        List<Intake> order = new ArrayList<>(intakes.size());
        if (lastPolled != null) {
            order.addAll(intakes.tailMap(lastPolled, false).values());
            order.addAll(intakes.headMap(lastPolled, true).values());
        } else {
            order.addAll(intakes.values());
        }
        for (Intake intake : order) {
            Optional<Delivery> delivery = intake.poll();
            if (delivery.isPresent()) {
                lastPolled = intake.epoch();
                return delivery;
            }
        }
        return Optional.empty();
    }

    /** What checkpoint {@code checkpointId} holds of this collector. */
    public Map<EpochId, Position> snapshot(long checkpointId) {
        Map<EpochId, Position> positions = new TreeMap<>();
        intakes.forEach((epoch, intake) -> positions.put(epoch, intake.snapshot(checkpointId)));
        return positions;
    }

    public void completed(long checkpointId) {
        intakes.values().forEach(intake -> intake.completed(checkpointId));
        finished.values().forEach(intake -> intake.completed(checkpointId));
    }

    /**
     * Whether an epoch has so much more room than the collector was told that it may soon have to wait. Cheap enough to
     * be asked after every record.
     */
    public boolean hasRoomToTell() {
        for (Intake intake : intakes.values()) {
            if (intake.hasRoomToTell()) {
                return true;
            }
        }
        return false;
    }

    /**
     * The cursor to publish now, if one is due: when there is room to tell; when it changed or a record was missed, at most
     * once a second; in any case every ten.
     */
    public Optional<Cursor> cursorDue(long nowMillis) {
        long since = nowMillis - publishedAt;
        if (published != null && since < LEAST_MILLIS && !hasRoomToTell()) {
            return Optional.empty();
        }
        Cursor now = cursor();
        if (published != null && since < MOST_MILLIS && !askAgain && now.equals(published)) {
            return Optional.empty();
        }
        askAgain = false;
        published = now;
        publishedAt = nowMillis;
        intakes.values().forEach(Intake::told);
        return Optional.of(now);
    }

    /** The connection was lost: what was published may not have arrived, the cursor is due at once. */
    public void disconnected() {
        published = null;
    }

    /** Where this end is now. */
    public Cursor cursor() {
        return new Cursor(
                generation, nonce, intakes.values().stream().map(Intake::cursor).toList(), claims());
    }

    /**
     * Where a run before this one had come further: this cursor takes the place of that run's at the broker, and should this run end
     * on the way, the next one must know. Of epochs that the collector announces, once it was heard.
     */
    private SortedMap<EpochId, Long> claims() {
        SortedMap<EpochId, Long> claims = new TreeMap<>();
        earlier.forEach((epoch, next) -> {
            Intake intake = intakes.get(epoch);
            boolean isFurther =
                    intake == null ? !heard : next > intake.emitted().expected();
            if (isFurther) {
                claims.put(epoch, next);
            }
        });
        return claims;
    }

    /**
     * Whether everything that the last head announced, and that can still come, has left the queues; false without a head.
     */
    public boolean caughtUp() {
        Head last = head;
        if (last == null) {
            return false;
        }
        for (Head.Epoch epoch : last.epochs()) {
            Intake intake = intakes.get(epoch.epoch());
            if (intake == null || (intake.emitted().expected() <= epoch.head() && !intake.isStuck())) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether this job has been handed what the one before it had. Until then it knows less than what may have been
     * settled. What can no longer come is not waited for; where the earlier cursor is lost, what the collector held when
     * it was first heard stands for it.
     */
    public boolean isLevel() {
        if (!heard) {
            return earlier.isEmpty() && !restored;
        }
        Map<EpochId, Long> announced = new TreeMap<>();
        if (head != null) {
            head.epochs().forEach(epoch -> announced.put(epoch.epoch(), epoch.head() + 1));
        }
        for (Map.Entry<EpochId, Long> wanted : earlier.entrySet()) {
            Intake intake = intakes.get(wanted.getKey());
            long until = Math.min(wanted.getValue(), announced.getOrDefault(wanted.getKey(), 0L));
            if (intake != null && intake.emitted().expected() < until && !intake.isStuck()) {
                return false;
            }
        }
        return true;
    }

    /** What the collector announced last. */
    public Optional<Head> head() {
        return Optional.ofNullable(head);
    }

    /** The epochs' ends, oldest first. */
    public Collection<Intake> intakes() {
        return List.copyOf(intakes.values());
    }

    public Optional<Intake> intake(EpochId epoch) {
        return Optional.ofNullable(intakes.get(epoch));
    }

    public CollectorId collector() {
        return collector;
    }

    /** The generation of this job; final once opened. */
    public long generation() {
        return generation;
    }
}
