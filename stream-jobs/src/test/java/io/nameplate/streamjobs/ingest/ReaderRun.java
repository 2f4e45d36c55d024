/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.LeapingClock;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.DeadLetters;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A reader of one collector against a link and a clock that the test moves. */
final class ReaderRun extends ReaderSurroundings implements AfterEachCallback {

    static final long START = TwoHalls.START;
    static final Topics C1 = new Topics(new CollectorId("c1"));
    static final ConsumerId CONSUMER = new ConsumerId("job");
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int CAPACITY = 8;
    private static final long NONCE = 77;

    final Map<String, Cursor> published = new ConcurrentHashMap<>();
    final LeapingClock clock = new LeapingClock(1_800_000_000_000L);
    List<String> subscribed = List.of();
    BrokerLink.Listener broker;

    private final String job = UUID.randomUUID().toString();
    private final Story story = Story.ofFirst(1).calm(START, START + 40);
    private final List<SourceEvent> sent = new ArrayList<>();
    private final List<Arrival> collected = new ArrayList<>();
    private UpReader reader;

    private final class Link implements BrokerLink {
        @Override
        public void subscribe(Collection<String> filters) {
            subscribed = List.copyOf(filters);
        }

        @Override
        public void publishRetained(String topic, byte[] payload) {
            published.put(topic, Cursor.parse(payload));
        }

        @Override
        public void close() {
            broker = null;
        }
    }

    @Override
    public void sendSourceEventToCoordinator(SourceEvent event) {
        sent.add(event);
    }

    @Override
    public void collect(Arrival arrival) {
        collected.add(arrival);
    }

    /** Begins with what a checkpoint held and the cursors that the broker kept; then its generation is known. */
    void open(List<EpochSplit> restored, Cursor... kept) throws Exception {
        UpSettings settings = new UpSettings(
                job,
                CONSUMER.value(),
                TwoHalls.access(),
                (name, listener) -> {
                    broker = listener;
                    return new Link();
                },
                CAPACITY,
                clock);
        reader = new UpReader(this, settings, NONCE);
        reader.addSplits(restored);
        reader.start();
        ArrayList<String> c1 = new ArrayList<>(List.of("c1"));
        reader.handleSourceEvents(new ReaderEvent.Serve(
                c1, restored.isEmpty() ? new ArrayList<>() : c1, new ArrayList<>(List.of("c1", "c2"))));
        broker.connected();
        for (Cursor cursor : kept) {
            broker.arrived(C1.cursor(CONSUMER), cursor.encode(), true);
        }
        clock.leap(2_000);
        poll();
        assertThat(sent.get(0)).isInstanceOf(ReaderEvent.Propose.class);
        reader.handleSourceEvents(new ReaderEvent.Begin(generation()));
    }

    /** Ends the reader and begins with another. */
    void reopen(List<EpochSplit> restored, Cursor... kept) throws Exception {
        reader.close();
        sent.clear();
        open(restored, kept);
    }

    @Override
    public void afterEach(ExtensionContext test) {
        if (reader != null) {
            reader.close();
        }
    }

    UpReader reader() {
        return reader;
    }

    /** The generation that the reader has proposed. */
    long generation() {
        return ((ReaderEvent.Propose) sent.get(0)).generation();
    }

    Counters counters() {
        return Counters.of(job);
    }

    DeadLetters deadLetters() {
        return DeadLetters.of(job);
    }

    /** The registry names these collectors from now on. */
    void serve(String... collectors) {
        ArrayList<String> mine = new ArrayList<>(List.of(collectors));
        reader.handleSourceEvents(new ReaderEvent.Serve(mine, mine, new ArrayList<>(List.of("c1", "c2"))));
    }

    /** Everything that the reader hands over now. */
    List<Arrival> poll() throws Exception {
        int before = collected.size();
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (status == InputStatus.MORE_AVAILABLE) {
            status = reader.pollNext(this);
        }
        return List.copyOf(collected.subList(before, collected.size()));
    }

    /** The broker gives back what this job told it of the collector. */
    void echo() {
        broker.arrived(C1.cursor(CONSUMER), new Cursor(1, NONCE, List.of()).encode(), false);
    }

    /** An instance of the collector announces the story. */
    void head(long instance, boolean retained) {
        UpRecord newest = story.records().get(story.records().size() - 1);
        Head.Epoch epoch = new Head.Epoch(story.epoch(), START, 1, newest.seq(), newest.link(), newest.through(), 0);
        broker.arrived(C1.head(), new Head(instance, List.of(epoch)).encode(), retained);
    }

    /** The collector sends records of the story, the last one included. */
    void send(int from, int to) {
        for (UpRecord record : story.records().subList(from - 1, to)) {
            broker.arrived(C1.up(), record.withLow(1).encode(), false);
        }
    }

    Cursor.Epoch awaitCursor(Predicate<Cursor.Epoch> wanted) {
        Deadline.await(PATIENCE, () -> "cursor " + published, () -> {
            clock.leap(100);
            Cursor cursor = published.get(C1.cursor(CONSUMER));
            return cursor != null
                    && !cursor.epochs().isEmpty()
                    && wanted.test(cursor.epochs().get(0));
        });
        return published.get(C1.cursor(CONSUMER)).epochs().get(0);
    }

    static List<Long> seqs(List<Arrival> arrivals) {
        return arrivals.stream()
                .filter(Arrival.Taken.class::isInstance)
                .map(arrival -> ((Arrival.Taken) arrival).record().seq())
                .toList();
    }
}
