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
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
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
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CollectorId collector;
    private final Path epochsFolder;
    private final SpoolConfig config;
    private final Clock clock;
    private final FileChannel lockFile;
    private final Books books;
    private final TreeMap<EpochId, EpochLog> epochs = new TreeMap<>();
    private Runnable onAppend = () -> {};
    private EpochLog current;

    private Spool(Path folder, CollectorId collector, SpoolConfig config, List<ConsumerId> consumers, Clock clock)
            throws IOException {
        this.collector = collector;
        this.config = config;
        this.clock = clock;
        this.epochsFolder = Files.createDirectories(folder.resolve("epochs"));
        this.lockFile = lock(folder);
        claim(folder);
        this.books = new Books(folder.resolve("books"), consumers);
        for (Path epochFolder : epochFolders(epochsFolder)) {
            EpochLog log = EpochLog.open(epochFolder, true);
            epochs.put(log.epoch(), log);
            log.damages()
                    .forEach(damage ->
                            LOGGER.atWarn().addKeyValue("damage", damage).log("spool tail cut"));
        }
        this.current = epochs.isEmpty() ? openEpoch() : epochs.lastEntry().getValue();
        boolean rolledBack = !consumers.isEmpty() && books.committedByAll(current.epoch()) > current.head();
        if (current.isBroken() || rolledBack) {
            LOGGER.atError()
                    .addKeyValue("epoch", current.epoch())
                    .addKeyValue("head", current.head())
                    .log("spool lost records from its end; a new epoch begins");
            current.end();
            current = openEpoch();
        } else if (current.isClosed()) {
            current = openEpoch();
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
            return new Spool(folder, collector, config, consumers, clock);
        } catch (IOException failed) {
            throw new SpoolException("cannot use " + folder + " as a spool", failed);
        }
    }

    static List<Path> epochFolders(Path epochs) throws IOException {
        try (Stream<Path> all = Files.list(epochs)) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    private static FileChannel lock(Path folder) throws IOException {
        FileChannel channel =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock held;
        try {
            held = channel.tryLock();
        } catch (OverlappingFileLockException here) {
            held = null;
        }
        if (held == null) {
            channel.close();
            throw new SpoolException("the spool " + folder + " is in use by another collector process");
        }
        return channel;
    }

    private void claim(Path folder) throws IOException {
        Path owner = folder.resolve("collector");
        List<String> lines = AtomicFile.read(owner);
        if (lines.isEmpty()) {
            AtomicFile.write(owner, List.of(collector.value()));
        } else if (!lines.get(0).equals(collector.value())) {
            throw new SpoolException("the spool " + folder + " belongs to collector '" + lines.get(0) + "', not to '"
                    + collector + "'; give each collector a folder of its own");
        }
    }

    private EpochLog openEpoch() throws IOException {
        long millis = epochs.isEmpty()
                ? clock.millis()
                : Math.max(clock.millis(), epochs.lastKey().millis() + 1);
        EpochLog log = EpochLog.create(epochsFolder, EpochId.of(millis, RANDOM.nextInt(), RANDOM.nextLong()));
        epochs.put(log.epoch(), log);
        return log;
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
        synchronized (this) {
            try {
                current.append(entries, config.segmentBytes(), clock.millis());
                makeRoom();
            } catch (IOException failed) {
                throw new SpoolException("cannot append to the spool", failed);
            }
            listener = onAppend;
        }
        listener.run();
    }

    /** The epoch that is appended to. */
    public synchronized EpochId current() {
        return current.epoch();
    }

    /** All slots before it are complete in what was appended to the newest epoch; epoch seconds. */
    public synchronized long through() {
        return current.through();
    }

    /** Ends the open epoch with FIN and opens a new one. */
    public void newEpoch(String reason) {
        Runnable listener;
        synchronized (this) {
            LOGGER.atWarn()
                    .addKeyValue("epoch", current.epoch())
                    .addKeyValue("reason", reason)
                    .log("epoch ends, a new one begins");
            finish();
            try {
                current = openEpoch();
            } catch (IOException failed) {
                throw new SpoolException("cannot begin an epoch", failed);
            }
            listener = onAppend;
        }
        listener.run();
    }

    /** Ends the open epoch with FIN; nothing may be appended until {@link #newEpoch}. */
    public synchronized void finish() {
        try {
            if (current.head() > 0 && !current.isClosed()) {
                Entry fin = new Entry(UpRecord.Kind.FIN, Optional.empty(), current.through(), new byte[0]);
                current.append(List.of(fin), config.segmentBytes(), clock.millis());
            }
            current.end();
        } catch (IOException failed) {
            throw new SpoolException("cannot end the epoch", failed);
        }
    }

    /**
     * Gives an epoch up whose name another history has taken: it is closed here only, and what is not committed goes on in
     * a new epoch.
     */
    public void leave(EpochId epoch, String reason) {
        Runnable listener;
        synchronized (this) {
            EpochLog left = epochs.get(epoch);
            if (left == null) {
                return;
            }
            LOGGER.atError()
                    .addKeyValue("epoch", epoch)
                    .addKeyValue("reason", reason)
                    .log("another history has this epoch: this spool is a copy or was rolled back; a new epoch begins");
            try {
                List<Entry> pending = pending(left);
                long kept = left.head() - pending.size();
                EpochLog fresh = openEpoch();
                fresh.append(pending, config.segmentBytes(), clock.millis());
                epochs.remove(epoch);
                books.retire(epoch, Math.max(0, kept));
                left.remove();
                current = fresh;
            } catch (IOException | Segment.DamageException failed) {
                throw new SpoolException("cannot leave epoch " + epoch + ": " + failed.getMessage());
            }
            listener = onAppend;
        }
        listener.run();
    }

    private List<Entry> pending(EpochLog log) throws IOException, Segment.DamageException {
        List<Entry> pending = new ArrayList<>();
        for (long seq = Math.max(log.low(), committed(log) + 1); seq <= log.head(); seq++) {
            UpRecord record = log.read(seq).orElseThrow();
            if (record.kind() != UpRecord.Kind.FIN) {
                pending.add(new Entry(record.kind(), record.hall(), record.through(), record.body()));
            }
        }
        return pending;
    }

    /** A record exactly as it was appended; empty if it is not held any more or cannot be read back. */
    public synchronized Optional<UpRecord> read(EpochId epoch, long seq) {
        EpochLog log = epochs.get(epoch);
        if (log == null) {
            return Optional.empty();
        }
        try {
            return log.read(seq);
        } catch (Segment.DamageException damage) {
            LOGGER.atError()
                    .addKeyValue("damage", damage.getMessage())
                    .log("spool segment damaged; its pending records are lost");
            giveUp(log, seq);
            return Optional.empty();
        } catch (IOException failed) {
            throw new SpoolException("cannot read record " + seq + " of epoch " + epoch, failed);
        }
    }

    /** Drops everything up to and including the segment that holds a damaged record. */
    private void giveUp(EpochLog log, long seq) {
        try {
            if (log == current) {
                finish();
                current = openEpoch();
            }
            for (Segment segment : log.segments()) {
                if (segment.first() <= seq) {
                    drop(log, segment, Lost.Reason.CORRUPT);
                }
            }
        } catch (IOException failed) {
            throw new SpoolException("cannot give up a damaged segment", failed);
        }
    }

    @Override
    public synchronized List<EpochId> epochs() {
        return List.copyOf(epochs.keySet());
    }

    @Override
    public synchronized long low(EpochId epoch) {
        EpochLog log = epochs.get(epoch);
        return log == null ? 1 : log.low();
    }

    @Override
    public synchronized long head(EpochId epoch) {
        EpochLog log = epochs.get(epoch);
        return log == null ? 0 : log.head();
    }

    @Override
    public synchronized Link link(EpochId epoch, long seq) {
        return read(epoch, seq).map(UpRecord::link).orElse(Link.EMPTY);
    }

    /** The open epoch and every other one with unreleased records, oldest first. */
    public synchronized List<Head.Epoch> heads() {
        return epochs.values().stream().map(EpochLog::headEntry).toList();
    }

    public synchronized long generation(ConsumerId consumer) {
        return books.generation(consumer);
    }

    public synchronized Map<EpochId, Long> committed(ConsumerId consumer) {
        return books.committed(consumer);
    }

    /** Keeps a consumer's generation and positions on disk, then forgets what may be forgotten. */
    public synchronized void committed(ConsumerId consumer, long generation, Map<EpochId, Long> committed) {
        try {
            books.commit(consumer, generation, committed);
            reclaim();
        } catch (IOException failed) {
            throw new SpoolException("cannot keep what " + consumer.value() + " has committed", failed);
        }
    }

    /** The invariant in numbers. */
    public synchronized SpoolStats stats() {
        long produced = books.retiredProduced();
        long lost = books.retiredLost();
        long pending = 0;
        long bytes = 0;
        for (EpochLog log : epochs.values()) {
            long committed = committed(log);
            produced += log.head();
            lost += books.lost(log.epoch(), 1, log.head());
            pending += log.head() - committed - books.lost(log.epoch(), committed + 1, log.head());
            bytes += log.bytes();
        }
        return new SpoolStats(produced, produced - pending - lost, pending, lost, bytes);
    }

    @Override
    public synchronized void close() {
        try {
            for (EpochLog log : epochs.values()) {
                log.close();
            }
            lockFile.close();
        } catch (IOException failed) {
            throw new SpoolException("cannot close the spool", failed);
        }
    }

    private long committed(EpochLog log) {
        return Math.min(log.head(), books.committedByAll(log.epoch()));
    }

    /** Forgets segments that are committed by all and older than raw_keep. */
    private void reclaim() throws IOException {
        long before = clock.millis() - config.rawKeep().toMillis();
        for (EpochLog log : List.copyOf(epochs.values())) {
            long committed = committed(log);
            for (Segment segment : sealed(log)) {
                if (segment.last() > committed || segment.changedMillis() > before) {
                    break;
                }
                log.drop(segment);
            }
            retireIfEmpty(log);
        }
    }

    /** At the byte cap: first the oldest committed segments, then, as a loss, the oldest pending one. */
    private void makeRoom() throws IOException {
        long over = epochs.values().stream().mapToLong(EpochLog::bytes).sum() - config.maxBytes();
        for (EpochLog log : List.copyOf(epochs.values())) {
            long committed = committed(log);
            for (Segment segment : sealed(log)) {
                if (over <= 0 || segment.last() > committed) {
                    break;
                }
                over -= segment.bytes();
                log.drop(segment);
            }
            retireIfEmpty(log);
        }
        for (EpochLog log : List.copyOf(epochs.values())) {
            for (Segment segment : sealed(log)) {
                if (over <= 0) {
                    return;
                }
                over -= segment.bytes();
                drop(log, segment, Lost.Reason.CAP);
            }
        }
    }

    /** The segments that no append can reach. */
    private List<Segment> sealed(EpochLog log) {
        List<Segment> all = log.segments();
        return log == current ? all.subList(0, Math.max(0, all.size() - 1)) : all;
    }

    /** Drops a segment; what of it was pending is lost, and a LOST record says so. */
    private void drop(EpochLog log, Segment segment, Lost.Reason reason) throws IOException {
        long first = Math.max(segment.first(), committed(log) + 1);
        if (first <= segment.last()) {
            Lost lost = new Lost(
                    log.epoch(),
                    first,
                    segment.last(),
                    slot(log, segment.first() - 1),
                    slot(log, segment.last()),
                    reason);
            LOGGER.atError()
                    .addKeyValue("epoch", log.epoch())
                    .addKeyValue("from", lost.from())
                    .addKeyValue("to", lost.to())
                    .addKeyValue("reason", reason)
                    .log("pending records are lost");
            books.lose(lost);
            log.drop(segment);
            current.append(
                    List.of(new Entry(UpRecord.Kind.LOST, Optional.empty(), current.through(), lost.encode())),
                    config.segmentBytes(),
                    clock.millis());
        } else {
            log.drop(segment);
        }
        retireIfEmpty(log);
    }

    /** The slot that a record's {@code through} names; the epoch's begin where the record is gone or damaged. */
    private static long slot(EpochLog log, long seq) throws IOException {
        try {
            return log.read(seq).map(UpRecord::through).orElse(log.headEntry().from());
        } catch (Segment.DamageException damaged) {
            return log.headEntry().from();
        }
    }

    private void retireIfEmpty(EpochLog log) throws IOException {
        if (log != current && log.segments().isEmpty() && epochs.containsKey(log.epoch())) {
            books.retire(log.epoch(), log.head());
            epochs.remove(log.epoch());
            log.remove();
        }
    }
}
