/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Topics;
import io.nameplate.streamjobs.evidence.CollectorStateSerializer;
import io.nameplate.streamjobs.evidence.Desks;
import io.nameplate.streamjobs.evidence.EvidenceSettings;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.HallChangeSerializer;
import io.nameplate.streamjobs.flow.HallWord;
import io.nameplate.streamjobs.flow.HallWordSerializer;
import io.nameplate.streamjobs.flow.LineInterval;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.LineOutcomeSerializer;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.LinePartSerializer;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.ingest.BrokerLink;
import io.nameplate.streamjobs.ingest.ReaderDoor;
import io.nameplate.streamjobs.ingest.UpSettings;
import io.nameplate.streamjobs.job.StartDoor;
import io.nameplate.streamjobs.sink.SinkDoor;
import io.nameplate.streamjobs.verdict.HallDesk;
import io.nameplate.streamjobs.verdict.HallState;
import io.nameplate.streamjobs.verdict.HallStateSerializer;
import io.nameplate.streamjobs.verdict.LineDesk;
import io.nameplate.streamjobs.verdict.LineState;
import io.nameplate.streamjobs.verdict.LineStateSerializer;
import io.nameplate.streamjobs.verdict.Surroundings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/**
 * One run of the stream job: its operators' own logic, one behind the other, with what crosses an edge between tasks
 * written and read by its own serializer. What Flink does (order on an edge, barriers, timers, keyed state) is done here.
 */
final class JobHost implements Broker.Client, BrokerLink, ProcessingTimeService {

    private static final HallChangeSerializer CHANGES = new HallChangeSerializer();
    private static final HallWordSerializer WORDS = new HallWordSerializer();
    private static final LinePartSerializer PARTS = new LinePartSerializer();
    private static final LineOutcomeSerializer OUTCOMES = new LineOutcomeSerializer();
    private static final HallStateSerializer HALLS = new HallStateSerializer();
    private static final LineStateSerializer LINES = new LineStateSerializer();
    private static final CollectorStateSerializer DESKS = new CollectorStateSerializer();
    private static final String NAME = "simulated";
    private static final ConsumerId CONSUMER = new ConsumerId("job");

    /** A key of the first verdict. */
    record Hall(String hall, long start) implements Comparable<Hall> {
        @Override
        public int compareTo(Hall other) {
            int byStart = Long.compare(start, other.start);
            return byStart != 0 ? byStart : hall.compareTo(other.hall);
        }
    }

    /** A key of the second one. */
    record Line(String lease, String line, long start) implements Comparable<Line> {
        @Override
        public int compareTo(Line other) {
            int byStart = Long.compare(start, other.start);
            int byLease = byStart != 0 ? byStart : lease.compareTo(other.lease);
            return byLease != 0 ? byLease : line.compareTo(other.line);
        }
    }

    /** How the job is set up. */
    record Settings(Versions versions, Duration deadline, Duration horizon, int capacity) {
        Registry registry() {
            return versions.current();
        }
    }

    /**
     * What a run begins with.
     *
     * @param from empty for a job without state
     * @param settled what the ledger has settled then; used without state only
     */
    record Begin(Optional<Checkpoint> from, List<SettledThrough> settled) {

        List<SettledThrough> left() {
            return from.map(Checkpoint::left).orElse(settled);
        }
    }

    private record Callback(long at, ProcessingTimeService.ProcessingTimeCallback call) {}

    private final Settings settings;
    private final Steps steps;
    private final VirtualClock clock;
    private final Broker broker;
    private final Promises promises;
    private final Story story;
    private final Map<Told.Key, Told> known;
    private final List<Told> fresh = new ArrayList<>();
    /** Of these nothing is told to the halls yet but before a checkpoint. */
    private final Set<CollectorId> behind = new TreeSet<>();

    private final Map<Long, Set<Told.Body>> rests = new HashMap<>();
    private final ReaderDoor reader;
    private final Desks desks;
    private final HallDesk hallDesk;
    private final LineDesk lineDesk;
    private final List<SettledThrough> left;
    private final SinkDoor sinks;
    private final Map<Hall, HallState> halls = new TreeMap<>();
    private final Timers<Hall> hallTimers = new Timers<>();
    private final Map<Line, LineState> lines = new TreeMap<>();
    private final Timers<Line> lineTimers = new Timers<>();
    private final Set<CollectorId> served;
    private final Set<Told.Key> takes = new HashSet<>();
    private final Map<CollectorId, Patience> patience = new TreeMap<>();
    private final Predecessor predecessor;
    private boolean opened;
    private boolean hasLostItsPlace;
    private final long nonce;
    private final Map<String, byte[]> unsent = new HashMap<>();
    private Callback callback;
    private BrokerLink.Listener listener;
    private Broker.Session session;
    private long flushAt;
    private long keepAt;
    final long startedAt;
    long generation;
    /** Another job has begun in its place. */
    boolean isReplaced;

