/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.WireException;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.DeadLetters;
import io.nameplate.streamjobs.flow.HallChange;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The desks of the collectors that one subtask serves: turns their arrivals into changes of halls, evidence first, then
 * what became complete by it. Knows nothing of what runs it; the time is an argument, in epoch milliseconds. Not
 * thread-safe.
 */
public final class Desks {

    private static final Logger LOGGER = LoggerFactory.getLogger(Desks.class);

    private final EvidenceSettings settings;
    private final Counters counters;
    private final Consumer<HallChange> out;
    private final Map<CollectorId, CollectorDesk> desks = new TreeMap<>();
    private Placement placement;
    private long generation;
    /** The registry under which all that is complete has been told to its halls; 0 after a restore. */
    private long toldVersion;
    /** Whether all that an earlier run of the job had taken, of any collector here, has come again. */
    private boolean level;

    /**
     * Without any collector.
     *
     * @param out takes the changes in their order
     */
    public Desks(EvidenceSettings settings, Counters counters, Consumer<HallChange> out) {
        this.settings = settings;
        this.counters = counters;
        this.out = out;
        this.placement = new Placement(settings.registry().current());
    }

    /** Goes on with what a checkpoint kept of a collector. */
    public void restore(CollectorState state) {
        desks.put(state.collector(), new CollectorDesk(state, counters));
    }

    /** Takes what the source hands over; what follows from it is told at the next flush. */
    public void take(Arrival arrival, long now) {
        generation = Math.max(generation, arrival.generation());
        CollectorDesk desk = desk(arrival.collector());
        if (arrival instanceof Arrival.Taken taken) {
            take(desk, taken.record(), now);
        } else if (arrival instanceof Arrival.Gap gap) {
            desk.missing(gap.lost().firstSlot(), gap.lost().lastSlot(), slot(), Gaps.Why.UNREAD);
        } else if (arrival instanceof Arrival.Announced announced) {
            desk.heard(now);
            if (desk.progress().announced(announced.head())) {
                desk.progressed(now);
            }
        } else if (arrival instanceof Arrival.Standing standing) {
            desk.standing(standing.caughtUp(), now);
        } else if (arrival instanceof Arrival.Level told) {
            desk.level(told.reached(), now);
        } else if (arrival instanceof Arrival.Echo echo) {
            desk.answered(echo.atMillis());
        }
    }

    private CollectorDesk desk(CollectorId collector) {
        return desks.computeIfAbsent(
                collector,
                id -> new CollectorDesk(
                        new CollectorState(id, settings.settledBefore(), new CollectorProgress((int)
                                placement.registry().interval().toSeconds())),
                        counters));
    }

    private long interval() {
        return placement.registry().interval().toSeconds();
    }

    private Duration slot() {
        return placement.registry().slot();
    }

    private void take(CollectorDesk desk, UpRecord record, long now) {
        desk.moved(now);
        long firstSlot = 0;
        try {
            firstSlot = desk.premerge().take(record, placement);
            if (record.kind() == UpRecord.Kind.LOST) {
                Lost lost = Lost.parse(record.body());
                desk.missing(lost.firstSlot(), lost.lastSlot(), slot(), Gaps.Why.LOST);
            }
        } catch (WireException | IllegalArgumentException unreadable) {
            counters.add(Counter.MALFORMED);
            long before = desk.progress().through(record.epoch());
            desk.missing(before, Math.max(before, record.through()), slot(), Gaps.Why.UNREAD);
            DeadLetters.of(settings.job())
                    .add(
                            "collector " + desk.collector() + ", epoch " + record.epoch() + ", record " + record.seq(),
                            String.valueOf(unreadable.getMessage()),
                            record.body());
            LOGGER.atError()
                    .setCause(unreadable)
                    .addKeyValue("collector", desk.collector())
                    .addKeyValue("record", record)
                    .log("a record's body cannot be read; its slots stay unmeasured");
        }
        boolean last = record.kind() == UpRecord.Kind.FIN;
        if (desk.progress().taken(record.epoch(), record.seq(), firstSlot, record.through(), last)) {
            desk.progressed(now);
        }
    }

    /**
     * Tells what has come since the last flush, what became complete by it or by the deadline, and what is forgotten. In a
     * restored job all of it waits until what an earlier run had taken has come again, of every collector: a result may
     * rest on all of them, and none is told anew from a part.
     */
    public void flush(long now) {
        flush(now, false);
    }

    /**
     * As {@link #flush}, but nothing that was taken waits: what is not told yet would be missing from the checkpoint. What
     * has to wait is told as of no generation, and the halls keep it for themselves.
     */
    public void flushAll(long now) {
        flush(now, true);
    }

