/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.Arrival;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.DeadLetters;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The reader against a link and a clock that the test moves. */
class UpReaderTest {

    private static final long START = TwoHalls.START;
    private static final Topics C1 = new Topics(new CollectorId("c1"));
    private static final ConsumerId CONSUMER = new ConsumerId("job");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String job = UUID.randomUUID().toString();
    private final Map<String, Cursor> published = new ConcurrentHashMap<>();
    private final Story story = Story.ofFirst(1).calm(START, START + 40);
    private final FakeContext context = new FakeContext();
    private final FakeOutput output = new FakeOutput();
    private final Leaping clock = new Leaping();
    private List<String> subscribed = List.of();
    private BrokerLink.Listener broker;
    private UpReader reader;

    private static final class Leaping extends Clock {
        private volatile long millis = 1_800_000_000_000L;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis);
        }

        void leap(long more) {
            millis += more;
        }
    }

    private static final class FakeContext implements SourceReaderContext {
        final List<SourceEvent> sent = new ArrayList<>();

        @Override
        public SourceReaderMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
        }

        @Override
        public Configuration getConfiguration() {
            return new Configuration();
        }

        @Override
        public String getLocalHostName() {
            return "here";
        }

        @Override
        public int getIndexOfSubtask() {
            return 0;
        }

        @Override
        public void sendSplitRequest() {
            throw new AssertionError("the reader finds its splits by itself");
        }

        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            sent.add(event);
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            throw new AssertionError("nothing of the user's is loaded here");
        }
    }

    private static final class FakeOutput implements ReaderOutput<Arrival> {
        final List<Arrival> collected = new ArrayList<>();

        @Override
        public void collect(Arrival arrival) {
            collected.add(arrival);
        }

        @Override
        public void collect(Arrival arrival, long timestamp) {
            collected.add(arrival);
        }

        @Override
        public void emitWatermark(Watermark watermark) {
            throw new AssertionError("there are no watermarks here");
        }

        @Override
        public void markIdle() {
            throw new AssertionError("the reader is never idle");
        }

        @Override
        public void markActive() {
            throw new AssertionError("the reader is never idle");
        }

        @Override
        public SourceOutput<Arrival> createOutputForSplit(String splitId) {
            return this;
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            throw new AssertionError("no output was made for a split");
        }
    }

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

    private void serve(String... collectors) {
        ArrayList<String> mine = new ArrayList<>(List.of(collectors));
        reader.handleSourceEvents(new ReaderEvent.Serve(mine, mine, new ArrayList<>(List.of("c1", "c2"))));
    }

    private void open(List<EpochSplit> restored, Cursor... kept) throws Exception {
        UpSettings settings = new UpSettings(
                job,
                "job",
                TwoHalls.access(),
                (name, listener) -> {
                    broker = listener;
                    return new Link();
                },
                8,
                clock);
        reader = new UpReader(context, settings, 77);
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
        SourceEvent event = context.sent.get(0);
        assertThat(event).isInstanceOf(ReaderEvent.Propose.class);
        reader.handleSourceEvents(new ReaderEvent.Begin(((ReaderEvent.Propose) event).generation()));
    }

    @AfterEach
    void close() {
        if (reader != null) {
            reader.close();
        }
    }

    private List<Arrival> poll() throws Exception {
        int before = output.collected.size();
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (status == InputStatus.MORE_AVAILABLE) {
            status = reader.pollNext(output);
        }
        return List.copyOf(output.collected.subList(before, output.collected.size()));
    }

    /** The broker gives back what this job told it of the collector. */
    private void echo() {
        broker.arrived(C1.cursor(CONSUMER), new Cursor(1, 77, List.of()).encode(), false);
    }

    private void head(long nonce, boolean retained) {
        UpRecord newest = story.records().get(story.records().size() - 1);
        Head.Epoch epoch = new Head.Epoch(story.epoch(), START, 1, newest.seq(), newest.link(), newest.through(), 0);
        broker.arrived(C1.head(), new Head(nonce, List.of(epoch)).encode(), retained);
    }

    private void send(int from, int to) {
        for (UpRecord record : story.records().subList(from - 1, to)) {
            broker.arrived(C1.up(), record.withLow(1).encode(), false);
        }
    }

    private static List<Long> seqs(List<Arrival> arrivals) {
        return arrivals.stream()
                .filter(Arrival.Taken.class::isInstance)
                .map(arrival -> ((Arrival.Taken) arrival).record().seq())
                .toList();
    }

    private Cursor.Epoch awaitCursor(java.util.function.Predicate<Cursor.Epoch> wanted) {
        Deadline.await(PATIENCE, () -> "cursor " + published, () -> {
            clock.leap(100);
            Cursor cursor = published.get(C1.cursor(CONSUMER));
            return cursor != null
                    && !cursor.epochs().isEmpty()
                    && wanted.test(cursor.epochs().get(0));
        });
        return published.get(C1.cursor(CONSUMER)).epochs().get(0);
    }

    @Test
    void aCollectorThatLeavesTheRegistryIsDroppedAndGoesOnWhereItWasIfItComesBack() throws Exception {
        open(List.of());
        assertThat(subscribed).contains("np/1/+/head", C1.up(), C1.cursor(CONSUMER));
        head(1, false);
        send(1, 4);
        assertThat(seqs(poll())).containsExactly(1L, 2L, 3L, 4L);
        List<EpochSplit> before = reader.snapshotState(1);
        serve();
        assertThat(subscribed).containsExactly("np/1/+/head");
        send(5, 6);
        assertThat(seqs(poll())).isEmpty();
        assertThat(reader.snapshotState(2)).isEqualTo(before);
        serve("c1");
        assertThat(subscribed).contains(C1.up());
        head(1, false);
        send(3, 6);
        assertThat(seqs(poll())).containsExactly(5L, 6L);
    }

    @Test
    void theGenerationIsAboveTheOneThatTheBrokerKept() throws Exception {
        open(List.of(), new Cursor(clock.millis() + 1_000_000, 5, List.of()));
        head(1, false);
        assertThat(poll().get(0).generation()).isEqualTo(clock.millis() - 2_000 + 1_000_001);
    }

    @Test
    void recordsAreTakenInOrderOnceAndCountedOtherwise() throws Exception {
        open(List.of());
        head(1, false);
        send(1, 3);
        send(2, 3);
        send(5, 6);
        send(4, 5);
        List<Arrival> arrivals = poll();
        assertThat(arrivals.get(0)).isInstanceOf(Arrival.Announced.class);
        assertThat(seqs(arrivals)).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(Counters.of(job).get(Counter.DUPLICATES)).isEqualTo(2);
        assertThat(Counters.of(job).get(Counter.GAPS)).isEqualTo(2);
    }

    @Test
    void aHeadThatTheBrokerKeptBeginsNothing() throws Exception {
        open(List.of());
        head(1, true);
        send(1, 3);
        assertThat(poll()).isEmpty();
        head(1, false);
        send(1, 3);
        assertThat(seqs(poll())).containsExactly(1L, 2L, 3L);
    }

    @Test
    void theQueueIsBoundedAndTheLimitSaysSo() throws Exception {
        open(List.of());
        head(1, false);
        poll();
        assertThat(awaitCursor(cursor -> true).limit()).isEqualTo(8);
        send(1, 12);
        assertThat(Counters.of(job).get(Counter.OVERFLOWED)).isEqualTo(4);
        assertThat(seqs(poll())).hasSize(8);
        assertThat(awaitCursor(cursor -> cursor.limit() == 16).next()).isEqualTo(9);
    }

    @Test
    void aCollectorThatUsesItsRoomFastIsToldOfMoreWhileNoSecondHasPassed() throws Exception {
        open(List.of());
        head(1, false);
        poll();
        assertThat(awaitCursor(cursor -> true).limit()).isEqualTo(8);
        for (int from = 1; from <= 37; from += 4) {
            send(from, from + 3);
            assertThat(seqs(poll())).hasSize(4);
            int limit = from + 11;
            Deadline.await(
                    PATIENCE,
                    () -> "a limit of " + limit + ", not " + published,
                    () -> published.get(C1.cursor(CONSUMER)).epochs().get(0).limit() == limit);
        }
        assertThat(Counters.of(job).get(Counter.OVERFLOWED)).isZero();
    }

    @Test
    void aJobThatTakesNothingTellsOfNoRoom() throws Exception {
        open(List.of());
        head(1, false);
        poll();
        assertThat(awaitCursor(cursor -> true).limit()).isEqualTo(8);
        send(1, 8);
        assertThat(awaitCursor(cursor -> cursor.next() == 9).limit()).isEqualTo(8);
    }

    @Test
    void committedRisesOnlyWhenACheckpointIsComplete() throws Exception {
        open(List.of());
        head(1, false);
        send(1, 5);
        poll();
        List<EpochSplit> splits = reader.snapshotState(1);
        assertThat(splits.get(0).position().expected()).isEqualTo(6);
        send(6, 8);
        poll();
        assertThat(awaitCursor(cursor -> cursor.next() == 9).committed()).isZero();
        reader.notifyCheckpointComplete(1);
        assertThat(awaitCursor(cursor -> cursor.committed() == 5).next()).isEqualTo(9);
    }

    @Test
    void aRestoredReaderGoesOnWhereTheCheckpointWas() throws Exception {
        open(List.of());
        head(1, false);
        send(1, 5);
        poll();
        List<EpochSplit> splits = reader.snapshotState(1);
        reader.close();
        context.sent.clear();
        open(splits);
        head(1, false);
        // the reader before may have told of the same records while none of them was safe yet
        Cursor.Epoch cursor = awaitCursor(told -> told.committed() == 5);
        assertThat(cursor.next()).isEqualTo(6);
        send(6, 7);
        assertThat(seqs(poll())).containsExactly(6L, 7L);
    }

    @Test
    void aReaderThatIsRestoredFromACheckpointOnTheWayIsLevelWhenItHasWhatTheFirstHad() throws Exception {
        open(List.of());
        head(1, false);
        send(1, 2);
        poll();
        EpochSplit split = reader.snapshotState(1).get(0);
        reader.close();
        context.sent.clear();
        open(
                List.of(new EpochSplit(split.collector(), split.epoch(), split.position(), 5)),
                new Cursor(1, 9, List.of()));
        head(1, false);
        assertThat(poll()).first().extracting("reached").isEqualTo(false);
        assertThat(reader.snapshotState(2).get(0).claimed()).isEqualTo(5);
        send(3, 3);
        assertThat(poll()).noneMatch(Arrival.Level.class::isInstance);
        send(4, 4);
        assertThat(poll()).hasAtLeastOneElementOfType(Arrival.Level.class);
    }

    @Test
    void anotherJobThatTakesOverStopsThisOne() throws Exception {
        open(List.of());
        broker.arrived(C1.cursor(CONSUMER), new Cursor(5, 123, List.of()).encode(), false);
        poll();
        broker.arrived(C1.cursor(CONSUMER), new Cursor(clock.millis() + 60_000, 123, List.of()).encode(), false);
        assertThatThrownBy(this::poll).hasRootCauseMessage(rootMessage());
    }

    private String rootMessage() {
        long other = clock.millis() + 60_000;
        return "another job reads collector c1 as consumer 'job' with generation " + other + ", this one has "
                + Counters.of(job).snapshot().get("generation")
                + "; this job stops. Give one of them another --consumer.";
    }

    @Test
    void aCollectorThatTheRegistryDoesNotKnowIsRefusedAndCounted() throws Exception {
        open(List.of());
        broker.arrived("np/1/stranger/head", new Head(1, List.of()).encode(), true);
        broker.arrived("np/1/c2/head", new Head(1, List.of()).encode(), true);
        assertThat(poll()).isEmpty();
        assertThat(Counters.of(job).get(Counter.REFUSED)).isEqualTo(1);
    }

    @Test
    void twoCollectorsUnderOneNameFreezeIt() throws Exception {
        open(List.of());
        head(1, false);
        send(1, 2);
        head(2, false);
        head(1, false);
        send(3, 4);
        assertThat(seqs(poll())).containsExactly(1L, 2L);
        assertThat(Counters.of(job).get(Counter.FORKS)).isEqualTo(1);
    }

    @Test
    void theJobHasCaughtUpWhenAllThatWasAnnouncedIsHandedOverAndNotWhileTheBrokerIsAway() throws Exception {
        open(List.of());
        echo();
        head(1, false);
        for (int from = 1; from <= 40; from += 8) {
            assertThat(poll()).noneMatch(Arrival.Standing.class::isInstance);
            send(from, from + 7);
        }
        assertThat(standing(poll())).containsExactly(true);
        broker.disconnected("killed");
        assertThat(standing(poll())).containsExactly(false);
        broker.connected();
        echo();
        assertThat(standing(poll())).isEmpty();
        clock.leap(31_000);
        assertThat(standing(poll())).containsExactly(true);
    }

    /** Found by simulation (seed 56166): a job that was cut off without noticing took its collectors for silent. */
    @Test
    void aJobThatDoesNotHearItselfHasNotCaughtUp() throws Exception {
        open(List.of());
        clock.leap(100_000);
        assertThat(poll()).noneMatch(arrival -> arrival instanceof Arrival.Standing);
        echo();
        assertThat(poll())
                .hasAtLeastOneElementOfType(Arrival.Echo.class)
                .last()
                .isEqualTo(new Arrival.Standing(
                        new CollectorId("c1"), ((ReaderEvent.Propose) context.sent.get(0)).generation(), true));
        assertThat(poll()).isEmpty();
        echo();
        assertThat(poll()).singleElement().isInstanceOf(Arrival.Echo.class);
    }

    private static List<Boolean> standing(List<Arrival> arrivals) {
        return arrivals.stream()
                .filter(Arrival.Standing.class::isInstance)
                .map(arrival -> ((Arrival.Standing) arrival).caughtUp())
                .toList();
    }

    @Test
    void aMessageThatCannotBeReadIsCountedAndChangesNothing() throws Exception {
        open(List.of());
        broker.arrived(C1.up(), new byte[] {(byte) 0xff, 3}, false);
        broker.arrived(C1.head(), new byte[] {(byte) 0xff, 3}, false);
        broker.arrived("np/1/+bad+/head", new byte[0], false);
        assertThat(poll()).isEmpty();
        assertThat(Counters.of(job).get(Counter.MALFORMED)).isEqualTo(3);
        assertThat(DeadLetters.of(job).waiting(9)).hasSize(3).first().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("topic " + C1.up());
            assertThat(letter.bytes()).isEqualTo(2);
        });
    }
}
