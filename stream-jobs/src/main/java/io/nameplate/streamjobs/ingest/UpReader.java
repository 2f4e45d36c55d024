/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.WireException;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.DeadLetters;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of the collectors it was given. The link's thread sorts messages to the collectors' ends and never
 * blocks; the task's thread empties the ends one arrival at a time; a timer publishes the cursors, also while the task
 * is held up further down.
 */
final class UpReader implements SourceReader<Arrival, EpochSplit>, BrokerLink.Listener {

    private static final Logger LOGGER = LoggerFactory.getLogger(UpReader.class);
    private static final long TICK_MILLIS = 200;
    /** A broker hands out what it kept at once; after this long there is nothing. */
    private static final long RETAINED_MILLIS = 1_500;

    private static final String BROKER_TROUBLE = "broker_trouble";
    private static final String CONFLICT = "conflict.";

    private final SourceReaderContext context;
    private final UpSettings settings;
    private final Counters counters;
    private final long nonce;
    private final Gate gate = new Gate();
    private final ServedCollectors served = new ServedCollectors();
    private final ScheduledExecutorService timer;

    private volatile Set<String> everybody = Set.of();
    private volatile @Nullable String stopped;
    private volatile boolean linkUp;
    private volatile long linkUpAt;
    /** Why there is no connection, as it was told last. */
    private volatile @Nullable LinkTrouble trouble;

    private volatile boolean ready;
    private volatile long generation;
    private final AtomicBoolean telling = new AtomicBoolean();
    private boolean proposed;
    private @Nullable BrokerLink link;
    private @Nullable ScheduledFuture<?> ticking;