    private void flush(long now, boolean all) {
        if (generation == 0) {
            return;
        }
        Registry newest = settings.registry().current();
        if (newest.version() != placement.registry().version()) {
            placement = new Placement(newest);
        }
        List<CollectorDesk> served = served();
        level = level || !waits(now);
        if (!level && !all) {
            return;
        }
        desks.values().stream().filter(desk -> !served.contains(desk)).forEach(this::drain);
        long floor =
                served.stream().mapToLong(desk -> desk.progress().base()).min().orElse(Long.MAX_VALUE);
        OptionalLong heard = served.stream()
                .filter(desk -> desk.progress().hasBeenHeard())
                .mapToLong(desk -> desk.progress().newestSettled())
                .max();
        for (CollectorDesk desk : served) {
            desk.progress().lowerBase(floor);
            desk.leaveToTheLedger();
            if (desk.isLevel() || all) {
                drain(desk);
            }
        }
        if (level) {
            boolean otherRegistry = newest.version() != toldVersion;
            toldVersion = newest.version();
            served.forEach(desk -> complete(desk, otherRegistry, heard, now));
        }
    }

    private List<CollectorDesk> served() {
        return desks.values().stream()
                .filter(desk -> placement.registry().collectors().containsKey(desk.collector()))
                .toList();
    }

    /** Whether a flush would tell nothing yet, because this job knows less than an earlier run of it did. */
    public boolean waits(long now) {
        return !level && served().stream().anyMatch(desk -> desk.holdsUp(now));
    }

    private void complete(CollectorDesk desk, boolean otherRegistry, OptionalLong heard, long now) {
        CollectorProgress.Margins margins = placement.margins(desk.collector());
        if (otherRegistry) {
            desk.progress().completeOnes().forEach(start -> complete(desk, start, false));
        }
        if (desk.isLevel()) {
            desk.progress().complete(margins).forEach(start -> complete(desk, start, false));
        }
        desk.overdue(now, deadline(desk), heard).forEach(start -> {
            counters.add(Counter.DEADLINES);
            complete(desk, start, true);
        });
        desk.knownAnew(interval()).forEach(start -> complete(desk, start, false));
        desk.forget(settings.horizon().toSeconds(), margins).forEach(start -> forget(desk, start));
        desk.forgetGaps();
    }

    private Duration deadline(CollectorDesk desk) {
        Duration forAll = settings.deadline();
        return forAll != null ? forAll : placement.deadline(desk.collector());
    }

    private void drain(CollectorDesk desk) {
        LatePieces pieces = new LatePieces(desk, counters);
        long told = level ? generation : 0;
        Registry registry = placement.registry();
        desk.premerge()
                .drain(
                        (spot, evidence) -> {
                            switch (pieces.of(spot, false)) {
                                case HALL ->
                                    out.accept(new HallChange.Evidence(spot.hall(), spot.start(), told, evidence));
                                case LATE -> late(spot, evidence, new PlantTimeline());
                                case EARLY, NONE -> {}
                            }
                        },
                        (spot, plant) -> {
                            LatePieces.Place place = pieces.of(spot, true);
                            switch (place) {
                                case HALL -> out.accept(new HallChange.Plant(spot.hall(), spot.start(), told, plant));
                                case LATE ->
                                    late(
                                            spot,
                                            new HallEvidence(
                                                    spot.start(),
                                                    (int) registry.interval().toSeconds(),
                                                    (int) registry.slot().toSeconds()),
                                            plant);
                                case EARLY, NONE -> {}
                            }
                            return place != LatePieces.Place.EARLY;
                        });
    }

    private void late(Premerge.Spot spot, HallEvidence evidence, PlantTimeline plant) {
        long version = placement.registry().version();
        KeptEvidence piece = new KeptEvidence(spot.hall(), version, evidence, plant);
        out.accept(new HallChange.Late(spot.hall(), spot.start(), generation, piece));
    }

    private void complete(CollectorDesk desk, long start, boolean byDeadline) {
        Gaps gaps = desk.tellGaps(start, interval());
        for (HallId hall : placement.halls(desk.collector())) {
            out.accept(
                    new HallChange.Complete(hall, start, generation, desk.collector(), byDeadline, toldVersion, gaps));
        }
    }

    private void forget(CollectorDesk desk, long start) {
        for (HallId hall : placement.halls(desk.collector())) {
            out.accept(new HallChange.Forget(hall, start, generation, desk.collector()));
        }
    }

    /** What a checkpoint keeps. To be asked right after a flush, because what waits for one is not part of it. */
    public List<CollectorState> states() {
        return desks.values().stream().map(CollectorDesk::state).toList();
    }
}
