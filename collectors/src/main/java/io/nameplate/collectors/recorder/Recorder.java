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
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
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

    /** Between two snapshots passes this many times as long as the last one took, */
    private static final int REST = 20;

    /** but no more than this. */
    private static final long LONGEST_REST_NANOS = 30_000_000_000L;

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
    private final SnapshotFile file;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Tally tally;
    private final Start start;
    private final Unwritten unwritten;
    private final ClockWatch clockWatch = new ClockWatch();
    private Inventory inventory;

    /** Held while a state is saved: by one at a time, in the order in which they were taken. */
    private final Object saving = new Object();

    private long savedThrough;
    private long savedNanos;
    private long restNanos;
    private boolean turned;
    private boolean live;
    private boolean blind;
    private long leftOutSeconds;
    private boolean closed;
    private boolean failed;

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
        this.file = file;
        this.clock = clock;
        this.nanos = nanos;
        this.tally = tally;
        this.unwritten = new Unwritten(log, nanos);
        this.savedNanos = nanos.getAsLong() - settings.snapshotNanos();
        this.inventory = fresh(registry);
        this.start = log.ended() ? Start.ENDED : restore(registry);
    }

    private Inventory fresh(Registry registry) {
        return new Inventory(registry, settings.collector(), settings.batchNodes(), unwritten::add, tally);
    }

    private Start restore(Registry registry) throws IOException {
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
        savedThrough = inventory.through();
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
        if (start == Start.CONTINUED) {
            inventory.resume(clock.millis());
        } else {
            inventory.beginLive(clock.millis());
        }
    }

    /** Takes readings that carry their own time. */
    public synchronized void take(List<Reading> readings) {
        drive(open -> {
            open.advance(now(open));
            readings.forEach(open::accept);
        });
    }

    /**
     * Takes what was read of an asset at one time, however long the disk kept it waiting since.
     *
     * @param at epoch milliseconds
     */
    public synchronized void takeAt(AssetId asset, long at, List<PointValue> values) {
        drive(open -> {
            open.advance(now(open));
            values.forEach(value -> open.accept(new PlantReading(asset, at, value)));
        });
    }

    /** Lets the time pass; call it more often than a source speaks. */
    public synchronized void tick() {
        drive(open -> open.advance(now(open)));
    }

    /** Saves the state if it is time; readings are taken while the disk writes it. */
    public void save() {
        synchronized (saving) {
            due().ifPresent(this::save);
        }
    }

    private synchronized Optional<State> due() {
        return isDue() ? state() : Optional.empty();
    }

    /** The time now; where the clock was set, a new epoch begins, and slots that nobody could watch are left out. */
    private long now(Inventory open) {
        long now = clock.millis();
        ClockWatch.Step step = clockWatch.step(now, nanos.getAsLong(), open.longestPeriod());
        if (step == ClockWatch.Step.SET) {
            LOG.atError().addKeyValue("collector", settings.collector()).log("clock was set, a new epoch begins");
            // what was read by the old time belongs to the old epoch: the new one says from where on it speaks
            open.handOut();
            unwritten.newEpoch("clock was set");
            append();
        }
        if (step == ClockWatch.Step.PAUSED) {
            LOG.atWarn()
                    .addKeyValue("collector", settings.collector())
                    .log("nobody watched for a while, slots of it are left out");
        }
        if (step != ClockWatch.Step.NONE) {
            long from = open.through();
            open.resume(now);
            leftOutSeconds += open.through() - from;
        }
        return now;
    }

    /** Does something with the inventory while nobody else does; of a replay it then saves the state if it is time. */
    public synchronized void drive(Consumer<Inventory> step) {
        if (closed || failed || start == Start.ENDED) {
            return;
        }
        try {
            if (unwritten.isStalled() && !goOn()) {
                return;
            }
            step.accept(inventory);
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
            state().ifPresent(this::save);
        }
    }

    private boolean isDue() {
        if (closed || failed || start == Start.ENDED || unwritten.isStalled() || inventory.through() <= savedThrough) {
            return false;
        }
        long rested = nanos.getAsLong() - savedNanos;
        if (rested < settings.snapshotNanos()) {
            return false;
        }
        turned |= inventory.turned();
        return turned || rested >= restNanos;
    }

    /** Tries to write what waits; while too much does, nobody watches, and that is said afterwards. */
    private boolean goOn() {
        append();
        if (unwritten.isStalled() && unwritten.bytes() >= settings.waitingBytes()) {
            blind = true;
        } else if (blind) {
            blind = false;
            long from = inventory.through();
            inventory.resume(clock.millis());
            leftOutSeconds += inventory.through() - from;
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
        return unwritten.size() == 0 ? inventory.through() : Math.max(unwritten.through(), savedThrough);
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
        Optional<String> useless = next.restore(inventory.snapshot(), List.<UpRecord>of());
        if (useless.isEmpty()) {
            append();
            inventory = live ? next.waitFor(SourceClock.TOLERATED) : next;
            turned = true;
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

    /** What is saved. */
    private static final class State {
        final Position head;
        final byte[] image;
        /** Epoch seconds: the slots before it are known to it. */
        final long through;
        /** When it was begun to be taken. */
        final long began;

        State(Position head, byte[] image, long through, long began) {
            this.head = head;
            this.image = image;
            this.through = through;
            this.began = began;
        }
    }

    /** The state behind all that was appended; empty while the spool takes no records. */
    private synchronized Optional<State> state() {
        long began = nanos.getAsLong();
        byte[] image = inventory.snapshot();
        append();
        turned = false;
        return unwritten.isEmpty()
                ? Optional.of(new State(log.head(), image, inventory.through(), began))
                : Optional.empty();
    }

    private void save(State state) {
        try {
            file.write(state.head, state.image);
        } catch (IOException broken) {
            LOG.atError().setCause(broken).log("state cannot be saved");
            synchronized (this) {
                savedNanos = nanos.getAsLong();
                restNanos = LONGEST_REST_NANOS;
            }
            return;
        }
        synchronized (this) {
            savedThrough = state.through;
            savedNanos = nanos.getAsLong();
            restNanos = Math.min(REST * (savedNanos - state.began), LONGEST_REST_NANOS);
        }
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
            state().ifPresent(this::save);
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
