/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.collectors.boot.SpoolDoor;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.publish.PublishConfig;
import io.nameplate.collectors.publish.SenderDoor;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.collectors.spool.SpoolReader;
import io.nameplate.collectors.spool.SpoolStats;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Topics;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.LongSupplier;

/** A machine with a collector on it: its disk, its clock, and the process, which may die at any step and start again. */
final class CollectorHost {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final long TICK_MILLIS = 1_000;

    final CollectorId id;
    final VirtualClock clock;
    final Steps steps;

    private final Registry registry;
    private final Random random;
    /** Of its own, so that what else happens does not depend on it. */
    private final Random packs;

    private final Path folder;
    private final Path copy;
    private final SpoolConfig config;
    private final Broker broker;
    private final LongSupplier now;
    /** How far it has told a job that it is; epoch seconds. */
    private final LongSupplier heardThrough;

    private final TornTail tail;
    /** What the spool holds, as far as it was read; anew after each start. */
    private final Map<Told.Key, Told> held = new LinkedHashMap<>();

    /**
     * What the records before one say to be complete, also those that are released by now, and what a job was told before the disk was set
     * back: who tells of less than that is late.
     */
    private final Map<Told.Key, Long> stated = new HashMap<>();

    private long latest;
    private boolean isSetBack;
    private final Map<EpochId, Long> seen = new HashMap<>();
    /** The first record that was held when the process died. */
    private final Map<EpochId, Long> lows = new HashMap<>();

    private Process process;
    private long startAt;
    private long tickAt;
    int deaths;

    CollectorHost(
            CollectorId id,
            Registry registry,
            Path disk,
            SpoolConfig config,
            Broker broker,
            LongSupplier now,
            LongSupplier heardThrough,
            Random random) {
        this.id = id;
        this.registry = registry;
        this.folder = disk.resolve(id.value());
        this.copy = disk.resolve(id.value() + "-copy");
        this.config = config;
        this.broker = broker;
        this.now = now;
        this.heardThrough = heardThrough;
        this.random = random;
        this.packs = new Random(id.hashCode());
        this.clock = new VirtualClock(now);
        this.steps = new Steps(random);
        this.tail = new TornTail(folder, random);
    }

    /** One run of the collector. */
    private final class Process implements MqttLink, Broker.Client {

        private final Spool spool;
        private final Recorder recorder;
        private final SenderDoor sender;
        private final Broker.Session session;

        Process() throws IOException {
            Files.createDirectories(folder);
            spool = Spool.open(folder.resolve("spool"), id, config, List.of(JOB), clock);
            try {
                recorder = new Recorder(
                        new Recorder.Settings(id, 1 + random.nextInt(3), 500_000_000L),
                        registry,
                        new DyingLog(SpoolDoor.log(spool), steps, tail),
                        new SnapshotFile(folder),
                        clock,
                        () -> now.getAsLong() * 1_000_000,
                        refusal -> {});
                long nonce = random.nextLong();
                session = broker.open(id + "-" + Long.toHexString(nonce), this);
                sender = new SenderDoor(
                        new PublishConfig(id, "tcp://nowhere:1883", List.of(JOB)),
                        nonce,
                        new DyingOutbox(SpoolDoor.outbox(spool), steps),
                        this,
                        now);
                session.subscribe(List.of(new Topics(id).cursor(JOB)));
                recorder.watch();
            } catch (IOException | RuntimeException | Error broken) {
                spool.close();
                throw broken;
            }
        }

        @Override
        public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
            steps.pass("before a message goes out");
            return session.publish(topic, payload, retained, tag);
        }

        @Override
        public void close() {
            session.end();
        }

        @Override
        public void connected() {
            sender.connected();
        }

        @Override
        public void disconnected(String why) {
            sender.disconnected(why);
        }

        @Override
        public void arrived(String topic, byte[] payload, boolean kept) {
            living(() -> sender.cursor(JOB, Cursor.parse(payload)));
        }

