/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Delivery;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Intake;
import io.nameplate.model.wire.Intakes;
import io.nameplate.model.wire.Position;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The job's end of the wire to one collector. The link's thread fills it, the task's thread empties it, a timer asks for
 * the cursor; every method holds the lock for a moment only, so none of them waits for another's work.
 */
final class CollectorEnd {

    /** After this long without a head nobody is there to wait for. */
    private static final Duration HEAD_PATIENCE = Duration.ofSeconds(30);

    private final CollectorId collector;
    private final Intakes intakes;
    private final Incidents incidents;

    private boolean open;
    private boolean retainedSeen;
    private @Nullable Head early;
    private boolean earlyRetained;

    private boolean connected;
    private long connectedAt;
    private boolean headSinceConnect;
    private boolean echoSinceConnect;
    /** When our cursor came back last; 0 once that is told. */
    private long echoedAt;

    private @Nullable Head toAnnounce;
    private boolean caughtUpTold;
    private boolean isLevel;
    private boolean behindTold;
    /** The two instances that run under this collector's name; empty as long as there is one. */
    private String conflict = "";

    CollectorEnd(CollectorId collector, long nonce, int capacity, Counters counters) {
        this.collector = collector;
        this.intakes = new Intakes(collector, nonce, capacity);
        this.incidents = new Incidents(collector, counters);
    }

    CollectorId collector() {
        return collector;
    }

    synchronized void restore(Collection<EpochSplit> splits) {
        Map<EpochId, Position> positions = new TreeMap<>();
        splits.forEach(split -> positions.put(split.epoch(), split.position()));
        intakes.restore(positions);
        splits.forEach(split -> intakes.claimed(split.epoch(), split.claimed()));
    }

    /** Takes the connection's coming and going. */
    synchronized void connected(boolean isConnected, long nowMillis) {
        if (connected && !isConnected) {
            intakes.disconnected();
        }
        connected = isConnected;
        connectedAt = nowMillis;
        headSinceConnect = false;
        echoSinceConnect = false;
        echoedAt = 0;
    }

    /** Whether the cursor that the broker kept is known, or there is none. */
    synchronized boolean knowsRetained(long nowMillis, long patienceMillis) {
        return retainedSeen || (connected && nowMillis - connectedAt >= patienceMillis);
    }

    synchronized long leastGeneration() {
        return intakes.generation();
    }

    /** Begins this generation: from now on messages count. */
    synchronized void open(long generation) {
        if (open) {
            return;
        }
        open = true;
        intakes.open(generation);
        if (early != null) {
            head(early, earlyRetained);
            early = null;
        }
    }

    /** Takes a head. One that the broker had kept may be old: it begins nothing and tells nobody how far to go. */
    synchronized void onHead(Head head, boolean retained) {
        headSinceConnect |= !retained;
        if (open) {
            head(head, retained);
        } else if (early == null || !retained) {
            early = head;
            earlyRetained = retained;
        }
    }

    private void head(Head head, boolean retained) {
        switch (intakes.onHead(head, retained)) {
            case NOTED -> toAnnounce = retained ? toAnnounce : head;
            case OUTDATED -> incidents.outdatedHead();
            case TWO_INSTANCES -> {
                long other = intakes.head().map(Head::nonce).orElse(head.nonce());
                conflict = Long.toHexString(head.nonce()) + " and " + Long.toHexString(other);
                incidents.twoInstances(head.nonce(), other);
            }
        }
    }

    /** Takes a cursor of our own topic; true if another job has taken over. */
    synchronized boolean onCursor(Cursor cursor, long nowMillis) {
        if (!open) {
            retainedSeen = true;
            intakes.retained(cursor);
            return false;
        }
        Intakes.CursorOutcome outcome = intakes.onCursor(cursor);
        if (outcome == Intakes.CursorOutcome.OURS) {
            echoedAt = nowMillis;
            echoSinceConnect = true;
        }
        return outcome == Intakes.CursorOutcome.STOP;
    }

