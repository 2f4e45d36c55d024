/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Holdings;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.SendWindow;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** A collector that holds one story in memory and sends it by the rules, with the model's own send window. */
public final class FakeCollector implements AutoCloseable, Holdings {

    private final Topics topics;
    private final Story story;
    private final Wire broker;
    private final long nonce;
    private final SendWindow window;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "fake-collector");
        made.setDaemon(true);
        return made;
    });
    private final List<UpRecord> held = new ArrayList<>();
    private final long from;
    private final AtomicLong sent = new AtomicLong();
    private volatile Cursor last;

    public FakeCollector(String name, Story story, long from, Wire broker) {
        this.topics = new Topics(new CollectorId(name));
        this.story = story;
        this.from = from;
        this.broker = broker;
        this.nonce = name.hashCode();
        ConsumerId consumer = new ConsumerId("job");
        this.window = new SendWindow(consumer, this, 0, Map.of());
        String cursorTopic = topics.cursor(consumer);
        broker.listen((topic, payload) -> {
            if (topic.equals(cursorTopic) && !thread.isShutdown()) {
                thread.execute(() -> {
                    last = Cursor.parse(payload);
                    window.onCursor(last, now());
                    pump();
                });
            }
        });
        var unused = thread.scheduleAtFixedRate(this::tick, 0, 200, TimeUnit.MILLISECONDS);
    }

    /** Puts everything that the story has written so far into the spool. */
    public FakeCollector append() {
        return append(story.records().size());
    }

    /** Puts the story's records up to a number into the spool. */
    public FakeCollector append(int until) {
        List<UpRecord> all = List.copyOf(story.records());
        thread.execute(() -> {
            held.addAll(all.subList(held.size(), Math.max(held.size(), Math.min(until, all.size()))));
            head();
            pump();
        });
        return this;
    }

    /** How many records were sent, those sent again included. */
    public long sent() {
        return sent.get();
    }

    /** What the job said last. */
    public Cursor last() {
        return last;
    }

    private static long now() {
        return System.nanoTime() / 1_000_000;
    }

    private void tick() {
        window.tick(now());
        head();
        pump();
    }

    private void head() {
        if (held.isEmpty()) {
            return;
        }
        UpRecord newest = held.get(held.size() - 1);
        long closed = newest.kind() == UpRecord.Kind.FIN ? newest.through() : 0;
        Head.Epoch epoch =
                new Head.Epoch(story.epoch(), from, 1, newest.seq(), newest.link(), newest.through(), closed);
        broker.publish(topics.head(), new Head(nonce, List.of(epoch)).encode(), true);
    }

    private void pump() {
        OptionalLong seq = window.wanted(story.epoch());
        while (seq.isPresent()) {
            UpRecord record = held.get((int) seq.getAsLong() - 1);
            window.sent(story.epoch(), record.seq(), now());
            broker.publish(topics.up(), record.withLow(1).encode(), false);
            if (sent.incrementAndGet() % 97 == 0) {
                broker.publish(topics.up(), record.withLow(1).encode(), false);
            }
            seq = window.wanted(story.epoch());
        }
    }

    @Override
    public List<EpochId> epochs() {
        return List.of(story.epoch());
    }

    @Override
    public long low(EpochId epoch) {
        return 1;
    }

    @Override
    public long head(EpochId epoch) {
        return held.size();
    }

    @Override
    public Link link(EpochId epoch, long seq) {
        return seq >= 1 && seq <= held.size() ? held.get((int) seq - 1).link() : Link.EMPTY;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