        @Override
        public void acknowledged(long tag, int reason) {
            sender.acknowledged(tag, reason);
        }
    }

    /** Does something that the process may not survive. */
    private void living(Runnable work) {
        try {
            work.run();
        } catch (Crash crash) {
            die(random.nextInt(8_000));
        }
    }

    boolean isUp() {
        return process != null;
    }

    /** kill -9, or the power. */
    void die(long downMillis) {
        if (process != null) {
            process.session.drop(0);
            process.session.end();
            lows(process);
            process.spool.close();
            process = null;
            tail.cut();
            deaths++;
        }
        startAt = now.getAsLong() + downMillis;
    }

    /** The disk as it is now is kept somewhere. */
    void backUp() {
        if (process != null) {
            Tree.copy(folder, copy);
        }
    }

    boolean hasBackUp() {
        return Files.exists(copy);
    }

    /** Somebody restores the disk from the copy. */
    void rollBack() {
        die(2_000 + random.nextInt(20_000));
        Tree.copy(copy, folder);
        Tree.delete(copy);
        isSetBack = true;
    }

    /** Starts again when it is time, takes what is heard, publishes what is due. */
    void run(Facility.Heard heard, boolean watching) {
        if (process == null && now.getAsLong() >= startAt) {
            start();
        }
        living(() -> {
            Process running = process;
            if (running != null && watching) {
                record(running, heard);
            }
            if (running != null) {
                running.sender.turn();
                look(running);
            }
            if (running != null && packs.nextInt(10) == 0) {
                running.spool.pack();
            }
        });
    }

    private void start() {
        held.clear();
        seen.clear();
        lows.clear();
        if (isSetBack) {
            isSetBack = false;
            latest = heardThrough.getAsLong();
        }
        try {
            process = new Process();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (Crash crash) {
            startAt = now.getAsLong() + 1_000;
            tail.cut();
            deaths++;
        }
    }

    private void record(Process running, Facility.Heard heard) {
        List<Reading> readings = new ArrayList<>(heard.readings());
        if (!readings.isEmpty()) {
            running.recorder.take(readings);
        }
        heard.plant().forEach((asset, values) -> running.recorder.takeAt(asset, clock.millis(), values));
        if (now.getAsLong() >= tickAt) {
            tickAt = now.getAsLong() + TICK_MILLIS;
            running.recorder.tick();
            running.recorder.save();
        }
    }

    /** Notes what is new in the spool. */
    private void look(Process running) {
        for (EpochId epoch : running.spool.epochs()) {
            long head = running.spool.head(epoch);
            for (long seq = seen.getOrDefault(epoch, 0L) + 1; seq <= head; seq++) {
                running.spool.read(epoch, seq).ifPresent(record -> {
                    Told told = Told.of(id, record, registry);
                    held.put(told.key(), told);
                    stated.putIfAbsent(told.key(), latest);
                    latest = Math.max(latest, record.through());
                });
            }
            seen.put(epoch, head);
        }
    }

    /** It may have dropped records in the very moment it died. */
    private void lows(Process dying) {
        for (EpochId epoch : dying.spool.epochs()) {
            lows.put(epoch, dying.spool.low(epoch));
        }
    }

    /** A record that tells of an interval before it is stated whole, can still be sent and has not been taken by a job, if there is one. */
    Optional<Told> pending(long start, long end, JobNotes job) {
        return held.values().stream()
                .filter(told -> told.tellsOf(start)
                        && stated.getOrDefault(told.key(), 0L) < end
                        && !isBeforeWhatIsWaitedFor(told, end)
                        && !job.knows(told, start)
                        && isHeld(told))
                .findFirst();
    }

    /**
     * Whether a record tells of something longer before the first slot of its epoch than a collector watches before that: its clock was
     * set back before the slot began, and it read on until then.
     */
    private boolean isBeforeWhatIsWaitedFor(Told told, long end) {
        long watching = registry.blocks().values().stream()
                .filter(block -> block.source().equals(id))
                .mapToLong(block -> block.period().toSeconds())
                .max()
                .orElse(0);
        return told.record().kind() == UpRecord.Kind.PLANT
                && end <= told.record().through() - watching - registry.slot().toSeconds() - 2;
    }

    /** Whether a record that says this can still be sent. */
    boolean holds(Told.Body body) {
        return held.values().stream().anyMatch(told -> told.body().equals(body) && isHeld(told));
    }

    private boolean isHeld(Told told) {
        EpochId epoch = told.record().epoch();
        long seq = told.record().seq();
        if (process == null) {
            return seq >= lows.getOrDefault(epoch, 0L);
        }
        return process.spool.epochs().contains(epoch) && seq >= process.spool.low(epoch);
    }

    /** Up to where the records say that all slots were stated, also of a process that died since; epoch seconds. */
    long statedThrough() {
        return held.values().stream()
                .mapToLong(told -> told.record().through())
                .max()
                .orElse(0);
    }

    /**
     * Whether the newest epoch is beyond all that was stated or told to a job. Where a job knows another history of an epoch, its records
     * go into a new one, which is behind what was stated by a clock that was ahead until its next slot, and holds that up.
     */
    boolean isBeyondItself() {
        List<Head.Epoch> heads = process == null ? List.of() : process.spool.heads();
        return !heads.isEmpty()
                && heads.get(heads.size() - 1).through() >= Math.max(statedThrough(), heardThrough.getAsLong());
    }

    /** Whether the newest epoch has closed a slot: before that, its plant readings from before its first may still come. */
    boolean hasClosedASlot() {
        List<Head.Epoch> heads = process == null ? List.of() : process.spool.heads();
        return !heads.isEmpty()
                && heads.get(heads.size() - 1).through()
                        > heads.get(heads.size() - 1).from();
    }

    /** Everything that can be read on the disk, also of epochs that were given up. */
    List<Told> onDisk() {
        List<Told> all = new ArrayList<>();
        try {
            SpoolReader.open(folder.resolve("spool")).forEach(record -> all.add(Told.of(id, record, registry)));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return all;
    }

    /** All slots before it were stated; epoch seconds. */
    long through() {
        return process == null ? 0 : process.recorder.through();
    }

    SpoolStats stats() {
        return process.spool.stats();
    }

    void end() {
        if (process != null) {
            die(0);
        }
    }
}