    synchronized void onRecord(UpRecord record) {
        if (!open) {
            return;
        }
        intakes.onRecord(record).ifPresent(outcome -> {
            incidents.received(outcome);
            if (outcome == Intake.Outcome.FORK) {
                intakes.intake(record.epoch()).flatMap(Intake::fork).ifPresent(incidents::frozen);
            }
        });
    }

    /** The next thing for the job, in order; empty if there is nothing now. */
    synchronized Optional<Arrival> next(long nowMillis) {
        if (!open) {
            return Optional.empty();
        }
        Optional<Arrival> level = level(nowMillis);
        if (level.isPresent()) {
            return level;
        }
        Head head = toAnnounce;
        toAnnounce = null;
        if (head != null) {
            return Optional.of(new Arrival.Announced(collector, intakes.generation(), head));
        }
        Optional<Delivery> delivery = intakes.poll();
        if (delivery.isPresent()) {
            if (delivery.get() instanceof Delivery.Taken taken) {
                incidents.taken(taken.record());
                return Optional.of(new Arrival.Taken(collector, intakes.generation(), taken.record()));
            }
            if (delivery.get() instanceof Delivery.Gap gap) {
                incidents.skipped(gap.lost());
                return Optional.of(new Arrival.Gap(collector, intakes.generation(), gap.lost()));
            }
        }
        if (echoedAt != 0) {
            long at = echoedAt;
            echoedAt = 0;
            return Optional.of(new Arrival.Echo(collector, intakes.generation(), at));
        }
        boolean caughtUp = isCaughtUp(nowMillis);
        if (caughtUp != caughtUpTold) {
            caughtUpTold = caughtUp;
            return Optional.of(new Arrival.Standing(collector, intakes.generation(), caughtUp));
        }
        return Optional.empty();
    }

    /** Before anything else: that the job knows less than an earlier run of it did, then that it does no more. */
    private Optional<Arrival> level(long nowMillis) {
        if (isLevel) {
            return Optional.empty();
        }
        isLevel = intakes.isLevel() || isCaughtUp(nowMillis);
        if (isLevel == behindTold) {
            behindTold = true;
            return Optional.of(new Arrival.Level(collector, intakes.generation(), isLevel));
        }
        return Optional.empty();
    }

    private boolean isCaughtUp(long nowMillis) {
        if (!connected || !echoSinceConnect || intakes.intakes().stream().anyMatch(Intake::isFrozen)) {
            return false;
        }
        return headSinceConnect ? intakes.caughtUp() : nowMillis - connectedAt >= HEAD_PATIENCE.toMillis();
    }

    /** The two instances that run under this collector's name, in words; empty as long as only one was heard. */
    synchronized String conflict() {
        return conflict;
    }

    /** Whether everything announced was handed over, as last told. */
    synchronized boolean caughtUpTold() {
        return caughtUpTold;
    }

    /** How many announced records were not handed over yet. */
    synchronized long behind() {
        long behind = 0;
        for (Head.Epoch epoch : intakes.head().map(Head::epochs).orElse(List.of())) {
            long next = intakes.intake(epoch.epoch())
                    .map(intake -> intake.emitted().expected())
                    .orElse(1L);
            behind += Math.max(0, epoch.head() + 1 - next);
        }
        return behind;
    }

    /** All slots before this epoch second have been handed over in the newest epoch; 0 if none has. */
    synchronized long through() {
        return intakes.intakes().stream()
                .mapToLong(intake -> intake.emitted().through())
                .max()
                .orElse(0);
    }

    synchronized List<EpochSplit> snapshot(long checkpointId) {
        List<EpochSplit> splits = new ArrayList<>();
        intakes.snapshot(checkpointId)
                .forEach((epoch, position) ->
                        splits.add(new EpochSplit(collector, epoch, position, intakes.claimed(epoch))));
        return splits;
    }

    synchronized void completed(long checkpointId) {
        intakes.completed(checkpointId);
    }

    /** Whether the collector should be told of room before it runs out of it. */
    synchronized boolean hasRoomToTell() {
        return open && connected && intakes.hasRoomToTell();
    }

    /** The cursor to publish now, if one is due. */
    synchronized Optional<Cursor> cursorDue(long nowMillis) {
        return open && connected ? intakes.cursorDue(nowMillis) : Optional.empty();
    }
}
