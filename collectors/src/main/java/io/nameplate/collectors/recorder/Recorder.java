/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.inventory.Tally;
import io.nameplate.collectors.recorder.RecordLog.Position;
import io.nameplate.collectors.validate.SourceClock;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets drivers on many threads feed one inventory, appends its records to the log and saves its state beside them. A
 * record is appended first and the state saved after it; what lies between is known from the log after a crash.
 */
public final class Recorder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Recorder.class);

    /** Nothing is recorded for longer than this: then it is said. */
    private static final long WAITING_SECONDS = 60;

    /** How a recorder found what an earlier process left behind. */
    public enum Start {
        /** Nothing was there: everything begins. */
        FRESH,
        /** The state was restored. */
        CONTINUED,
        /** The records had ended; nothing may follow. */
        ENDED
    }

    /**
     * What a recorder needs to know.
     *
     * @param batchNodes the most nodes of one record
     * @param snapshotNanos at least this long passes between two snapshots; more where they take long, unless something happened
     *     that no later reading tells again
     * @param waitingBytes the most bytes of records that wait in memory while the spool takes none
     */
    public record Settings(CollectorId collector, int batchNodes, long snapshotNanos, long waitingBytes) {

        private static final long WAITING_BYTES = 64L * 1024 * 1024;

        /** Settings with 64 MB for records that wait. */
        public Settings(CollectorId collector, int batchNodes, long snapshotNanos) {
            this(collector, batchNodes, snapshotNanos, WAITING_BYTES);
        }
    }

    private final Settings settings;
    private final RecordLog log;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Tally tally;
    private final Start start;
    private final Unwritten unwritten;
    private final Saves saves;
    private final ClockWatch clockWatch = new ClockWatch();
    private Registry registry;
    private Inventory inventory;

    /** Held while a state is saved: by one at a time, in the order in which they were taken. */
    private final Object saving = new Object();

    private boolean live;
    private boolean blind;
    private long leftOutSeconds;
    private boolean closed;
    private boolean failed;
    private boolean leapt;

    /**
     * A recorder that goes on where an earlier process stopped.
     *
     * @param clock the readings' time
     * @param nanos a clock that only measures how much time passes, such as System::nanoTime
     */
    public Recorder(
            Settings settings,
            Registry registry,
            RecordLog log,
            SnapshotFile file,
            Clock clock,
            LongSupplier nanos,
            Tally tally)
            throws IOException {
        this.settings = settings;
        this.log = log;
        this.clock = clock;
        this.nanos = nanos;
        this.tally = tally;
        this.unwritten = new Unwritten(log, nanos);
        this.saves = new Saves(file, nanos, settings.snapshotNanos());
        this.registry = registry;
        this.inventory = fresh(registry);
        this.start = log.ended() ? Start.ENDED : restore(registry, file);
    }

    private Inventory fresh(Registry registry) {
        return new Inventory(registry, settings.collector(), settings.batchNodes(), unwritten::add, tally);
    }

    private Start restore(Registry registry, SnapshotFile file) throws IOException {
        Optional<SnapshotFile.Snapshot> snapshot = file.read();
        if (snapshot.isEmpty()) {
            beginAnew();
            return Start.FRESH;
        }
        Position position = snapshot.get().position;
        Optional<String> useless = inventory.restore(snapshot.get().image, log.after(position));
        if (useless.isPresent()) {
            LOG.atError()
                    .addKeyValue("collector", settings.collector())
                    .addKeyValue("reason", useless.get())
                    .log("saved state is of no use, conditions of GPUs begin anew");
            inventory = fresh(registry);
            beginAnew();
            return Start.FRESH;
        }
        Position head = log.head();
        int older = head.epoch().compareTo(position.epoch());
        if (head.seq() > 0 && (older < 0 || (older == 0 && head.seq() < position.seq()))) {
            LOG.atError()
                    .addKeyValue("collector", settings.collector())
                    .addKeyValue("saved_seq", position.seq())
                    .addKeyValue("spool_seq", head.seq())
                    .log("spool has lost records that were appended, a new epoch begins");
            log.newEpoch("spool is older than the saved state");
        }
        saves.restored(inventory.through());
        return Start.CONTINUED;
    }

    /** Without a state: a replay's records are made again and must not be appended twice; live only their end counts. */
    private void beginAnew() throws IOException {
        Position head = log.head();
        boolean all = log.isReplay() || head.seq() == 0;
        inventory.alreadyAppended(log.after(all ? Position.START : new Position(head.epoch(), head.seq() - 1)));
    }

    /** What the recorder found when it was made. */
    public Start start() {
        return start;
    }

    /** Begins to watch live: from the next slot on, leaving out those that nobody watched. */
    public synchronized void watch() {
        live = true;
        inventory.waitFor(SourceClock.TOLERATED);
        long now = clock.millis();
        // what was recorded by a clock that was far ahead is not waited for
        if (aheadSeconds(now) > ClockWatch.LEAP.toSeconds()) {
            startOver(now);
        } else if (start == Start.CONTINUED) {
            inventory.resume(now);
        } else {
            inventory.beginLive(now);
        }
    }

    /** How far what is recorded reaches beyond the time now, but for the slot and the period that it always may. */
    private long aheadSeconds(long now) {
        return inventory.through() - inventory.slotSeconds() - Math.floorDiv(now + inventory.longestPeriod(), 1_000);
    }

    /** What was recorded by a clock that was far ahead stands, and everything begins anew. */
    private void startOver(long now) {
        LOG.atError()
                .addKeyValue("collector", settings.collector())
                .addKeyValue("recorded_until", Instant.ofEpochSecond(inventory.through()))
                .addKeyValue("now", Instant.ofEpochMilli(now))
                .log(
                        "clock was far ahead: recording begins anew by the time now; what was recorded ahead of it stays in the epoch before");
        unwritten.anew("clock was far ahead");
        append();
        inventory = fresh(registry).waitFor(SourceClock.TOLERATED);
        inventory.beginLive(now);
        saves.startOver();
    }

    /**
     * Takes readings that carry their own time.
     *
     * @return false where nothing is recorded at present; then nothing was done with them
     */
    public synchronized boolean take(List<Reading> readings) {
        return drive(() -> {
            advance();
            readings.forEach(inventory::accept);
        });
    }

    /**
     * Takes what was read of an asset at one time, however long the disk kept it waiting since.
     *
     * @param at epoch milliseconds
     */
    public synchronized void takeAt(AssetId asset, long at, List<PointValue> values) {
        boolean unused = drive(() -> {
            advance();
            values.forEach(value -> inventory.accept(new PlantReading(asset, at, value)));
        });
    }

    /** Lets the time pass; call it more often than a source speaks. */
    public synchronized void tick() {
        boolean unused = drive(this::advance);
    }

    /** Saves the state if it is time; readings are taken while the disk writes it. */
    public void save() {
        synchronized (saving) {
            due().ifPresent(saves::write);
        }
    }

    private synchronized Optional<Saves.State> due() {
        return isDue() ? state() : Optional.empty();
    }

    /** Lets the time pass; where the clock was set, a new epoch begins, and slots that nobody could watch are left out. */
    private void advance() {
        long now = clock.millis();
        switch (clockWatch.step(now, nanos.getAsLong(), inventory.longestPeriod())) {
            case SET -> set(now);
            case PAUSED -> {
                LOG.atWarn()
                        .addKeyValue("collector", settings.collector())
                        .log("nobody watched for a while, slots of it are left out");
                resume(now);
            }
            case NONE -> {}
        }
        inventory.advance(now);
    }

    private void set(long now) {
        LOG.atError().addKeyValue("collector", settings.collector()).log("clock was set, a new epoch begins");
        // what was read by the old time belongs to the old epoch: the new one says from where on it speaks
        inventory.handOut();
        unwritten.newEpoch("clock was set");
        append();
        resume(now);
    }

    private void resume(long now) {
        long from = inventory.through();
        inventory.resume(now);
        leftOutSeconds += inventory.through() - from;
    }

    /** Does something with the inventory while nobody else does; of a replay it then saves the state if it is time. */
    public synchronized void drive(Consumer<Inventory> step) {
        boolean unused = drive(() -> step.accept(inventory));
    }

    private boolean drive(Runnable step) {
        if (closed || failed || leapt || start == Start.ENDED) {
            return false;
        }
        try {
            if (live && clockWatch.hasLeapt(clock.millis(), nanos.getAsLong())) {
                leap();
                return false;
            }
            if (unwritten.isStalled() && !goOn()) {
                return false;
            }
            step.run();
            append();
        } catch (RuntimeException broken) {
            failed = true;
            LOG.atError()
                    .setCause(broken)
                    .addKeyValue("collector", settings.collector())
                    .log("recording stopped, restart the collector once the cause is gone");
            throw broken;
        }
        if (!live && isDue()) {
            state().ifPresent(saves::write);
        }
        return true;
    }

    /** What drivers and checks remember is of the old time: the process has to begin anew. */
    private void leap() {
        leapt = true;
        inventory.handOut();
        append();
        LOG.atError()
                .addKeyValue("collector", settings.collector())
                .addKeyValue("recorded_until", Instant.ofEpochSecond(inventory.through()))
                .addKeyValue("now", clock.instant())
                .log(
                        "clock was set by more than ten minutes: nothing is recorded until the collector is started again");
    }

    private boolean isDue() {
        boolean possible = !closed && !failed && start != Start.ENDED && !unwritten.isStalled();
        return possible && saves.isDue(inventory.through(), inventory::turned);
    }

    /** Tries to write what waits; while too much does, nobody watches, and that is said afterwards. */
    private boolean goOn() {
        append();
        if (unwritten.isStalled() && unwritten.bytes() >= settings.waitingBytes()) {
            blind = true;
        } else if (blind) {
            blind = false;
            long from = inventory.through();
            resume(clock.millis());
            LOG.atError()
                    .addKeyValue("collector", settings.collector())
                    .addKeyValue("from", from)
                    .addKeyValue("to", inventory.through())
                    .log("slots are left out, because the spool took nothing for too long");
        }
        return !blind;
    }

    /** Whether the spool takes no records at present; they wait in memory and are tried again. */
    public synchronized boolean stalled() {
        return unwritten.isStalled();
    }

    /** Epoch seconds: all slots before it are in the spool; it stands still while the spool takes no records. */
    public synchronized long through() {
        return unwritten.size() == 0 ? inventory.through() : Math.max(unwritten.through(), saves.through());
    }

    /**
     * Epoch seconds until which nothing is recorded, because the clock was set back and what is recorded already reaches until then; 0
     * while it records.
     */
    public synchronized long waitsUntil() {
        return live && aheadSeconds(clock.millis()) > WAITING_SECONDS ? inventory.through() : 0;
    }

    /** How often the spool did not take records. */
    public synchronized long appendFailures() {
        return unwritten.failures();
    }

    /** Seconds of slots that were left out: more records waited for the spool than may wait, or nobody watched. */
    public synchronized long leftOutSeconds() {
        return leftOutSeconds;
    }

    /**
     * Whether a step broke off, or a replay's records could not be appended: nothing more is taken, because what follows
     * would claim to be complete. A replay goes on exactly there when it is started again.
     */
    public synchronized boolean failed() {
        return failed;
    }

    /** Whether the clock was set by more than ten minutes, so that nothing is recorded any more; a new process can go on. */
    public synchronized boolean leapt() {
        return leapt;
    }

    /**
     * Goes on with another version of the registry; the state of nodes that stay expected is kept.
     *
     * @return why it was not taken over, if it was not; the old version goes on then
     */
    public synchronized Optional<String> exchange(Registry registry) {
        if (closed || failed || start == Start.ENDED) {
            return Optional.of("nothing is recorded any more");
        }
        if (!registry.collectors().containsKey(settings.collector())) {
            return Optional.of("it knows no collector '" + settings.collector() + "'");
        }
        if (registry.slot().toSeconds() != inventory.slotSeconds()) {
            return Optional.of("its slot is " + registry.slot().toSeconds() + " s, not " + inventory.slotSeconds()
                    + " s: restart the collector");
        }
        Inventory next = fresh(registry);
        Optional<String> useless = next.goOnFrom(inventory);
        if (useless.isEmpty()) {
            append();
            this.registry = registry;
            inventory = live ? next.waitFor(SourceClock.TOLERATED) : next;
            saves.turn();
        }
        return useless;
    }

    /** Whether readings of an asset are taken. */
    public synchronized boolean reads(AssetId asset) {
        return inventory.reads(asset);
    }

    /** Reads something from the inventory, for metrics. */
    public synchronized long measure(ToLongFunction<Inventory> what) {
        return what.applyAsLong(inventory);
    }

    /** Appends what the step gave; live goes on if that fails, a replay ends. */
    private void append() {
        if (unwritten.isEmpty()) {
            return;
        }
        if (live) {
            unwritten.tryToWrite();
            return;
        }
        try {
            unwritten.write();
        } catch (IOException broken) {
            throw new UncheckedIOException("records cannot be appended to the spool", broken);
        }
    }

    /** The state behind all that was appended; empty while the spool takes no records. */
    private synchronized Optional<Saves.State> state() {
        long began = nanos.getAsLong();
        byte[] image = inventory.snapshot();
        append();
        saves.taken();
        return unwritten.isEmpty()
                ? Optional.of(new Saves.State(log.head(), image, inventory.through(), began))
                : Optional.empty();
    }

    /** Saves the state and takes nothing more. */
    @Override
    public void close() {
        synchronized (saving) {
            end();
        }
    }

    private synchronized void end() {
        if (!closed && !failed && inventory.begun() && start != Start.ENDED) {
            state().ifPresent(saves::write);
            if (!unwritten.isEmpty()) {
                LOG.atError()
                        .addKeyValue("collector", settings.collector())
                        .addKeyValue("records", unwritten.size())
                        .log("stopped before the spool took all records, their slots stay unmeasured");
            }
        }
        closed = true;
    }
}
