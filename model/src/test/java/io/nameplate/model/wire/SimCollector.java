/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.language.CollectorId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** A collector with a spool in memory around the real {@link SendWindow}; what is appended survives its crashes. */
final class SimCollector implements SimBroker.Client {

    private static final Comparator<Long> BY_SIZE = Comparator.naturalOrder();

    /** What lies on disk. */
    static final class Disk {
        final TreeMap<EpochId, List<UpRecord>> epochs = new TreeMap<>();
        final Map<EpochId, Long> low = new HashMap<>();
        final Map<EpochId, Long> closed = new HashMap<>();
        final Map<ConsumerId, Map<EpochId, Long>> committed = new TreeMap<>();
        final Map<EpochId, Set<Long>> lost = new HashMap<>();
        final Set<Long> payloads = new HashSet<>();
        final Map<ConsumerId, Long> generation = new HashMap<>();
        long slot = 100;

        Disk copy() {
            Disk copy = new Disk();
            epochs.forEach((e, r) -> copy.epochs.put(e, new ArrayList<>(r)));
            copy.low.putAll(low);
            copy.closed.putAll(closed);
            committed.forEach((c, m) -> copy.committed.put(c, new HashMap<>(m)));
            lost.forEach((e, s) -> copy.lost.put(e, new HashSet<>(s)));
            copy.payloads.addAll(payloads);
            copy.generation.putAll(generation);
            copy.slot = slot;
            return copy;
        }

        /** What every consumer has committed. */
        long committed(EpochId e) {
            return committed.values().stream()
                    .map(c -> c.getOrDefault(e, 0L))
                    .min(BY_SIZE)
                    .orElse(0L);
        }

        long head(EpochId e) {
            return epochs.get(e).size();
        }

        UpRecord at(EpochId e, long seq) {
            return epochs.get(e).get((int) seq - 1);
        }
    }

    private final Random random;
    private final SimBroker broker;
    private final Topics topics = new Topics(new CollectorId("c"));
    private final int cap;
    private final boolean releases;
    final Map<EpochId, Long> highestSent = new HashMap<>();
    final Set<String> said = new HashSet<>();
    Disk disk = new Disk();
    private Disk backup = new Disk();
    private final Map<ConsumerId, SendWindow> windows = new TreeMap<>();
    private final List<ConsumerId> consumers;
    private long nonce;
    private boolean running;
    private boolean connected;
    private long startAt;
    private long headAt;
    private long payload;
    long resent;

    SimCollector(Random random, SimBroker broker, List<ConsumerId> consumers, int cap, boolean releases) {
        this.consumers = consumers;
        this.random = random;
        this.broker = broker;
        this.cap = cap;
        this.releases = releases;
    }

    void start(long now) {
        running = true;
        connected = false;
        nonce = random.nextLong();
        if (disk.epochs.isEmpty()) {
            open(now);
        }
        for (ConsumerId consumer : consumers) {
            windows.put(
                    consumer,
                    new SendWindow(
                            consumer,
                            new View(),
                            disk.generation.getOrDefault(consumer, 0L),
                            disk.committed.computeIfAbsent(consumer, c -> new HashMap<>())));
        }
    }

    void crash(long now, boolean restoredFromBackup) {
        running = false;
        connected = false;
        broker.disconnect("collector");
        startAt = now + random.nextInt(20_000);
        if (restoredFromBackup && !backup.epochs.isEmpty()) {
            disk = backup.copy();
            said.add("rolled back");
        }
    }

    void backup() {
        backup = disk.copy();
    }

    void run(long now, boolean appends) {
        if (!running) {
            if (now >= startAt) {
                start(now);
            }
            return;
        }
        if (appends && random.nextInt(4) == 0) {
            disk.slot++;
            append(now, UpRecord.Kind.PLANT, body(++payload));
            disk.payloads.add(payload);
        }
        if (!connected && broker.isUp(now) && random.nextInt(5) == 0) {
            connected = true;
            broker.connect(
                    "collector", this, consumers.stream().map(topics::cursor).toList(), now);
            windows.values().forEach(SendWindow::reconnected);
            headAt = 0;
        }
        if (connected && now - headAt >= 5000) {
            headAt = now;
            broker.publish(topics.head(), head().encode(), true, now);
        }
        windows.values().forEach(w -> w.tick(now));
        if (connected) {
            send(now);
        }
        if (releases) {
            release();
        }
    }

    void cutOff() {
        connected = false;
    }

    @Override
    public void message(String topic, byte[] bytes, boolean retained) {
        if (!running) {
            return;
        }
        long now = WireSimulationTest.now;
        ConsumerId consumer = consumers.stream()
                .filter(c -> topics.cursor(c).equals(topic))
                .findFirst()
                .orElseThrow();
        SendWindow window = windows.get(consumer);
        for (SendWindow.Event event : window.onCursor(Cursor.parse(bytes), now)) {
            said.add(event.change().name());
            switch (event.change()) {
                case COMMITTED -> disk.committed.get(consumer).put(event.epoch(), window.committed(event.epoch()));
                case RESUMED -> {
                    if (event.epoch().equals(disk.epochs.lastKey())) {
                        append(now, UpRecord.Kind.FIN, new byte[0]);
                        disk.closed.put(event.epoch(), disk.slot);
                        open(now);
                    }
                }
                case FOREIGN -> {
                    said.add("FOREIGN by " + event.detail().split(" ", 2)[0]);
                    leave(event.epoch(), now);
                }
            }
        }
        disk.generation.put(consumer, window.generation());
    }