    JobHost(
            Settings settings,
            Begin begin,
            Broker broker,
            SinkDoor.Ledger ledger,
            VirtualClock clock,
            Steps steps,
            Random random,
            Promises promises,
            Map<Told.Key, Told> known,
            Story story)
            throws IOException {
        this.settings = settings;
        this.broker = broker;
        this.clock = clock;
        this.steps = steps;
        this.promises = promises;
        this.known = known;
        this.story = story;
        this.startedAt = clock.millis();
        Registry registry = settings.registry();
        var access = settings.versions();
        this.hallDesk = new HallDesk(access);
        this.left = begin.left();
        this.lineDesk = new LineDesk(access, left);
        this.desks = new Desks(
                new EvidenceSettings(
                        NAME,
                        access,
                        settings.deadline(),
                        settings.horizon(),
                        StartDoor.settledBefore(registry, begin.settled())),
                Counters.of(NAME).in(UnregisteredMetricsGroup.createSourceReaderMetricGroup()),
                change -> toHall(Bytes.sent(CHANGES, change)));
        this.sinks = new SinkDoor(NAME, ledger, this, part -> toLine(Bytes.sent(PARTS, part)));
        this.served = new TreeSet<>(registry.collectors().keySet());
        Optional<Checkpoint> from = begin.from();
        from.ifPresent(this::restore);
        Map<CollectorId, Patience.Kept> kept = from.map(Checkpoint::patience).orElse(Map.of());
        registry.collectors()
                .keySet()
                .forEach(id -> patience.put(id, new Patience(kept.getOrDefault(id, Patience.Kept.NOTHING))));
        this.predecessor = new Predecessor(kept);
        this.nonce = random.nextLong();
        UpSettings up = new UpSettings(
                NAME,
                CONSUMER.value(),
                access,
                (name, told) -> {
                    listener = told;
                    session = broker.open(name, this);
                    return this;
                },
                settings.capacity(),
                clock);
        this.reader = new ReaderDoor(
                up,
                nonce,
                registry.collectors().keySet(),
                from.map(Checkpoint::served).orElse(Set.of()),
                from.map(Checkpoint::splits).orElse(List.of()),
                this::take);
    }

    private void restore(Checkpoint kept) {
        kept.desks().forEach(bytes -> desks.restore(Bytes.read(DESKS, bytes)));
        kept.halls().forEach((key, bytes) -> halls.put(key, Bytes.read(HALLS, bytes)));
        kept.lines().forEach((key, bytes) -> lines.put(key, Bytes.read(LINES, bytes)));
        hallTimers.restore(kept.hallTimers());
        lineTimers.restore(kept.lineTimers());
        takes.addAll(kept.takes());
        takes.forEach(key -> rests(known.get(key)));
        served.addAll(kept.served());
    }

