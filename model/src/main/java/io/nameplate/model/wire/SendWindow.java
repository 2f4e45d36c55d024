/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * The collector's end for one consumer: which record of which epoch it may have next, by what its cursor says.
 *
 * <p>Nothing is sent before the first cursor. Times are milliseconds of a clock that never steps. Not for use by several
 * threads at once.
 */
public final class SendWindow {

    /** What a cursor changed, beyond the window itself. */
    public enum Change {
        /** The generation or an epoch's committed moved: keep them on disk. */
        COMMITTED,
        /** {@code next} moves again after more than 60 s with records outstanding: live must not wait behind the backlog. */
        RESUMED,
        /** The consumer has records that this spool never wrote: the spool is a copy, or was rolled back. */
        FOREIGN
    }

    /** A change of one epoch. */
    public record Event(Change change, EpochId epoch, String detail) {}

    static final long GO_BACK_MILLIS = 3_000;
    static final long STALL_MILLIS = 60_000;

    private final ConsumerId consumer;
    private final Holdings spool;
    private final NavigableMap<EpochId, Lane> lanes = new TreeMap<>();
    private long generation;
    private long olderCursors;
    private long goBacks;

    /** One epoch's part of the window. */
    private static final class Lane {
        private boolean known;
        private boolean foreign;
        private long next = 1;
        private long position = 1;
        private long committed;
        private long limit;
        private long quietSince;
        private long standingSince = -1;
    }

    /** Begins with what was kept on disk: the last generation, and how far each epoch is committed. */
    public SendWindow(ConsumerId consumer, Holdings spool, long generation, Map<EpochId, Long> committed) {
        this.consumer = consumer;
        this.spool = spool;
        this.generation = generation;
        committed.forEach((epoch, seq) -> lane(epoch).committed = seq);
    }

    /** Takes a cursor; an older generation changes nothing. */
    public List<Event> onCursor(Cursor cursor, long nowMillis) {
        if (cursor.generation() < generation) {
            olderCursors++;
            return List.of();
        }
        List<Event> events = new ArrayList<>();
        boolean newer = cursor.generation() > generation;
        if (newer) {
            generation = cursor.generation();
            lanes.values().forEach(lane -> {
                lane.known = false;
                lane.foreign = false;
                lane.limit = 0;
            });
        }
        List<EpochId> held = spool.epochs();
        for (Cursor.Epoch epoch : cursor.epochs()) {
            if (held.contains(epoch.epoch())) {
                events.addAll(onCursor(epoch, newer, nowMillis));
            }
        }
        return events;
    }

    private List<Event> onCursor(Cursor.Epoch cursor, boolean newer, long nowMillis) {
        Lane lane = lane(cursor.epoch());
        if (lane.foreign) {
            return List.of();
        }
        String foreign = foreign(cursor);
        if (!foreign.isEmpty()) {
            lane.foreign = true;
            return List.of(new Event(Change.FOREIGN, cursor.epoch(), foreign));
        }
        List<Event> events = new ArrayList<>();
        note(cursor.epoch(), lane, nowMillis);
        if (cursor.next() > lane.next) {
            if (lane.standingSince >= 0 && nowMillis - lane.standingSince > STALL_MILLIS) {
                events.add(new Event(
                        Change.RESUMED,
                        cursor.epoch(),
                        "next moves after " + (nowMillis - lane.standingSince) + " ms at " + lane.next));
            }
            lane.standingSince = -1;
            lane.quietSince = nowMillis;
        }
        boolean first = !lane.known;
        lane.known = true;
        lane.next = first ? cursor.next() : Math.max(lane.next, cursor.next());
        lane.position = first ? cursor.next() : Math.max(lane.position, lane.next);
        lane.limit = Math.max(lane.limit, cursor.limit());
        long committed = newer ? cursor.committed() : Math.max(lane.committed, cursor.committed());
        if (newer || committed != lane.committed) {
            lane.committed = committed;
            events.add(new Event(Change.COMMITTED, cursor.epoch(), "committed " + committed));
        }
        note(cursor.epoch(), lane, nowMillis);
        return events;
    }

    /** Why the cursor cannot be about this spool's epoch; empty if it can. */
    private String foreign(Cursor.Epoch cursor) {
        long head = spool.head(cursor.epoch());
        if (cursor.next() > head + 1) {
            return "next " + cursor.next() + " lies above head " + head;
        }
        Link ours = cursor.next() == 1 ? Link.EMPTY : spool.link(cursor.epoch(), cursor.next() - 1);
        if (!ours.isEmpty() && !cursor.link().isEmpty() && !ours.equals(cursor.link())) {
            return "link of " + (cursor.next() - 1) + " is " + ours + " here and " + cursor.link() + " there";
        }
        return "";
    }

    /** Starts or ends the time in which records are outstanding and {@code next} stands still. */
    private void note(EpochId epoch, Lane lane, long nowMillis) {
        if (spool.head(epoch) < lane.next) {
            lane.standingSince = -1;
        } else if (lane.standingSince < 0) {
            lane.standingSince = nowMillis;
        }
    }

    /** Passing time: call at least once a second. */
    public void tick(long nowMillis) {
        for (EpochId epoch : spool.epochs()) {
            Lane lane = lane(epoch);
            note(epoch, lane, nowMillis);
            if (lane.known && lane.position > lane.next && nowMillis - lane.quietSince >= GO_BACK_MILLIS) {
                lane.position = lane.next;
                lane.quietSince = nowMillis;
                goBacks++;
            }
        }
        lanes.keySet().retainAll(spool.epochs());
    }

    /** The record of an epoch that this consumer may have next, if there is one. */
    public OptionalLong wanted(EpochId epoch) {
        Lane lane = lane(epoch);
        if (!lane.known || lane.foreign) {
            return OptionalLong.empty();
        }
        long seq = Math.max(lane.position, spool.low(epoch));
        return seq <= spool.head(epoch) && seq <= lane.limit ? OptionalLong.of(seq) : OptionalLong.empty();
    }

    /** A record was handed to the connection; counts here if it is the one this consumer wanted. */
    public void sent(EpochId epoch, long seq, long nowMillis) {
        Lane lane = lane(epoch);
        if (wanted(epoch).orElse(-1) == seq) {
            if (lane.position <= lane.next) {
                lane.quietSince = nowMillis;
            }
            lane.position = seq + 1;
        }
    }

    /** A new connection: what was sent and is not confirmed by the cursor is sent again. */
    public void reconnected() {
        lanes.values().forEach(lane -> lane.position = lane.next);
    }

    /** Every record up to this one is safe with the consumer. */
    public long committed(EpochId epoch) {
        return lane(epoch).committed;
    }

    /** The newest generation heard of; to be kept on disk. */
    public long generation() {
        return generation;
    }

    public ConsumerId consumer() {
        return consumer;
    }

    /** Cursors of an older generation that were not used. */
    public long olderCursors() {
        return olderCursors;
    }

    /** How often sending went back to {@code next}. */
    public long goBacks() {
        return goBacks;
    }

    private Lane lane(EpochId epoch) {
        return lanes.computeIfAbsent(epoch, e -> new Lane());
    }
}