    /** Ends an epoch whose records another history has taken; what is not committed goes to a new epoch. */
    private void leave(EpochId epoch, long now) {
        long committed = disk.committed(epoch);
        List<UpRecord> records = disk.epochs.get(epoch);
        long first = Math.max(committed + 1, disk.low.get(epoch));
        disk.closed.put(epoch, disk.slot);
        if (epoch.equals(disk.epochs.lastKey())) {
            open(now);
        }
        for (long seq = first; seq <= records.size(); seq++) {
            UpRecord record = records.get((int) seq - 1);
            if (record.kind() != UpRecord.Kind.FIN) {
                append(now, record.kind(), record.body());
            }
        }
        long cut = Math.max(committed, disk.low.get(epoch) - 1);
        if (cut < records.size()) {
            records.subList((int) cut, records.size()).clear();
        }
    }

    private void send(long now) {
        int room = 5;
        for (EpochId epoch : disk.epochs.descendingKeySet()) {
            for (OptionalLong seq = wanted(epoch); seq.isPresent() && room-- > 0; seq = wanted(epoch)) {
                long next = seq.getAsLong();
                UpRecord record = disk.at(epoch, next).withLow(disk.low.get(epoch));
                broker.publish(topics.up(), record.encode(), false, now);
                windows.values().forEach(w -> w.sent(epoch, next, now));
                if (highestSent.getOrDefault(epoch, 0L) >= next) {
                    resent++;
                } else {
                    highestSent.put(epoch, next);
                }
            }
        }
    }

    /** One topic serves all consumers: the lowest record that one of them waits for. */
    private OptionalLong wanted(EpochId epoch) {
        return windows.values().stream()
                .map(w -> w.wanted(epoch))
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    private void open(long now) {
        EpochId epoch = EpochId.of(
                disk.epochs.isEmpty()
                        ? now
                        : Math.max(now, disk.epochs.lastKey().millis() + 1),
                random.nextInt(),
                random.nextLong());
        disk.epochs.put(epoch, new ArrayList<>());
        disk.low.put(epoch, 1L);
    }

    private void append(long now, UpRecord.Kind kind, byte[] body) {
        EpochId epoch = disk.epochs.lastKey();
        List<UpRecord> records = disk.epochs.get(epoch);
        Link previous =
                records.isEmpty() ? Link.EMPTY : records.get(records.size() - 1).link();
        records.add(new UpRecord(epoch, records.size() + 1, 0, Link.next(previous, body), disk.slot, kind, null, body));
        if (kind == UpRecord.Kind.PLANT) {
            dropAtCap(now);
        }
    }

    private void dropAtCap(long now) {
        while (held() > cap) {
            EpochId oldest = disk.epochs.keySet().stream()
                    .filter(e -> disk.low.get(e) <= disk.head(e))
                    .findFirst()
                    .orElseThrow();
            long low = disk.low.get(oldest);
            long last = Math.min(low + 29, disk.head(oldest));
            disk.low.put(oldest, last + 1);
            long first = Math.max(low, disk.committed(oldest) + 1);
            List<Lost> rows = new ArrayList<>();
            for (long seq = first; seq <= last; seq++) {
                UpRecord dropped = disk.at(oldest, seq);
                disk.lost.computeIfAbsent(oldest, e -> new HashSet<>()).add(seq);
                if (dropped.kind() == UpRecord.Kind.PLANT) {
                    disk.payloads.remove(id(dropped));
                } else if (dropped.kind() == UpRecord.Kind.LOST) {
                    rows.add(Lost.parse(dropped.body()));
                }
            }
            if (first <= last) {
                said.add("dropped pending");
                rows.add(new Lost(oldest, first, last, 0, disk.slot, Lost.Reason.CAP));
                Lost.merge(rows).forEach(row -> append(now, UpRecord.Kind.LOST, row.encode()));
            }
        }
    }

    private long held() {
        return disk.epochs.keySet().stream()
                .mapToLong(e -> disk.head(e) - disk.low.get(e) + 1)
                .sum();
    }

    private void release() {
        for (EpochId epoch : disk.epochs.keySet()) {
            long committed = Math.min(disk.committed(epoch), disk.head(epoch));
            disk.low.put(epoch, Math.max(disk.low.get(epoch), committed + 1));
        }
    }

    private Head head() {
        List<Head.Epoch> epochs = new ArrayList<>();
        for (EpochId e : disk.epochs.keySet()) {
            long head = disk.head(e);
            boolean open = e.equals(disk.epochs.lastKey());
            if (open || disk.low.get(e) <= head) {
                Link link = head == 0 ? Link.EMPTY : disk.at(e, head).link();
                epochs.add(
                        new Head.Epoch(e, 0, disk.low.get(e), head, link, disk.slot, disk.closed.getOrDefault(e, 0L)));
            }
        }
        return new Head(nonce, epochs);
    }

    static byte[] body(long payload) {
        return ByteBuffer.allocate(8).putLong(payload).array();
    }

    static long id(UpRecord record) {
        return ByteBuffer.wrap(record.body()).getLong();
    }

    private final class View implements Holdings {
        @Override
        public List<EpochId> epochs() {
            return List.copyOf(disk.epochs.keySet());
        }

        @Override
        public long low(EpochId epoch) {
            return disk.low.get(epoch);
        }

        @Override
        public long head(EpochId epoch) {
            return disk.head(epoch);
        }

        @Override
        public Link link(EpochId epoch, long seq) {
            return seq < disk.low.get(epoch) - 1 || seq < 1
                    ? Link.EMPTY
                    : disk.at(epoch, seq).link();
        }
    }
}
