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
import java.util.OptionalLong;
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
    private static final int CARRIED_AT_ONCE = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final CollectorId collector;
    private final Path epochsFolder;
    private final SpoolConfig config;
    private final Clock clock;
    private final FileChannel lockFile;
    private final Books books;
    private final TreeMap<EpochId, EpochLog> epochs = new TreeMap<>();
    /** Epochs that were given up: kept as long as others are, but neither announced nor sent. */
    private final TreeMap<EpochId, EpochLog> left = new TreeMap<>();
    /** What the newest epoch must repeat of the one before it; goes with its next batch. */
    private final List<Entry> owed = new ArrayList<>();

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
            (log.isLeft() ? left : epochs).put(log.epoch(), log);
            log.damages()
                    .forEach(damage ->
                            LOGGER.atWarn().addKeyValue("damage", damage).log("spool tail cut"));
        }
        this.current = epochs.isEmpty()
                ? openEpoch(OptionalLong.empty())
                : epochs.lastEntry().getValue();
        boolean rolledBack = books.committedByAny(current.epoch()) > current.head();
        if (current.isBroken() || rolledBack) {
            LOGGER.atError()
                    .addKeyValue("epoch", current.epoch())
                    .addKeyValue("head", current.head())
                    .log("spool lost records from its end; a new epoch begins");
            current.end();
            openNext();
        } else if (current.isClosed()) {
            owe(current);
            // nothing may ever follow a replay's end: then no slot waits for this epoch
            current = openEpoch(owed.isEmpty() ? OptionalLong.empty() : OptionalLong.of(current.through()));
        } else if (current.head() == 0 && epochs.lowerEntry(current.epoch()) != null) {
            owe(epochs.lowerEntry(current.epoch()).getValue());
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

    private EpochLog openEpoch(OptionalLong from) throws IOException {
        long millis = Stream.concat(epochs.keySet().stream(), left.keySet().stream())
                .mapToLong(epoch -> epoch.millis() + 1)
                .reduce(clock.millis(), Math::max);
        EpochLog log = EpochLog.create(epochsFolder, EpochId.of(millis, RANDOM.nextInt(), RANDOM.nextLong()), from);
        epochs.put(log.epoch(), log);
        return log;
    }

    /**
     * Opens the epoch that continues an ended one. It begins where the ended one is complete, and repeats what that one
     * says of later slots: so no slot is complete before all that was said of it was taken.
     */
    private void openNext() throws IOException {
        EpochLog ended = current;
        owe(ended);
        current = openEpoch(ended.head() == 0 ? ended.from() : OptionalLong.of(ended.through()));
    }

    private void owe(EpochLog ended) throws IOException {
        try {
            owed.clear();
            owed.addAll(ended.open());
        } catch (Segment.DamageException damage) {
            LOGGER.atError()
                    .addKeyValue("damage", damage.getMessage())
                    .log("spool segment damaged; a new epoch cannot repeat the last slot");
        }
    }

    /** Appends to the newest epoch, to a new one if that has ended; all or nothing. */
    private void write(List<Entry> entries) throws IOException {
        if (current.isClosed()) {
            openNext();
        }
        List<Entry> batch = new ArrayList<>(owed);
        batch.addAll(entries);
        current.append(batch, config.segmentBytes(), clock.millis());
        owed.clear();
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
                write(entries);
            } catch (IOException failed) {
                throw new SpoolException("cannot append to the spool", failed);
            }
            try {
                makeRoom();
            } catch (IOException failed) {
                // the batch is on disk: it must not look as if it were not
                LOGGER.atError().setCause(failed).log("spool is over its cap and cannot drop anything now");
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
            if (current.head() == 0 && !current.isClosed()) {
                return;
            }
            EpochId ended = current.epoch();
            try {
                if (!current.isClosed()) {
                    finish();
                }
                openNext();
            } catch (IOException failed) {
                throw new SpoolException("cannot begin an epoch", failed);
            }
            LOGGER.atWarn()
                    .addKeyValue("epoch", ended)
                    .addKeyValue("reason", reason)
                    .log("epoch ended, a new one begins");
            listener = onAppend;
        }
        listener.run();
    }

    /** Ends the open epoch with FIN; what is appended after it opens another. */
    public synchronized void finish() {
        try {
            if (!owed.isEmpty()) {
                write(List.of());
            }
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
            EpochLog given = epochs.get(epoch);
            if (given == null) {
                return;
            }
            try {
                leave(given);
            } catch (IOException failed) {
                throw new SpoolException("cannot leave epoch " + epoch, failed);
            }
            LOGGER.atError()
                    .addKeyValue("epoch", epoch)
                    .addKeyValue("reason", reason)
                    .log("another history has this epoch: this spool is a copy or was rolled back; a new epoch begins");
            listener = onAppend;
        }
        listener.run();
    }

    /** Sets an epoch aside once what is pending of it is carried on; what cannot be read back is given up first. */
    private void leave(EpochLog given) throws IOException {
        while (epochs.containsKey(given.epoch())) {
            try {
                carry(given);
                epochs.remove(given.epoch());
                left.put(given.epoch(), given);
            } catch (Segment.DamageException damage) {
                LOGGER.atError()
                        .addKeyValue("damage", damage.getMessage())
                        .log("spool segment damaged; its pending records are lost");
                giveUp(given, damage.seq());
            }
        }
    }

    /**
     * Opens an epoch that begins with what is pending of another one, and then goes on after the newest. Where that breaks
     * off there is no such epoch: nobody has seen it.
     */
    private void carry(EpochLog given) throws IOException, Segment.DamageException {
        long first = Math.max(given.low(), committed(given) + 1);
        OptionalLong from = first > 1 ? OptionalLong.of(slot(given, first - 1)) : given.from();
        if (given != current) {
            finish();
            owe(current);
        }
        EpochLog before = current;
        EpochLog fresh = openEpoch(from);
        List<Entry> later = List.copyOf(owed);
        owed.clear();
        current = fresh;
        boolean whole = false;
        try {
            given.leave(given.head() - carry(given, first));
            whole = true;
        } finally {
            owed.clear();
            owed.addAll(later);
            if (!whole) {
                current = before;
                epochs.remove(fresh.epoch());
                fresh.remove();
            }
        }
    }

    private long carry(EpochLog given, long first) throws IOException, Segment.DamageException {
        long carried = 0;
        List<Entry> batch = new ArrayList<>();
        for (long seq = first; seq <= given.head(); seq++) {
            UpRecord record = given.read(seq).orElseThrow();
            if (record.kind() != UpRecord.Kind.FIN) {
                batch.add(new Entry(record.kind(), record.hall(), record.through(), record.body()));
                carried++;
            }
            if (batch.size() == CARRIED_AT_ONCE || seq == given.head()) {
                write(List.copyOf(batch));
                batch.clear();
            }
        }
        return carried;
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
                openNext();
            }
            drop(
                    log,
                    log.segments().stream()
                            .filter(segment -> segment.first() <= seq)
                            .toList(),
                    Lost.Reason.CORRUPT);
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
        for (EpochLog log : left.values()) {
            produced += log.produced();
            lost += books.lost(log.epoch(), 1, log.produced());
            bytes += log.bytes();
        }
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
            for (EpochLog log : all()) {
                log.close();
            }
            lockFile.close();
        } catch (IOException failed) {
            throw new SpoolException("cannot close the spool", failed);
        }
    }

    private long committed(EpochLog log) {
        return log.isLeft() ? log.head() : Math.min(log.head(), books.committedByAll(log.epoch()));
    }

    private List<EpochLog> all() {
        return Stream.concat(left.values().stream(), epochs.values().stream()).toList();
    }

    /** Forgets segments that are committed by all and older than raw_keep. */
    private void reclaim() throws IOException {
        long before = clock.millis() - config.rawKeep().toMillis();
        for (EpochLog log : all()) {
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
        long over = all().stream().mapToLong(EpochLog::bytes).sum() - config.maxBytes();
        for (EpochLog log : all()) {
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
            List<Segment> dropped = new ArrayList<>();
            for (Segment segment : sealed(log)) {
                if (over > 0) {
                    over -= segment.bytes();
                    dropped.add(segment);
                }
            }
            drop(log, dropped, Lost.Reason.CAP);
        }
    }

    /** The segments that no append can reach. */
    private List<Segment> sealed(EpochLog log) {
        List<Segment> all = log.segments();
        return log == current ? all.subList(0, Math.max(0, all.size() - 1)) : all;
    }

    /**
     * Drops an epoch's oldest segments. What of them was pending is lost: LOST records say so, and say again what LOST
     * records among the dropped ones said. They are appended before anything is dropped, so that none can be missing.
     */
    private void drop(EpochLog log, List<Segment> segments, Lost.Reason reason) throws IOException {
        long committed = committed(log);
        List<Lost> rows = new ArrayList<>();
        List<Lost> said = new ArrayList<>();
        for (Segment segment : segments) {
            long first = Math.max(segment.first(), committed + 1);
            if (first <= segment.last()) {
                long firstSlot = slot(log, segment.first() - 1);
                rows.add(new Lost(
                        log.epoch(),
                        first,
                        segment.last(),
                        firstSlot,
                        Math.max(firstSlot, slot(log, segment.last())),
                        reason));
                said.addAll(said(log, first, segment.last()));
            }
        }
        rows = Lost.merge(rows);
        said.addAll(rows);
        // with what was told before: rows that continue each other are one record, however often there are drops
        said.addAll(books.losses());
        List<Entry> entries = new ArrayList<>();
        for (Lost row : Lost.merge(said)) {
            entries.add(new Entry(UpRecord.Kind.LOST, Optional.empty(), current.through(), row.encode()));
        }
        if (!entries.isEmpty()) {
            write(entries);
        }
        for (Lost lost : rows) {
            LOGGER.atError()
                    .addKeyValue("epoch", log.epoch())
                    .addKeyValue("from", lost.from())
                    .addKeyValue("to", lost.to())
                    .addKeyValue("reason", reason)
                    .log("pending records are lost");
            books.lose(lost);
        }
        for (Segment segment : segments) {
            log.drop(segment);
        }
        retireIfEmpty(log);
    }

    /** What the readable LOST records among these say. */
    private List<Lost> said(EpochLog log, long from, long to) throws IOException {
        List<Lost> said = new ArrayList<>();
        try {
            for (long seq = from; seq <= to; seq++) {
                log.read(seq)
                        .filter(record -> record.kind() == UpRecord.Kind.LOST)
                        .ifPresent(record -> said.add(Lost.parse(record.body())));
            }
        } catch (Segment.DamageException damaged) {
            LOGGER.atWarn()
                    .addKeyValue("damage", damaged.getMessage())
                    .log("LOST records behind the damage cannot be read");
        }
        return said;
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
        if (log != current && log.segments().isEmpty() && all().contains(log)) {
            books.retire(log.epoch(), log.produced());
            epochs.remove(log.epoch());
            left.remove(log.epoch());
            log.remove();
        }
    }
}
