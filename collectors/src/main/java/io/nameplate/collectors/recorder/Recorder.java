/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.inventory.Tally;
import io.nameplate.collectors.recorder.RecordLog.Position;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
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
     * @param snapshotNanos at least this long passes between two snapshots
     */
    public record Settings(CollectorId collector, int batchNodes, long snapshotNanos) {}

    private final Settings settings;
    private final RecordLog log;
    private final SnapshotFile file;
    private final Clock clock;
    private final LongSupplier nanos;
    private final Tally tally;
    private final Start start;
    private final List<Draft> drafts = new ArrayList<>();
    private final ClockWatch clockWatch = new ClockWatch();
    private Inventory inventory;
    private long savedThrough;
    private long savedNanos;
    private boolean closed;
    private boolean failed;

    /**
     * A recorder that goes on where an earlier process stopped.
     *
     * @param clock the readings' time: what a reading is stamped with that has none
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
        this.savedNanos = nanos.getAsLong() - settings.snapshotNanos();
        this.inventory = fresh(registry);
        this.start = log.ended() ? Start.ENDED : restore(registry);
    }

    private Inventory fresh(Registry registry) {
        return new Inventory(registry, settings.collector(), settings.batchNodes(), drafts::add, tally);
    }

    private Start restore(Registry registry) throws IOException {
        Optional<SnapshotFile.Snapshot> snapshot = file.read();
        if (snapshot.isEmpty()) {
            inventory.alreadyAppended(log.after(Position.START));
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
            inventory.alreadyAppended(log.after(Position.START));
            return Start.FRESH;
        }
        Position head = log.head();
        if (head.epoch().equals(position.epoch()) && head.seq() < position.seq()) {
            LOG.atError()
                    .addKeyValue("collector", settings.collector())
                    .addKeyValue("saved_seq", position.seq())
                    .addKeyValue("spool_seq", head.seq())
                    .log("spool has lost records that were appended");
        }
        savedThrough = inventory.through();
        return Start.CONTINUED;
    }

    /** What the recorder found when it was made. */
    public Start start() {
        return start;
    }

    /** Begins to watch live: from the next slot on, leaving out those that nobody watched. */
    public synchronized void watch() {
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

    /** Takes what was read of an asset just now. */
    public synchronized void takeNow(AssetId asset, List<PointValue> values) {
        drive(open -> {
            long now = now(open);
            open.advance(now);
            values.forEach(
                    value -> open.accept(new PlantReading(asset, value.point(), now, value.value(), value.quality())));
        });
    }

    /** Lets the time pass. */
    public synchronized void tick() {
        drive(open -> open.advance(now(open)));
    }

    /** The time now; where the clock was set, a new epoch begins, and slots that nobody could watch are left out. */
    private long now(Inventory open) {
        long now = clock.millis();
        ClockWatch.Step step = clockWatch.step(now, nanos.getAsLong());
        if (step == ClockWatch.Step.SET) {
            LOG.atError().addKeyValue("collector", settings.collector()).log("clock was set, a new epoch begins");
            append();
            try {
                log.newEpoch("clock was set");
            } catch (IOException broken) {
                throw new UncheckedIOException("a new epoch cannot begin", broken);
            }
        }
        if (step != ClockWatch.Step.NONE) {
            open.resume(now);
        }
        return now;
    }

    /** Does something with the inventory while nobody else does, then saves the state if it is time. */
    public synchronized void drive(Consumer<Inventory> step) {
        if (closed || failed || start == Start.ENDED) {
            return;
        }
        try {
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
        if (inventory.through() > savedThrough && nanos.getAsLong() - savedNanos >= settings.snapshotNanos()) {
            save();
        }
    }

    /**
     * Whether a record could not be appended or a step broke off: nothing more is taken, because what follows would claim
     * to be complete.
     */
    public synchronized boolean failed() {
        return failed;
    }

    /** Goes on with another version of the registry; the state of nodes that stay expected is kept. */
    public synchronized void exchange(Registry registry) {
        Inventory next = fresh(registry);
        Optional<String> useless = next.restore(inventory.snapshot(), List.<UpRecord>of());
        if (useless.isPresent()) {
            LOG.atError()
                    .addKeyValue("registry_version", registry.version())
                    .addKeyValue("reason", useless.get())
                    .log("new registry cannot be taken over while running, restart the collector");
            return;
        }
        append();
        inventory = next;
    }

    /** Reads something from the inventory, for metrics. */
    public synchronized long measure(ToLongFunction<Inventory> what) {
        return what.applyAsLong(inventory);
    }

    /** Appends what the step gave, in one piece. */
    private void append() {
        if (!drafts.isEmpty()) {
            try {
                log.append(List.copyOf(drafts));
            } catch (IOException broken) {
                throw new UncheckedIOException("records cannot be appended to the spool", broken);
            }
            drafts.clear();
        }
    }

    private void save() {
        byte[] image = inventory.snapshot();
        append();
        try {
            file.write(log.head(), image);
            savedThrough = inventory.through();
            savedNanos = nanos.getAsLong();
        } catch (IOException broken) {
            LOG.atError().setCause(broken).log("state cannot be saved");
        }
    }

    /** Saves the state and takes nothing more. */
    @Override
    public synchronized void close() {
        if (!closed && !failed && inventory.begun() && start != Start.ENDED) {
            save();
        }
        closed = true;
    }
}