    UpReader(SourceReaderContext context, UpSettings settings, long nonce) {
        this(context, settings, nonce, Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "cursor-timer");
            thread.setDaemon(true);
            return thread;
        }));
    }

    /** A reader with a timer of one thread, which ends with it. */
    UpReader(SourceReaderContext context, UpSettings settings, long nonce, ScheduledExecutorService timer) {
        this.context = context;
        this.settings = settings;
        this.nonce = nonce;
        this.timer = timer;
        this.counters = Counters.of(settings.job()).in(context.metricGroup());
    }

    @Override
    public void start() {
        ticking = timer.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void addSplits(List<EpochSplit> splits) {
        served.keep(splits);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
        if (event instanceof ReaderEvent.Serve serve) {
            serve(serve);
        } else if (event instanceof ReaderEvent.Begin begin && generation == 0) {
            generation = begin.generation();
            counters.state("generation", generation);
            served.ends().forEach(end -> end.open(generation));
            gate.signal();
        }
    }

    private void serve(ReaderEvent.Serve serve) {
        everybody = Set.copyOf(serve.everybody());
        long now = settings.clock().millis();
        park(Set.copyOf(serve.mine()));
        for (String name : serve.mine()) {
            CollectorId collector = new CollectorId(name);
            if (served.end(collector) != null) {
                continue;
            }
            CollectorEnd end = new CollectorEnd(collector, nonce, settings.capacity(), counters);
            // a failover leaves what the reader before stated
            Counters.of(settings.job()).unstate(CONFLICT + collector);
            served.restore(end, serve.known().contains(name));
            end.connected(linkUp, now);
            if (generation != 0) {
                end.open(generation);
            }
            served.serve(end);
        }
        if (link == null) {
            link = settings.links().open("nameplate-" + settings.consumer() + "-" + Long.toHexString(nonce), this);
        }
        link.subscribe(served.topics(settings.consumer()));
        ready = true;
    }

    private void park(Set<String> mine) {
        for (CollectorId collector : served.park(mine)) {
            List.of("caught_up.", "behind.", "through.").forEach(key -> counters.unstate(key + collector));
            Counters.of(settings.job()).unstate(CONFLICT + collector);
            LOGGER.atInfo().addKeyValue("collector", collector).log("the registry names it no more");
        }
    }

    @Override
    public void connected() {
        linkUpAt = settings.clock().millis();
        linkUp = true;
        trouble = null;
        counters.state("broker_connected", true);
        Counters.of(settings.job()).unstate(BROKER_TROUBLE);
        LOGGER.atInfo().log("connected to the broker");
        served.ends().forEach(end -> end.connected(true, linkUpAt));
    }

    @Override
    public void disconnected(LinkTrouble why) {
        if (!why.equals(trouble)) {
            LOGGER.atWarn()
                    .addKeyValue("reason", why.reason().label())
                    .addKeyValue("detail", why.sentence())
                    .log("there is no connection to the broker");
        }
        trouble = why;
        linkUp = false;
        counters.state("broker_connected", false);
        Counters.of(settings.job()).state(BROKER_TROUBLE, why.sentence());
        long now = settings.clock().millis();
        served.ends().forEach(end -> end.connected(false, now));
        gate.signal();
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean retained) {
        String[] levels = topic.split("/", -1);
        if (levels.length < 4) {
            return;
        }
        try {
            CollectorEnd end = served.end(new CollectorId(levels[2]));
            if (end == null) {
                if (!everybody.contains(levels[2])) {
                    refuse(levels[2]);
                }
                return;
            }
            switch (levels[3]) {
                case "up" -> end.onRecord(UpRecord.parse(payload));
                case "head" -> end.onHead(Head.parse(payload), retained);
                case "cursor" -> cursor(end, Cursor.parse(payload));
                default -> LOGGER.atDebug().addKeyValue("topic", topic).log("a topic that nobody asked for");
            }
        } catch (WireException | IllegalArgumentException unreadable) {
            counters.add(Counter.MALFORMED);
            DeadLetters.of(settings.job()).add("topic " + topic, String.valueOf(unreadable.getMessage()), payload);
            LOGGER.atWarn().setCause(unreadable).addKeyValue("topic", topic).log("a message cannot be read");
        }
        gate.signal();
    }

    private void refuse(String name) {
        if (context.getIndexOfSubtask() == 0 && ready) {
            counters.add(Counter.REFUSED);
            LOGGER.atDebug().addKeyValue("collector", name).log("the registry does not know this collector");
        }
    }

    private void cursor(CollectorEnd end, Cursor cursor) {
        if (end.onCursor(cursor, settings.clock().millis())) {
            stopped = "another job reads collector " + end.collector() + " as consumer '" + settings.consumer()
                    + "' with generation " + cursor.generation() + ", this one has " + generation
                    + "; this job stops. Give one of them another --consumer.";
        }
    }

    /** What the timer does: publishes the cursors that are due. */
    void tick() {
        try {
            long now = settings.clock().millis();
            for (CollectorEnd end : served.ends()) {
                publishCursor(end, now);
                counters.state("caught_up." + end.collector(), end.caughtUpTold());
                counters.state("behind." + end.collector(), end.behind());
                counters.state("through." + end.collector(), end.through());
                if (!end.conflict().isEmpty()) {
                    // a text is no metric: that there is one says the count of forks
                    Counters.of(settings.job()).state(CONFLICT + end.collector(), end.conflict());
                }
            }
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("the cursors could not be published");
        }
        gate.signal();
    }

    /** Only the timer publishes: so an older cursor never follows a newer one. */
    private void publishCursor(CollectorEnd end, long now) {
        BrokerLink to = link;
        Optional<Cursor> due = end.cursorDue(now);
        if (due.isPresent() && to != null) {
            to.publishRetained(
                    new Topics(end.collector()).cursor(settings.consumer()),
                    due.get().encode());
        }
    }

    /** Has the collector told of room at once: it may run out of it before the next tick. */
    private void tellRoom(CollectorEnd end) {
        if (end.hasRoomToTell() && telling.compareAndSet(false, true)) {
            timer.execute(() -> {
                telling.set(false);
                tick();
            });
        }
    }

    @Override
    public InputStatus pollNext(ReaderOutput<Arrival> output) {
        String reason = stopped;
        if (reason != null) {
            throw new SuppressRestartsException(new IllegalStateException(reason));
        }
        long now = settings.clock().millis();
        if (generation == 0) {
            propose(now);
            return InputStatus.NOTHING_AVAILABLE;
        }
        for (CollectorEnd end : served.inTurn()) {
            Optional<Arrival> arrival = end.next(now);
            if (arrival.isPresent()) {
                served.hadItsTurn(end);
                tellRoom(end);
                output.collect(arrival.get());
                return InputStatus.MORE_AVAILABLE;
            }
        }
        return InputStatus.NOTHING_AVAILABLE;
    }

    /** Proposes a generation once every cursor that the broker kept is known. */
    private void propose(long now) {
        if (proposed || !ready || (!served.ends().isEmpty() && !linkUp)) {
            return;
        }
        long least = now;
        for (CollectorEnd end : served.ends()) {
            if (!end.knowsRetained(now, RETAINED_MILLIS)) {
                return;
            }
            least = Math.max(least, end.leastGeneration());
        }
        proposed = true;
        context.sendSourceEventToCoordinator(new ReaderEvent.Propose(least));
    }

    @Override
    public List<EpochSplit> snapshotState(long checkpointId) {
        return served.snapshot(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        counters.add(Counter.CHECKPOINTS);
        served.ends().forEach(end -> end.completed(checkpointId));
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return gate.look();
    }

    @Override
    public void notifyNoMoreSplits() {
        // there are always more
    }

    @Override
    public void close() {
        if (ticking != null) {
            ticking.cancel(false);
        }
        timer.shutdownNow();
        if (link != null) {
            link.close();
        }
    }
}
