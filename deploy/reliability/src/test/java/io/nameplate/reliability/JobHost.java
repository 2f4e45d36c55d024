/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.ConsumerId;
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
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
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
    final JobNotes notes;
    private final ReaderDoor reader;
    private final Desks desks;
    private final HallDesk hallDesk;
    private final LineDesk lineDesk;
    private final List<SettledThrough> left;
    private final SinkDoor sinks;
    private final Keyed<Hall, HallState> halls;
    private final Keyed<Line, LineState> lines;
    private boolean opened;
    private final Map<String, byte[]> unsent = new HashMap<>();
    private Callback callback;
    private BrokerLink.Listener listener;
    private Broker.Session session;
    private long flushAt;
    private long keepAt;
    private long generation;

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
        this.story = story;
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
        this.halls = new Keyed<>(HALLS, clock);
        this.lines = new Keyed<>(LINES, clock);
        Optional<Checkpoint> from = begin.from();
        long nonce = random.nextLong();
        this.notes = new JobNotes(settings, from, CONSUMER, nonce, clock, promises, known);
        from.ifPresent(this::restore);
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
        halls.restore(kept.halls(), kept.hallTimers());
        lines.restore(kept.lines(), kept.lineTimers());
    }

    private void take(Arrival arrival) {
        if (!(arrival instanceof Arrival.Echo)) {
            steps.pass("before an arrival is taken");
        }
        generation = Math.max(generation, arrival.generation());
        notes.taken(arrival);
        story.detail(() -> "job " + generation % 1_000_000 + " takes " + inShort(arrival));
        desks.take(arrival, clock.millis());
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
        halls.keep(key, hallDesk.take(change, halls.of(key), halls.around(key, this::fromHall)));
    }

    private void toLine(LinePart part) {
        steps.pass("before a line is told");
        LineInterval about = part.about();
        Line key = new Line(about.line().lease().value(), about.line().line().value(), about.start());
        lines.keep(key, lineDesk.take(part, lines.of(key), lines.around(key, outcome -> fromLine(key, outcome))));
    }

    private void fromHall(HallWord word) {
        if (word instanceof LinePart part) {
            promises.said(notes, part, clock.millis());
        }
        try {
            sinks.take(Bytes.sent(WORDS, word), clock.millis());
        } catch (InterruptedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private void fromLine(Line key, LineOutcome outcome) {
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

    /** Lets the job work for a moment: takes at most so many arrivals, and does what is due. */
    void run(int most) throws Exception {
        long now = clock.millis();
        notes.look();
        if (!opened && openedAs() > 0) {
            opened = true;
            notes.opens();
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
                notes.idle();
            }
            reader.tick();
        }
        if (now >= flushAt) {
            flushAt = now + 1_000;
            flush(now, false);
        }
        for (Timers.Timer<Hall> due : halls.due(now)) {
            Hall key = due.key();
            halls.keep(
                    key,
                    hallDesk.due(
                            new HallId(key.hall()),
                            key.start(),
                            due.at(),
                            halls.of(key),
                            halls.around(key, this::fromHall)));
        }
        for (Timers.Timer<Line> due : lines.due(now)) {
            Line key = due.key();
            lines.keep(
                    key,
                    lineDesk.due(
                            Checkpoint.about(key),
                            due.at(),
                            lines.of(key),
                            lines.around(key, outcome -> fromLine(key, outcome))));
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
        notes.comesDue(settings.deadline());
        boolean waits = desks.waits(now);
        notes.tells(all, waits);
        if (all) {
            desks.flushAll(now);
        } else {
            desks.flush(now);
        }
    }

    /** A barrier goes through all operators; the ledger must answer meanwhile. */
    Checkpoint checkpoint(long id) throws IOException, InterruptedException {
        steps.pass("before a checkpoint");
        long now = clock.millis();
        flush(now, true);
        List<byte[]> splits = reader.snapshot(id);
        List<byte[]> states =
                desks.states().stream().map(state -> Bytes.of(DESKS, state)).toList();
        Set<Told.Key> rests = notes.takes();
        Map<CollectorId, Patience.Kept> kept = notes.patience();
        sinks.keepAll(now);
        Map<Hall, byte[]> hallBytes = halls.states();
        sinks.writeAll();
        Map<Line, byte[]> lineBytes = lines.states();
        steps.pass("behind a checkpoint");
        return new Checkpoint(
                id,
                splits,
                notes.served(),
                states,
                left,
                hallBytes,
                halls.timers(),
                lineBytes,
                lines.timers(),
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

    /** Whether anything is kept of any interval. */
    boolean isEmpty() {
        return halls.isEmpty() && lines.isEmpty();
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
        notes.connected();
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
        notes.published(topic, payload);
    }

    @Override
    public void disconnected(String why) {
        notes.disconnected();
        listener.disconnected(LinkTrouble.closed(why));
    }

    @Override
    public void arrived(String topic, byte[] payload, boolean kept) {
        notes.heard(topic, payload, kept, openedAs() != 0);
        listener.arrived(topic, payload, kept);
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