    private void take(Arrival arrival) {
        if (!(arrival instanceof Arrival.Echo)) {
            steps.pass("before an arrival is taken");
        }
        generation = Math.max(generation, arrival.generation());
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
        story.detail(() -> "job " + generation % 1_000_000 + " takes " + inShort(arrival));
        desks.take(arrival, clock.millis());
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

    private static String inShort(Arrival arrival) {
        return arrival instanceof Arrival.Taken taken
                ? taken.collector() + " " + taken.record()
                : String.valueOf(arrival);
    }

    private void toHall(HallChange change) {
        steps.pass("before a hall is told");
        story.detail(() -> "job " + generation % 1_000_000 + " tells "
                + change.getClass().getSimpleName() + " "
                + change.hall() + " " + (change.start() - Site.START)
                + (change instanceof HallChange.Complete told
                        ? " " + told.collector() + (told.byDeadline() ? " by deadline" : "")
                        : ""));
        Hall key = new Hall(change.hall().value(), change.start());
        keep(halls, key, hallDesk.take(change, halls.get(key), new InHall(key)));
    }

    private void toLine(LinePart part) {
        steps.pass("before a line is told");
        LineInterval about = part.about();
        Line key = new Line(about.line().lease().value(), about.line().line().value(), about.start());
        keep(lines, key, lineDesk.take(part, lines.get(key), new InLine(key)));
    }

    private static <K, V> void keep(Map<K, V> states, K key, V state) {
        if (state == null) {
            states.remove(key);
        } else {
            states.put(key, state);
        }
    }

    private final class InHall implements Surroundings<HallWord> {
        private final Hall key;

        InHall(Hall key) {
            this.key = key;
        }

        @Override
        public long now() {
            return clock.millis();
        }

        @Override
        public void send(HallWord word) {
            if (word instanceof LinePart part) {
                promises.said(JobHost.this, part, clock.millis());
            }
            try {
                sinks.take(Bytes.sent(WORDS, word), clock.millis());
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public void setTimer(long at) {
            hallTimers.set(at, key);
        }

        @Override
        public void dropTimer(long at) {
            hallTimers.drop(at, key);
        }
    }

    private final class InLine implements Surroundings<LineOutcome> {
        private final Line key;

        InLine(Line key) {
            this.key = key;
        }

        @Override
        public long now() {
            return clock.millis();
        }

        @Override
        public void send(LineOutcome outcome) {
            story.detail(() -> "job " + generation % 1_000_000 + " says " + key.lease() + "/" + key.line() + " "
                    + (key.start() - Site.START) + (outcome.settled() ? " settled " : " open ")
                    + outcome.result().content().states() + " "
                    + outcome.result().judgements());
            try {
                sinks.write(Bytes.sent(OUTCOMES, outcome));
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public void setTimer(long at) {
            lineTimers.set(at, key);
        }

        @Override
        public void dropTimer(long at) {
            lineTimers.drop(at, key);
        }
    }

    /** Lets the job work for a moment: takes at most so many arrivals, and does what is due. */
    void run(int most) throws Exception {
        long now = clock.millis();
        patience.values().forEach(of -> of.look(now));
        if (!opened && openedAs() > 0) {
            opens();
        }
        if (session != null) {
            boolean idle = false;
            for (int i = 0; i < most && !idle; i++) {
                idle = !reader.poll();
                if (!idle) {
                    steps.pass("between two arrivals");
                }
            }
            if (idle) {
                patience.values().forEach(of -> of.idle(now));
            }
            reader.tick();
        }
        if (now >= flushAt) {
            flushAt = now + 1_000;
            flush(now, false);
        }
        for (Timers.Timer<Hall> due : hallTimers.due(now)) {
            Hall key = due.key();
            keep(
                    halls,
                    key,
                    hallDesk.due(new HallId(key.hall()), key.start(), due.at(), halls.get(key), new InHall(key)));
        }
        for (Timers.Timer<Line> due : lineTimers.due(now)) {
            Line key = due.key();
            keep(lines, key, lineDesk.due(Checkpoint.about(key), due.at(), lines.get(key), new InLine(key)));
        }
        if (now >= keepAt) {
            keepAt = now + 500;
            sinks.tick(now);
        }
        Callback waiting = callback;
        if (waiting != null && now >= waiting.at()) {
            callback = null;
            waiting.call().onProcessingTime(now);
        }
    }

    private void flush(long now, boolean all) {
        patience.values().forEach(of -> of.comesDue(now, settings.deadline()));
        boolean waits = desks.waits(now);
        List<Told> told = fresh.stream()
                .filter(some -> all || (!waits && !behind.contains(some.key().collector())))
                .toList();
        told.forEach(some -> {
            promises.touch(some);
            rests(some);
        });
        fresh.removeAll(told);
        if (all) {
            desks.flushAll(now);
        } else {
            desks.flush(now);
        }
    }

    private void rests(Told told) {
        long interval = settings.registry().interval().toSeconds();
        for (long start = told.from(); start <= told.to(); start += interval) {
            rests.computeIfAbsent(start, key -> new HashSet<>()).add(told.body());
        }
    }

    /** The records of these collectors that tell of an interval and have come to the halls' evidence. */
    Set<Told.Body> restsOn(long start, Collection<CollectorId> collectors) {
        Set<Told.Body> some = new HashSet<>(rests.getOrDefault(start, Set.of()));
        some.removeIf(body -> !collectors.contains(body.collector()));
        return some;
    }

    /** A barrier goes through all operators; the ledger must answer meanwhile. */
    Checkpoint checkpoint(long id) throws IOException, InterruptedException {
        steps.pass("before a checkpoint");
        long now = clock.millis();
        flush(now, true);
        List<byte[]> splits = reader.snapshot(id);
        List<byte[]> states =
                desks.states().stream().map(state -> Bytes.of(DESKS, state)).toList();
        Set<Told.Key> rests = Set.copyOf(takes);
        Map<CollectorId, Patience.Kept> kept = new TreeMap<>();
        patience.forEach((collector, of) -> kept.put(collector, of.kept()));
        sinks.keepAll(now);
        Map<Hall, byte[]> hallBytes = new TreeMap<>();
        halls.forEach((key, state) -> hallBytes.put(key, Bytes.of(HALLS, state)));
        sinks.writeAll();
        Map<Line, byte[]> lineBytes = new TreeMap<>();
        lines.forEach((key, state) -> lineBytes.put(key, Bytes.of(LINES, state)));
        steps.pass("behind a checkpoint");
        return new Checkpoint(
                id,
                splits,
                Set.copyOf(served),
                states,
                left,
                hallBytes,
                hallTimers.snapshot(),
                lineBytes,
                lineTimers.snapshot(),
                rests,
                kept);
    }

    /** The checkpoint is whole; this may come late or, after a crash, never. */
    void completed(long id) {
        reader.completed(id);
    }

    /** The generation under which it has opened; 0 before. */
    long openedAs() {
        return reader.generation();
    }

    /** Which records the job's state and results rest on. */
    Set<Told.Key> takes() {
        return takes;
    }

    /** Whether it knows what a record says of an interval. */
    boolean knows(Told told, long start) {
        return rests.getOrDefault(start, Set.of()).contains(told.body());
    }

    /** Whether the rules let it settle what ends at an epoch second without waiting for a collector any longer. */
    boolean isOverdue(CollectorId collector, long end) {
        return patience.get(collector).isOverdue(end);
    }

    /** Whether anything is kept of any interval. */
    boolean isEmpty() {
        return halls.isEmpty() && lines.isEmpty() && hallTimers.isEmpty() && lineTimers.isEmpty();
    }

    /** The process is gone. */
    void die() {
        if (session != null) {
            session.drop(0);
            session.end();
        }
    }

    /** It is cut off from the broker without noticing. */
    void cutOff() {
        session.freeze();
    }

    @Override
    public void subscribe(Collection<String> filters) {
        session.subscribe(filters);
    }

    @Override
    public void publishRetained(String topic, byte[] payload) {
        steps.pass("before a cursor is published");
        publish(topic, payload);
    }

    @Override
    public void close() {
        session.end();
    }

    @Override
    public void connected() {
        patience.values().forEach(of -> of.connected(clock.millis()));
        listener.connected();
        Map<String, byte[]> waiting = new TreeMap<>(unsent);
        unsent.clear();
        waiting.forEach(this::publish);
    }

    private void publish(String topic, byte[] payload) {
        if (!session.publish(topic, payload, true, 0)) {
            unsent.put(topic, payload);
            return;
        }
        for (CollectorId id : served) {
            if (topic.equals(new Topics(id).cursor(CONSUMER))) {
                promises.published(id, Cursor.parse(payload));
            }
        }
    }

    @Override
    public void disconnected(String why) {
        patience.values().forEach(Patience::disconnected);
        listener.disconnected(why);
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean kept) {
        hear(topic, payload, kept);
        listener.arrived(topic, payload, kept);
    }

    private void hear(String topic, byte[] payload, boolean kept) {
        patience.forEach((id, of) -> {
            Topics topics = new Topics(id);
            if (topic.equals(topics.head()) && !kept) {
                of.announced(Head.parse(payload), clock.millis());
            } else if (topic.equals(topics.cursor(CONSUMER))) {
                hear(id, Cursor.parse(payload));
            }
        });
    }

    private void hear(CollectorId collector, Cursor cursor) {
        if (cursor.nonce() == nonce) {
            patience.get(collector).answered(clock.millis());
        } else if (openedAs() == 0) {
            predecessor.told(collector, cursor);
        }
    }

    /** It begins in earnest. */
    private void opens() {
        opened = true;
        hasLostItsPlace = served.stream().anyMatch(id -> predecessor.isForgotten(id, promises.published(id)));
        promises.placeLost |= hasLostItsPlace;
    }

    /** Whether it may have begun with less than was settled before. */
    boolean hasLostItsPlace() {
        return hasLostItsPlace;
    }

    @Override
    public void acknowledged(long tag, int reason) {
        // cursors are said again anyway
    }

    @Override
    public long getCurrentProcessingTime() {
        return clock.millis();
    }

    @Override
    public ScheduledFuture<?> registerTimer(long at, ProcessingTimeService.ProcessingTimeCallback call) {
        callback = new Callback(at, call);
        return null;
    }
}
