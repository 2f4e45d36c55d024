/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Topics;
import io.nameplate.streamjobs.flow.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one run of the job is seen to take, to tell and to wait for, kept beside it: nothing of it is part of the product, all of it is what
 * the run's results are held against.
 */
final class JobNotes {

    private final JobHost.Settings settings;
    private final ConsumerId consumer;
    private final long nonce;
    private final VirtualClock clock;
    private final Promises promises;
    private final Map<Told.Key, Told> known;
    /** What was taken and is not told to the halls. */
    private final List<Told> fresh = new ArrayList<>();
    /** Of these nothing is told to the halls yet but before a checkpoint. */
    private final Set<CollectorId> behind = new TreeSet<>();

    private final Map<Long, Set<Told.Body>> rests = new HashMap<>();
    private final Set<Told.Key> takes = new HashSet<>();
    private final Set<CollectorId> served;
    private final Map<CollectorId, Patience> patience = new TreeMap<>();
    private final Predecessor predecessor;
    private boolean hasLostItsPlace;
    /** Another job has begun in its place. */
    boolean isReplaced;

    /**
     * Begins with what a checkpoint tells.
     *
     * @param nonce what the run's own cursors bear
     */
    JobNotes(
            JobHost.Settings settings,
            Optional<Checkpoint> from,
            ConsumerId consumer,
            long nonce,
            VirtualClock clock,
            Promises promises,
            Map<Told.Key, Told> known) {
        this.settings = settings;
        this.consumer = consumer;
        this.nonce = nonce;
        this.clock = clock;
        this.promises = promises;
        this.known = known;
        this.served = new TreeSet<>(settings.registry().collectors().keySet());
        from.map(Checkpoint::served).ifPresent(served::addAll);
        from.map(Checkpoint::takes).ifPresent(takes::addAll);
        takes.forEach(key -> rests(known.get(key)));
        Map<CollectorId, Patience.Kept> kept = from.map(Checkpoint::patience).orElse(Map.of());
        settings.registry()
                .collectors()
                .keySet()
                .forEach(id -> patience.put(id, new Patience(kept.getOrDefault(id, Patience.Kept.NOTHING))));
        this.predecessor = new Predecessor(kept);
    }

    /** The job takes something. */
    void taken(Arrival arrival) {
        if (arrival instanceof Arrival.Taken taken) {
            var record = taken.record();
            Told.Key key = new Told.Key(taken.collector(), record.epoch().value(), record.seq(), record.link());
            takes.add(key);
            fresh.add(known.computeIfAbsent(key, unseen -> Told.of(taken.collector(), record, settings.registry())));
        }
        if (arrival instanceof Arrival.Announced announced) {
            promises.announced(announced.collector(), announced.head());
        }
        count(arrival, patience.get(arrival.collector()));
        if (arrival instanceof Arrival.Level level && level.reached()) {
            behind.remove(level.collector());
        } else if (arrival instanceof Arrival.Level) {
            behind.add(arrival.collector());
        }
    }

    private void count(Arrival arrival, Patience of) {
        if (arrival instanceof Arrival.Taken taken) {
            var record = taken.record();
            of.handed(record.epoch(), record.seq(), record.through(), clock.millis());
        } else if (arrival instanceof Arrival.Gap gap) {
            of.skipped(gap.lost().epoch(), gap.lost().to(), clock.millis());
        } else if (arrival instanceof Arrival.Announced announced) {
            of.begins(announced.head(), clock.millis());
        }
    }

    /** A moment passes. */
    void look() {
        patience.values().forEach(of -> of.look(clock.millis()));
    }

    /** Nothing is left to take. */
    void idle() {
        patience.values().forEach(of -> of.idle(clock.millis()));
    }

    /** The job lets deadlines come due. */
    void comesDue(Duration deadline) {
        patience.values().forEach(of -> of.comesDue(clock.millis(), deadline));
    }

    /**
     * The job tells the halls what it has taken.
     *
     * @param all also of collectors that are behind
     * @param waits whether it tells nothing else
     */
    void tells(boolean all, boolean waits) {
        List<Told> told = fresh.stream()
                .filter(some -> all || (!waits && !behind.contains(some.key().collector())))
                .toList();
        told.forEach(some -> {
            promises.touch(some);
            rests(some);
        });
        fresh.removeAll(told);
    }

    private void rests(Told told) {
        long interval = settings.registry().interval().toSeconds();
        for (long start = told.from(); start <= told.to(); start += interval) {
            rests.computeIfAbsent(start, key -> new HashSet<>()).add(told.body());
        }
    }

    void connected() {
        patience.values().forEach(of -> of.connected(clock.millis()));
    }

    void disconnected() {
        patience.values().forEach(Patience::disconnected);
    }

    /** The broker has taken what the job published. */
    void published(String topic, byte[] payload) {
        for (CollectorId id : served) {
            if (topic.equals(new Topics(id).cursor(consumer))) {
                promises.published(id, Cursor.parse(payload));
            }
        }
    }

    /**
     * The job hears something.
     *
     * @param kept whether the broker had kept it
     * @param begun whether the job has opened, after which no cursor but its own tells it anything
     */
    void heard(String topic, byte[] payload, boolean kept, boolean begun) {
        patience.forEach((id, of) -> {
            Topics topics = new Topics(id);
            if (topic.equals(topics.head()) && !kept) {
                of.announced(Head.parse(payload), clock.millis());
            } else if (topic.equals(topics.cursor(consumer))) {
                heard(id, Cursor.parse(payload), begun);
            }
        });
    }

    private void heard(CollectorId collector, Cursor cursor, boolean begun) {
        if (cursor.nonce() == nonce) {
            patience.get(collector).answered(clock.millis());
        } else if (!begun) {
            predecessor.told(collector, cursor);
        }
    }

    /** The job begins in earnest. */
    void opens() {
        hasLostItsPlace = served.stream().anyMatch(id -> predecessor.isForgotten(id, promises.published(id)));
        promises.placeLost |= hasLostItsPlace;
    }

    /** The collectors that it serves or has served. */
    Set<CollectorId> served() {
        return Set.copyOf(served);
    }

    /** Which records the job's state and results rest on. */
    Set<Told.Key> takes() {
        return Set.copyOf(takes);
    }

    /** Whether the job has been handed all that its collectors announced. */
    boolean hasCaughtUp() {
        return patience.values().stream().allMatch(Patience::hasCaughtUp);
    }

    /** How far the deadline may have come, for a checkpoint. */
    Map<CollectorId, Patience.Kept> patience() {
        Map<CollectorId, Patience.Kept> kept = new TreeMap<>();
        patience.forEach((collector, of) -> kept.put(collector, of.kept()));
        return kept;
    }

    /** The records of these collectors that tell of an interval and have come to the halls' evidence. */
    Set<Told.Body> restsOn(long start, Collection<CollectorId> collectors) {
        Set<Told.Body> some = new HashSet<>(rests.getOrDefault(start, Set.of()));
        some.removeIf(body -> !collectors.contains(body.collector()));
        return some;
    }

    /** Whether it knows what a record says of an interval. */
    boolean knows(Told told, long start) {
        return rests.getOrDefault(start, Set.of()).contains(told.body());
    }

    /** Whether the rules let it settle what ends at an epoch second without waiting for a collector any longer. */
    boolean isOverdue(CollectorId collector, long end) {
        return patience.get(collector).isOverdue(end);
    }

    /** Whether it may have begun with less than was settled before. */
    boolean hasLostItsPlace() {
        return hasLostItsPlace;
    }
}
