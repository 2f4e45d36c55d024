/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.WireException;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.Shares;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns arrivals into changes of halls, chained to the source: evidence first, then what became complete by it. Flushes
 * once a second and before every checkpoint, so that no evidence is ever part of its own state.
 */
public final class EvidenceOperator extends AbstractStreamOperator<HallChange>
        implements OneInputStreamOperator<Arrival, HallChange> {

    private static final long serialVersionUID = 1L;
    private static final Logger LOGGER = LoggerFactory.getLogger(EvidenceOperator.class);
    private static final long FLUSH_MILLIS = 1000;

    private final EvidenceSettings settings;

    private transient Counters counters;
    private transient Placement placement;
    private transient ListState<CollectorState> state;
    private transient Map<CollectorId, CollectorDesk> desks;
    private transient long generation;
    /** The registry under which all that is complete has been told to its halls; 0 after a restore. */
    private transient long toldVersion;

    private transient @Nullable ScheduledFuture<?> flushTimer;

    @SuppressWarnings("NullAway.Init") // Flink opens what it has carried to the task
    public EvidenceOperator(EvidenceSettings settings) {
        this.settings = settings;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        counters = Counters.of(settings.job()).in(getMetricGroup());
        placement = new Placement(settings.registry().current());
        desks = new TreeMap<>();
        state = context.getOperatorStateStore()
                .getUnionListState(new ListStateDescriptor<>("collectors", new CollectorStateSerializer()));
        int parallelism = getRuntimeContext().getTaskInfo().getNumberOfParallelSubtasks();
        int mine = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        for (CollectorState restored : state.get()) {
            if (Shares.owner(restored.collector(), parallelism) == mine) {
                desks.put(restored.collector(), new CollectorDesk(restored, counters));
            }
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        scheduleFlush();
    }

    private void scheduleFlush() {
        long now = getProcessingTimeService().getCurrentProcessingTime();
        flushTimer = getProcessingTimeService().registerTimer(now + FLUSH_MILLIS, timestamp -> {
            flush();
            scheduleFlush();
        });
    }

    @Override
    public void processElement(StreamRecord<Arrival> element) {
        Arrival arrival = element.getValue();
        generation = Math.max(generation, arrival.generation());
        CollectorDesk desk = desk(arrival.collector());
        long now = getProcessingTimeService().getCurrentProcessingTime();
        if (arrival instanceof Arrival.Taken taken) {
            take(desk, taken.record(), now);
        } else if (arrival instanceof Arrival.Announced announced) {
            if (desk.progress().announced(announced.head())) {
                desk.progressed(now);
            }
        } else if (arrival instanceof Arrival.Standing standing) {
            desk.standing(standing.caughtUp(), now);
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

    private void take(CollectorDesk desk, UpRecord record, long now) {
        long firstSlot = 0;
        try {
            firstSlot = desk.premerge().take(record, placement);
        } catch (WireException | IllegalArgumentException unreadable) {
            counters.add(Counter.MALFORMED);
            LOGGER.atError()
                    .setCause(unreadable)
                    .addKeyValue("collector", desk.collector())
                    .addKeyValue("record", record)
                    .log("a record's body cannot be read; its slots stay unmeasured");
        }
        boolean last = record.kind() == UpRecord.Kind.FIN;
        if (desk.progress().taken(record.epoch(), firstSlot, record.through(), last)) {
            desk.progressed(now);
        }
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
        super.prepareSnapshotPreBarrier(checkpointId);
        flush();
    }

    @Override
    public void finish() throws Exception {
        flush();
        super.finish();
    }

    @Override
    public void close() throws Exception {
        if (flushTimer != null) {
            flushTimer.cancel(false);
        }
        super.close();
    }

    private void flush() throws IOException {
        if (generation == 0) {
            return;
        }
        Registry newest = settings.registry().current();
        boolean otherRegistry = newest.version() != toldVersion;
        if (newest.version() != placement.registry().version()) {
            placement = new Placement(newest);
        }
        toldVersion = newest.version();
        long now = getProcessingTimeService().getCurrentProcessingTime();
        List<CollectorDesk> served = new ArrayList<>();
        for (CollectorDesk desk : desks.values()) {
            if (placement.registry().collectors().containsKey(desk.collector())) {
                served.add(desk);
            } else {
                drain(desk);
            }
        }
        long floor =
                served.stream().mapToLong(desk -> desk.progress().base()).min().orElse(Long.MAX_VALUE);
        OptionalLong heard = served.stream()
                .filter(desk -> desk.progress().hasBeenHeard())
                .mapToLong(desk -> desk.progress().newestSettled())
                .max();
        for (CollectorDesk desk : served) {
            desk.progress().lowerBase(floor);
            desk.leaveToTheLedger();
            drain(desk);
            if (otherRegistry) {
                desk.progress().completeOnes().forEach(start -> complete(desk, start, false));
            }
            desk.progress().complete().forEach(start -> complete(desk, start, false));
            desk.overdue(now, settings.deadline(), heard).forEach(start -> {
                counters.add(Counter.DEADLINES);
                complete(desk, start, true);
            });
            desk.progress()
                    .forget(desk.progress().newestSettled(), settings.horizon().toSeconds())
                    .forEach(start -> forget(desk, start));
        }
    }

    private void drain(CollectorDesk desk) {
        LatePieces pieces = new LatePieces(desk, counters);
        Registry registry = placement.registry();
        desk.premerge()
                .drain(
                        (spot, evidence) -> {
                            switch (pieces.of(spot, false)) {
                                case HALL ->
                                    send(new HallChange.Evidence(spot.hall(), spot.start(), generation, evidence));
                                case LATE -> late(spot, evidence, new PlantTimeline());
                                case NONE -> {}
                            }
                        },
                        (spot, plant) -> {
                            switch (pieces.of(spot, true)) {
                                case HALL -> send(new HallChange.Plant(spot.hall(), spot.start(), generation, plant));
                                case LATE ->
                                    late(
                                            spot,
                                            new HallEvidence(
                                                    spot.start(),
                                                    (int) registry.interval().toSeconds(),
                                                    (int) registry.slot().toSeconds()),
                                            plant);
                                case NONE -> {}
                            }
                        });
    }

    private void late(Premerge.Spot spot, HallEvidence evidence, PlantTimeline plant) {
        long version = placement.registry().version();
        KeptEvidence piece = new KeptEvidence(spot.hall(), version, evidence, plant);
        send(new HallChange.Late(spot.hall(), spot.start(), generation, piece));
    }

    private void complete(CollectorDesk desk, long start, boolean byDeadline) {
        for (HallId hall : placement.halls(desk.collector())) {
            send(new HallChange.Complete(hall, start, generation, desk.collector(), byDeadline, toldVersion));
        }
    }

    private void forget(CollectorDesk desk, long start) {
        for (HallId hall : placement.halls(desk.collector())) {
            send(new HallChange.Forget(hall, start, generation, desk.collector()));
        }
    }

    private void send(HallChange change) {
        output.collect(new StreamRecord<>(change));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        state.update(desks.values().stream().map(CollectorDesk::state).toList());
    }
}
