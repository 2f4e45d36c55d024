/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.link.PahoLink;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.Delivery;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Intakes;
import io.nameplate.model.wire.Status;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A job's end over a real connection that checkpoints ten times a second and keeps the records' counters. */
final class LittleJob implements AutoCloseable, MqttLink.Listener {

    /** When a record with this counter arrived, by {@link System#nanoTime}. */
    record Arrival(long counter, long nanos) {}

    private final Topics topics;
    private final ConsumerId consumer;
    private final Intakes intakes;
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Status> statuses = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final MqttLink link;
    private boolean opened;
    private long checkpoint;

    LittleJob(CollectorId collector, ConsumerId consumer, String broker) {
        this.topics = new Topics(collector);
        this.consumer = consumer;
        this.intakes = new Intakes(collector, 4711, 512);
        List<String> filters = List.of(topics.head(), topics.up(), topics.status());
        this.link = PahoLink.open(new MqttLink.Settings(broker, "little-job", filters, Optional.empty()), this);
        clock.scheduleWithFixedDelay(this::work, 10, 10, TimeUnit.MILLISECONDS);
    }

    private static long millis() {
        return System.nanoTime() / 1_000_000;
    }

    private synchronized void work() {
        if (!opened) {
            return;
        }
        for (Delivery d = intakes.poll().orElse(null);
                d != null;
                d = intakes.poll().orElse(null)) {
            if (d instanceof Delivery.Taken taken && taken.record().kind() == UpRecord.Kind.PLANT) {
                arrivals.add(new Arrival(MemoryOutbox.counter(taken.record()), System.nanoTime()));
            }
        }
        checkpoint++;
        if (checkpoint % 10 == 0) {
            intakes.snapshot(checkpoint);
            intakes.completed(checkpoint);
        }
        Optional<Cursor> due = intakes.cursorDue(millis());
        if (due.isPresent() && !link.publish(topics.cursor(consumer), due.get().encode(), true, 0)) {
            intakes.disconnected();
        }
    }

    @Override
    public synchronized void connected() {
        if (!opened) {
            intakes.open(1);
            opened = true;
        }
    }

    @Override
    public synchronized void disconnected(LinkTrouble why) {
        intakes.disconnected();
    }

    @Override
    public synchronized void arrived(String topic, byte[] payload, boolean retained) {
        if (topic.equals(topics.head())) {
            intakes.onHead(Head.parse(payload), retained);
        } else if (topic.equals(topics.status())) {
            statuses.add(Status.parse(payload));
        } else {
            intakes.onRecord(UpRecord.parse(payload));
        }
    }

    @Override
    public void acknowledged(long tag, int reason) {
        // a cursor that was refused is due again within ten seconds
    }

    synchronized List<Long> counters() {
        return arrivals.stream().map(Arrival::counter).toList();
    }

    synchronized List<Arrival> arrivals() {
        return List.copyOf(arrivals);
    }

    synchronized Optional<Status> lastStatus() {
        return statuses.isEmpty() ? Optional.empty() : Optional.of(statuses.get(statuses.size() - 1));
    }

    @Override
    public void close() {
        clock.shutdownNow();
        link.close();
    }
}
