/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.link.MqttLink;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Status;
import io.nameplate.model.wire.Topics;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PublisherTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final CollectorId COLLECTOR = new CollectorId("c1");
    private static final Topics TOPICS = new Topics(COLLECTOR);

    private final MemoryOutbox outbox = new MemoryOutbox();
    private final AtomicReference<MqttLink.Settings> settings = new AtomicReference<>();
    private final AtomicReference<MqttLink.Listener> listener = new AtomicReference<>();
    private final BlockingQueue<String> topics = new LinkedBlockingQueue<>();
    private final BlockingQueue<byte[]> statuses = new LinkedBlockingQueue<>();
    private Publisher publisher;

    @BeforeEach
    void open() {
        PublishConfig config = new PublishConfig(COLLECTOR, "tcp://broker:1883", List.of(JOB));
        publisher = Publisher.open(config, outbox, (wanted, ears) -> {
            settings.set(wanted);
            listener.set(ears);
            return new AcceptingLink();
        });
    }

    @AfterEach
    void close() {
        publisher.close();
    }

    @Test
    void theLinkListensToTheCursorsAndItsWillSaysOffline() {
        assertThat(settings.get().filters()).containsExactly(TOPICS.cursor(JOB));
        MqttLink.Will will = settings.get().will().orElseThrow();
        assertThat(will.topic()).isEqualTo(TOPICS.status());
        assertThat(Status.parse(will.payload()).online()).isFalse();
    }

    @Test
    void anAppendedRecordIsSentAtOnce() throws InterruptedException {
        listener.get().connected();
        expect(TOPICS.status());
        expect(TOPICS.head());
        listener.get().arrived(TOPICS.cursor(JOB), cursor(), true);
        outbox.append(1);
        publisher.appended();
        expect(TOPICS.up());
    }

    @Test
    void aCursorThatCannotBeReadIsCountedAndTheNextOneWorks() throws InterruptedException {
        outbox.append(1);
        listener.get().connected();
        listener.get().arrived(TOPICS.cursor(JOB), new byte[] {7, 7, 7}, true);
        listener.get().arrived(TOPICS.cursor(JOB), cursor(), false);
        expect(TOPICS.status());
        expect(TOPICS.head());
        expect(TOPICS.up());
        assertThat(publisher.stats().badCursors()).isEqualTo(1);
    }

    @Test
    void closeSendsWhatIsLeftAndSaysOffline() throws InterruptedException {
        listener.get().connected();
        listener.get().arrived(TOPICS.cursor(JOB), cursor(), true);
        expect(TOPICS.status());
        expect(TOPICS.head());
        outbox.append(2);
        publisher.close();
        expect(TOPICS.up());
        expect(TOPICS.up());
        List<String> after = List.copyOf(topics);
        assertThat(after).endsWith(TOPICS.head(), TOPICS.status()).doesNotContain(TOPICS.up());
        List<byte[]> said = List.copyOf(statuses);
        Status online = Status.parse(said.get(0));
        Status offline = Status.parse(said.get(said.size() - 1));
        assertThat(online.online()).isTrue();
        assertThat(offline).isEqualTo(new Status(false, online.nonce()));
        assertThat(settings.get().will().orElseThrow().payload()).isEqualTo(offline.encode());
    }

    private byte[] cursor() {
        Cursor.Epoch epoch = new Cursor.Epoch(outbox.current(), 1, Link.EMPTY, 0, 100);
        return new Cursor(1, 5, List.of(epoch)).encode();
    }

    /** Waits for a message of a topic; on a slow machine status and head may be said again before it. */
    private void expect(String topic) throws InterruptedException {
        String found = topics.poll(60, TimeUnit.SECONDS);
        while (found != null && !found.equals(topic)) {
            found = topics.poll(60, TimeUnit.SECONDS);
        }
        assertThat(found).isEqualTo(topic);
    }

    /** Acknowledges everything at once. */
    private final class AcceptingLink implements MqttLink {
        @Override
        public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
            topics.add(topic);
            if (topic.equals(TOPICS.status())) {
                statuses.add(payload);
            }
            listener.get().acknowledged(tag, 0);
            return true;
        }

        @Override
        public void close() {
            topics.remove("");
        }
    }
}
