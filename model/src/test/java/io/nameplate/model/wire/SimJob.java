/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.CollectorId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A job around the real {@link Intakes}, with checkpoints that complete late, fail, or complete unheard. */
final class SimJob implements SimBroker.Client {

    /** What the job's state is: everything it was given, and how far it is. */
    static final class State {
        final Map<EpochId, Set<Long>> taken = new HashMap<>();
        final Map<EpochId, Set<Long>> lost = new HashMap<>();
        final Map<EpochId, Long> last = new HashMap<>();
        final Set<Long> payloads = new HashSet<>();
        Map<EpochId, Position> positions = new TreeMap<>();

        State copy() {
            State copy = new State();
            taken.forEach((e, s) -> copy.taken.put(e, new HashSet<>(s)));
            lost.forEach((e, s) -> copy.lost.put(e, new HashSet<>(s)));
            copy.last.putAll(last);
            copy.payloads.addAll(payloads);
            copy.positions = positions;
            return copy;
        }
    }

    private record Checkpoint(long id, State state, long completesAt, boolean heard) {}

    private final Random random;
    private final SimBroker broker;
    private final CollectorId collector = new CollectorId("c");
    private final Topics topics = new Topics(collector);
    private State restorable = new State();
    private final TreeMap<Long, Checkpoint> running = new TreeMap<>();
    State state = new State();
    Intakes intakes;
    final Set<String> said = new HashSet<>();
    private boolean up;
    private boolean connected;
    private boolean open;
    private long openAt;
    private long startAt;
    private long checkpoints;
    private long nextCheckpointAt;

    private final ConsumerId consumer;

    SimJob(Random random, SimBroker broker, ConsumerId consumer) {
        this.consumer = consumer;
        this.random = random;
        this.broker = broker;
    }

    private void start() {
        up = true;
        connected = false;
        open = false;
        state = restorable.copy();
        intakes = new Intakes(collector, random.nextLong(), 16);
        intakes.restore(state.positions);
        running.clear();
    }

    void crash(long now, boolean stateless) {
        up = false;
        cutOff();
        broker.disconnect(consumer.value());
        startAt = now + (random.nextInt(4) == 0 ? 60_000 + random.nextInt(30_000) : random.nextInt(10_000));
        if (stateless) {
            restorable = new State();
            said.add("stateless");
        }
    }

    void cutOff() {
        connected = false;
        if (up) {
            intakes.disconnected();
        }
    }

    void run(long now, boolean calm) {
        if (!up) {
            if (now >= startAt) {
                start();
            }
            return;
        }
        if (!connected && broker.isUp(now) && random.nextInt(5) == 0) {
            connected = true;
            broker.connect(consumer.value(), this, List.of(topics.cursor(consumer), topics.up(), topics.head()), now);
            openAt = now + 1000;
        }
        if (connected && !open && now >= openAt) {
            open = true;
            intakes.open(1_000_000 + now);
        }
        if (!open) {
            return;
        }
        for (int i = random.nextInt(8); i > 0; i--) {
            intakes.poll().ifPresent(this::take);
        }
        checkpoint(now, calm);
        if (connected) {
            Optional<Cursor> due = intakes.cursorDue(now);
            due.ifPresent(c -> broker.publish(topics.cursor(consumer), c.encode(), true, now));
        }
    }

    private void checkpoint(long now, boolean calm) {
        if (now >= nextCheckpointAt) {
            nextCheckpointAt = now + 1000;
            long id = ++checkpoints;
            State copy = state.copy();
            copy.positions = intakes.snapshot(id);
            if (calm || random.nextInt(5) > 0) {
                running.put(id, new Checkpoint(id, copy, now + random.nextInt(1500), calm || random.nextInt(4) > 0));
            }
        }
        while (!running.isEmpty() && running.firstEntry().getValue().completesAt <= now) {
            Checkpoint done = running.pollFirstEntry().getValue();
            restorable = done.state;
            if (done.heard) {
                intakes.completed(done.id);
            }
        }
    }

    private void take(Delivery delivery) {
        if (delivery instanceof Delivery.Gap gap) {
            said.add("gap");
            for (long seq = gap.lost().from(); seq <= gap.lost().to(); seq++) {
                state.lost
                        .computeIfAbsent(gap.lost().epoch(), e -> new HashSet<>())
                        .add(seq);
            }
            state.last.put(gap.lost().epoch(), gap.lost().to());
            return;
        }
        UpRecord record = ((Delivery.Taken) delivery).record();
        Long last = state.last.put(record.epoch(), record.seq());
        if (last != null) {
            assertThat(record.seq()).as("order in " + record.epoch()).isEqualTo(last + 1);
        }
        state.taken.computeIfAbsent(record.epoch(), e -> new HashSet<>()).add(record.seq());
        if (record.kind() == UpRecord.Kind.PLANT) {
            state.payloads.add(SimCollector.id(record));
        } else if (record.kind() == UpRecord.Kind.LOST) {
            Lost lost = Lost.parse(record.body());
            for (long seq = lost.from(); seq <= lost.to(); seq++) {
                state.lost.computeIfAbsent(lost.epoch(), e -> new HashSet<>()).add(seq);
            }
        }
    }

    @Override
    public void message(String topic, byte[] bytes, boolean retained) {
        if (!up) {
            return;
        }
        if (topic.equals(topics.cursor(consumer))) {
            if (open) {
                said.add("cursor " + intakes.onCursor(Cursor.parse(bytes)));
            } else {
                intakes.retained(Cursor.parse(bytes));
            }
        } else if (topic.equals(topics.head())) {
            said.add("head " + intakes.onHead(Head.parse(bytes), retained));
        } else if (topic.equals(topics.up())) {
            intakes.onRecord(UpRecord.parse(bytes)).ifPresent(outcome -> said.add(outcome.name()));
        }
    }
}
