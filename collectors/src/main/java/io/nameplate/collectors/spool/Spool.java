/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Holdings;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The collector's spool: appends batches of records, gives them back by number, and forgets them when every required
 * consumer has committed them and {@code raw_keep} has passed. At its byte cap it first forgets committed segments early,
 * and only then the oldest pending one, for which it appends a LOST record.
 *
 * <p>Safe for one appending and one publishing thread. A failed append throws and leaves nothing half done: the batch
 * may be appended again.
 */
public final class Spool implements Holdings, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Spool.class);

    /** Packing that failed may well fail again, and costs the disk a segment's bytes each time. */
    static final Duration PACK_AGAIN = Duration.ofMinutes(10);

    private final SpoolFolder folder;
    private final SpoolConfig config;
    private final Books books;
    private final Epochs epochs;
    private final Retention retention;
    private final DiskRoom room;
    private final Clock clock;

    /**
     * What is held changes only under this lock and the spool's own, in this order: who has either sees it whole. So reading
     * does not wait for the disk.
     */
    private final Object writing = new Object();

    private Runnable onAppend = () -> {};
    private boolean recovered;
    private boolean mended;
    private String damageSaid = "";
    private boolean cannotPack;
    private long couldNotPackAt = Long.MIN_VALUE / 2;

    private Spool(SpoolFolder folder, SpoolConfig config, List<ConsumerId> consumers, Clock clock) throws IOException {
        this.folder = folder;
        this.config = config;
        this.books = Books.of(folder.books(), consumers);
        removeRetired();
        this.epochs = new Epochs(folder.epochs(), config.segmentBytes(), clock, books.retired());
        // enough to compress a segment that grew beyond its bound by a batch
        long reserve = config.segmentBytes() / 2 + 2 * config.segmentBytes();
        this.room = new DiskRoom(Files.getFileStore(folder.epochs())::getUsableSpace, reserve, clock);
        this.retention = new Retention(epochs, books, config, room, clock);
        this.clock = clock;
        mendAtStart();
        long most = room.left() - room.reserve() + stats().bytes();
        if (most < config.maxBytes()) {
            LOGGER.atWarn()
                    .addKeyValue("max_bytes", config.maxBytes())
                    .addKeyValue("disk_bytes", most)
                    .log("the disk is smaller than the spool may become: it fills up before the byte cap");
        }
    }

    /** Where it was ended after the books took an epoch, or the disk did not delete that, its folder is still there. */
    private void removeRetired() {
        for (EpochId epoch : books.retired()) {
            try {
                folder.remove(epoch);
                books.gone(epoch);
            } catch (IOException stays) {
                LOGGER.atWarn()
                        .setCause(stays)
                        .addKeyValue("epoch", epoch)
                        .log("the folder of an epoch that holds nothing any more cannot be deleted");
            }
        }
    }

    /** A disk that does not take what mending a damage needs keeps nobody from starting: records wait for it. */
    private void mendAtStart() throws IOException {
        try {
            mend();
        } catch (IOException full) {
            if (!retention.isDamaged()) {
                throw full;
            }
            LOGGER.atError()
                    .setCause(full)
                    .log(
                            "spool is damaged and the disk does not take what mending it needs: nothing is appended before it does");
        }
    }

    /** Goes on where an earlier process stopped. What lies behind a damage is seen to before anything is appended. */
    private void mend() throws IOException {
        while (!mended) {
            try {
                if (!recovered) {
                    epochs.splitBehind(books::committedByAll);
                    EpochLog newest = epochs.current();
                    epochs.recover(books.committedByAny(newest.epoch()) > newest.head());
                    recovered = true;
                }
                retention.mend();
                mended = true;
            } catch (IOException full) {
                if (!retention.letGoFor(full)) {
                    throw full;
                }
            }
        }
    }

    /**
     * Opens a spool and recovers it; a folder that was never one becomes one.
     *
     * @param consumers who must commit a record before it may be forgotten
     * @throws SpoolException if the folder cannot be used, is another collector's, or is in use
     */
    public static Spool open(
            Path folder, CollectorId collector, SpoolConfig config, List<ConsumerId> consumers, Clock clock) {
        try {
            return new Spool(SpoolFolder.take(folder, collector), config, consumers, clock);
        } catch (IOException failed) {
            throw new SpoolException("cannot use " + folder + " as a spool", failed);
        }
    }

    /** Called after each append, on the appending thread; must not block. */
    public synchronized void onAppend(Runnable listener) {
        onAppend = listener;
    }

    /**
     * Appends a batch to the newest epoch: one write, one fsync.
     *
     * @throws SpoolException if the disk does not take it; nothing of the batch was appended
     */
    public void append(List<Entry> entries) {
        Runnable listener;
        synchronized (writing) {
            try {
                writeOrMakeRoom(entries);
            } catch (IOException failed) {
                throw new SpoolException("cannot append to the spool", failed);
            }
            synchronized (this) {
                try {
                    retention.makeRoom();
                } catch (IOException failed) {
                    // the batch is on disk: it must not look as if it were not
                    LOGGER.atError().setCause(failed).log("spool is over its cap and cannot drop anything now");
                }
                listener = onAppend;
            }
        }
        listener.run();
    }

    /** Where the disk is nearly full, or does not take a batch, what is committed goes before its time. */
    private void writeOrMakeRoom(List<Entry> entries) throws IOException {
        synchronized (this) {
            mend();
            retention.makeRoomOnDisk();
        }
        try {
            write(entries);
        } catch (IOException full) {
            synchronized (this) {
                if (!retention.letGoFor(full)) {
                    throw full;
                }
            }
            write(entries);
        }
    }

    /** Appends; the records before are there to be read meanwhile. */
    private void write(List<Entry> entries) throws IOException {
        List<Entry> batch;
        synchronized (this) {
            batch = epochs.ready(entries);
        }
        if (!batch.isEmpty()) {
            EpochLog.Batch written = epochs.write(batch);
            synchronized (this) {
                epochs.count(written);
            }
        }
    }

    /** The epoch that is appended to. */
    public synchronized EpochId current() {
        return epochs.current().epoch();
    }

    /** Ends the open epoch with FIN and opens one that continues it; mending a damage at its end does that too. */
    public void newEpoch(String reason) {
        if (!isToBeMended()) {
            next(Epochs::beginNext, reason);
        }
    }

    private synchronized boolean isToBeMended() {
        return !mended && epochs.current().isBroken();
    }

    /** Ends the open epoch with FIN and opens one that begins with whatever it is given first, be that long before. */
    public void anew(String reason) {
        next(Epochs::beginAnew, reason);
    }

    /** Begins an epoch, unless the one that is open can serve; says whether it did. */
    @FunctionalInterface
    private interface Begin {
        boolean in(Epochs epochs) throws IOException;
    }

    private void next(Begin begin, String reason) {
        Runnable listener;
        synchronized (writing) {
            synchronized (this) {
                EpochLog ending;
                try {
                    mend();
                    ending = epochs.current();
                    if (!begin.in(epochs)) {
                        return;
                    }
                } catch (IOException failed) {
                    throw new SpoolException("cannot begin an epoch", failed);
                }
                LOGGER.atWarn()
                        .addKeyValue("epoch", ending.epoch())
                        .addKeyValue("reason", reason)
                        .log("epoch ended, a new one begins");
                listener = onAppend;
            }
        }
        listener.run();
    }

    /** Ends the open epoch with FIN; what is appended after it opens another. */
    public void finish() {
        synchronized (writing) {
            synchronized (this) {
                try {
                    mend();
                    epochs.finish();
                } catch (IOException failed) {
                    throw new SpoolException("cannot end the epoch", failed);
                }
            }
        }
    }

    /**
     * Gives an epoch up whose name another history has taken: it is closed here only, and what is not committed goes on in
     * a new epoch.
     */
    public void leave(EpochId epoch, String reason) {
        Runnable listener;
        synchronized (writing) {
            synchronized (this) {
                try {
                    mend();
                    EpochLog given = epochs.find(epoch);
                    if (given == null) {
                        return;
                    }
                    retention.leave(given);
                } catch (IOException failed) {
                    throw new SpoolException("cannot leave epoch " + epoch, failed);
                }
                LOGGER.atError()
                        .addKeyValue("epoch", epoch)
                        .addKeyValue("reason", reason)
                        .log(
                                "another history has this epoch: this spool is a copy or was rolled back; a new epoch begins");
                listener = onAppend;
            }
        }
        listener.run();
    }

    /** A record exactly as it was appended; empty if it is not held any more or cannot be read back. */
    public Optional<UpRecord> read(EpochId epoch, long seq) {
        try {
            synchronized (this) {
                EpochLog log = epochs.find(epoch);
                return log == null ? Optional.empty() : log.read(seq);
            }
        } catch (Segment.DamageException damage) {
            giveUp(epoch, damage);
            return Optional.empty();
        } catch (IOException failed) {
            throw new SpoolException("cannot read record " + seq + " of epoch " + epoch, failed);
        }
    }

    private void giveUp(EpochId epoch, Segment.DamageException damage) {
        synchronized (writing) {
            synchronized (this) {
                EpochLog log = epochs.find(epoch);
                if (log == null || log.low() > damage.seq() || isOnlyLookedAt(epoch, damage)) {
                    return;
                }
                try {
                    mend();
                    retention.giveUp(log, damage);
                } catch (IOException failed) {
                    throw new SpoolException("cannot give up a damaged segment", failed);
                }
            }
        }
    }

    /** Nobody waits for what all have committed: only a link is missing, and nothing goes for that. */
    private boolean isOnlyLookedAt(EpochId epoch, Segment.DamageException damage) {
        boolean all = damage.seq() <= books.committedByAll(epoch);
        String sentence = String.valueOf(damage.getMessage());
        if (all && !sentence.equals(damageSaid)) {
            damageSaid = sentence;
            LOGGER.atWarn()
                    .addKeyValue("damage", sentence)
                    .log("spool is damaged where all is committed: nothing is lost");
        }
        return all;
    }

    @Override
    public synchronized List<EpochId> epochs() {
        return epochs.announced().stream().map(EpochLog::epoch).toList();
    }

    @Override
    public synchronized long low(EpochId epoch) {
        EpochLog log = epochs.find(epoch);
        return log == null ? 1 : log.low();
    }

    @Override
    public synchronized long head(EpochId epoch) {
        EpochLog log = epochs.find(epoch);
        return log == null ? 0 : log.head();
    }

    @Override
    public Link link(EpochId epoch, long seq) {
        return read(epoch, seq).map(UpRecord::link).orElse(Link.EMPTY);
    }

    /** The open epoch and every other one with unreleased records, oldest first. */
    public synchronized List<Head.Epoch> heads() {
        return epochs.announced().stream().map(EpochLog::headEntry).toList();
    }

    /** The newest generation of a consumer that was kept. */
    public synchronized long generation(ConsumerId consumer) {
        return books.generation(consumer);
    }

    /** How far a consumer has committed each epoch, as it was kept. */
    public synchronized Map<EpochId, Long> committed(ConsumerId consumer) {
        return books.committed(consumer);
    }

    /** Keeps a consumer's generation and positions on disk, then forgets what may be forgotten. */
    public void committed(ConsumerId consumer, long generation, Map<EpochId, Long> committed) {
        synchronized (writing) {
            synchronized (this) {
                try {
                    retention.commit(consumer, generation, committed);
                } catch (IOException failed) {
                    throw new SpoolException("cannot keep what " + consumer.value() + " has committed", failed);
                }
            }
        }
    }

    /**
     * Compresses the oldest segment that nothing is appended to any more, while reading and appending go on. For one thread, now and then;
     * where it fails, or would take the room that appending needs, nothing is tried for some minutes.
     *
     * @return whether one was compressed
     */
    public boolean pack() {
        Optional<Segment> found;
        synchronized (this) {
            found = retention.unpacked();
        }
        if (found.isEmpty() || Math.abs(clock.millis() - couldNotPackAt) < PACK_AGAIN.toMillis()) {
            return false;
        }
        try {
            requireRoom(found.get());
            pack(found.get());
            cannotPack = false;
            return true;
        } catch (IOException failed) {
            couldNotPackAt = clock.millis();
            if (!cannotPack) {
                cannotPack = true;
                LOGGER.atWarn().setCause(failed).log("spool segment cannot be compressed and stays as it is");
            }
            return false;
        }
    }

    private void requireRoom(Segment segment) throws IOException {
        long needed = 2 * segment.bytes();
        if (room.left() < needed) {
            throw new IOException("the disk has less than " + needed + " bytes left");
        }
    }

    /** Says by something else how much room there is. */
    void room(DiskRoom.Left other) {
        room.measure(other);
    }

    /** How many bytes the spool may come to hold: its cap, or less on a disk that is smaller. */
    public long mostBytes() {
        long bytes = stats().bytes();
        try {
            return Math.min(config.maxBytes(), bytes + Math.min(config.maxBytes(), room.left()));
        } catch (IOException unknown) {
            return config.maxBytes();
        }
    }

    private void pack(Segment segment) throws IOException {
        Path fresh = segment.packed();
        synchronized (writing) {
            synchronized (this) {
                if (retention.holds(segment)) {
                    segment.pack(fresh);
                } else {
                    Files.delete(fresh);
                }
            }
        }
    }

    /** The invariant in numbers. */
    public synchronized SpoolStats stats() {
        return retention.stats();
    }

    @Override
    public void close() {
        synchronized (writing) {
            synchronized (this) {
                try {
                    epochs.close();
                    folder.close();
                } catch (IOException failed) {
                    throw new SpoolException("cannot close the spool", failed);
                }
            }
        }
    }
}
