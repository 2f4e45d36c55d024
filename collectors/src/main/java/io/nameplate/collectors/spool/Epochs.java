/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The spool as one log over all its epochs: recovers them, appends to the newest, and ends one so that the next continues
 * it without a gap. What may be forgotten is decided elsewhere. Not thread-safe.
 */
final class Epochs implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(Epochs.class);
    private static final int CARRIED_AT_ONCE = 256;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path folder;
    private final long segmentBytes;
    private final Clock clock;
    private final TreeMap<EpochId, EpochLog> held = new TreeMap<>();
    /** Epochs that were given up: kept as long as others are, but neither announced nor sent. */
    private final TreeMap<EpochId, EpochLog> left = new TreeMap<>();
    /** What the newest epoch must repeat of the one before it; goes with its next batch. */
    private final List<Entry> owed = new ArrayList<>();

    private EpochLog current;

    /**
     * Opens what is on disk; {@link #recover} must follow.
     *
     * @param retired epochs that hold nothing any more, although their folders are there
     */
    Epochs(Path folder, long segmentBytes, Clock clock, Set<EpochId> retired) throws IOException {
        this.folder = folder;
        this.segmentBytes = segmentBytes;
        this.clock = clock;
        for (Path epochFolder : SpoolFolder.epochFolders(folder)) {
            if (retired.contains(new EpochId(String.valueOf(epochFolder.getFileName())))) {
                continue;
            }
            EpochLog log = EpochLog.open(epochFolder, true);
            (log.isLeft() ? left : held).put(log.epoch(), log);
            log.damages()
                    .forEach(damage -> LOGGER.atWarn()
                            .addKeyValue("damage", damage)
                            .log("spool is not whole at the end of an epoch"));
        }
        this.current = held.isEmpty()
                ? openEpoch(OptionalLong.empty())
                : held.lastEntry().getValue();
    }

    /**
     * Goes on with the newest epoch, or with a new one where nothing may follow that.
     *
     * @param rolledBack whether somebody has more of the newest epoch than is here
     */
    void recover(boolean rolledBack) throws IOException {
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
        } else if (current.head() == 0 && current.from().isPresent() && held.lowerEntry(current.epoch()) != null) {
            // one without a beginning was begun anew, and owes nothing
            owe(held.lowerEntry(current.epoch()).getValue());
        }
    }

    /** The epoch that is appended to. */
    EpochLog current() {
        return current;
    }

    /** An epoch that is announced, if it is held. */
    @Nullable
    EpochLog find(EpochId epoch) {
        return held.get(epoch);
    }

    /** The epochs that are announced, oldest first. */
    List<EpochLog> announced() {
        return List.copyOf(held.values());
    }

    /** All that is kept: first the epochs that were given up, then the others, each oldest first. */
    List<EpochLog> all() {
        return Stream.concat(left.values().stream(), held.values().stream()).toList();
    }

    private EpochLog openEpoch(OptionalLong from) throws IOException {
        long millis = all().stream().mapToLong(log -> log.epoch().millis() + 1).reduce(clock.millis(), Math::max);
        EpochLog log = EpochLog.create(folder, EpochId.of(millis, RANDOM.nextInt(), RANDOM.nextLong()), from);
        held.put(log.epoch(), log);
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
    void append(List<Entry> entries) throws IOException {
        List<Entry> batch = ready(entries);
        if (!batch.isEmpty()) {
            count(write(batch));
        }
    }

    /**
     * Makes ready for a batch: where the newest epoch has ended there is a new one.
     *
     * @return what is to be written, with what the epoch owes before it; may be nothing
     */
    List<Entry> ready(List<Entry> entries) throws IOException {
        if (current.isClosed()) {
            openNext();
        }
        List<Entry> batch = new ArrayList<>(owed);
        batch.addAll(entries);
        if (!batch.isEmpty()) {
            current.ready(batch, segmentBytes, clock.millis());
        }
        return batch;
    }

    /** Waits until the disk has a batch that was made ready. Changes nothing that reading sees. */
    EpochLog.Batch write(List<Entry> batch) throws IOException {
        return current.write(batch);
    }

    /** Counts what was written. */
    void count(EpochLog.Batch written) {
        current.count(written, clock.millis());
        owed.clear();
    }

    /** Ends the open epoch with FIN; what is appended after it opens another. */
    void finish() throws IOException {
        if (!owed.isEmpty()) {
            append(List.of());
        }
        if (current.head() > 0 && !current.isClosed()) {
            Entry fin = new Entry(UpRecord.Kind.FIN, Optional.empty(), current.through(), new byte[0]);
            append(List.of(fin));
        }
        current.end();
    }

    /** Ends the open epoch, if it is open still, and opens the next; one that is empty serves as the next. */
    boolean beginNext() throws IOException {
        if (current.head() == 0 && !current.isClosed()) {
            return false;
        }
        if (!current.isClosed()) {
            finish();
        }
        openNext();
        return true;
    }

    /**
     * Ends the open epoch, if it is open still, and opens one that owes it nothing and begins with its own first record; an
     * empty one of that kind serves.
     */
    boolean beginAnew() throws IOException {
        if (current.head() == 0 && current.from().isEmpty() && !current.isClosed()) {
            return false;
        }
        if (!current.isClosed()) {
            finish();
        }
        owed.clear();
        current = openEpoch(OptionalLong.empty());
        return true;
    }

    /**
     * Sets an epoch aside: an epoch opens that begins with what is pending of it, and then goes on after the newest. Where
     * that breaks off there is no such epoch: nobody has seen it.
     */
    void leave(EpochLog given, long committed) throws IOException, Segment.DamageException {
        long first = Math.max(given.low(), committed + 1);
        OptionalLong from = first > 1 ? OptionalLong.of(given.slot(first - 1)) : given.from();
        if (given != current) {
            finish();
            owe(current);
        }
        EpochLog before = current;
        EpochLog fresh = openEpoch(from);
        List<Entry> later = List.copyOf(owed);
        owed.clear();
        current = fresh;
        try {
            given.leave(given.head() - carry(given, first));
        } catch (IOException | Segment.DamageException | RuntimeException failed) {
            current = before;
            held.remove(fresh.epoch());
            fresh.undo(failed);
            throw failed;
        } finally {
            owed.clear();
            owed.addAll(later);
        }
        held.remove(given.epoch());
        left.put(given.epoch(), given);
    }

    /**
     * Where only what is committed is damaged at the end of an epoch, it goes on behind that.
     *
     * @param committed up to where all consumers have an epoch
     */
    void splitBehind(ToLongFunction<EpochId> committed) throws IOException {
        for (EpochLog log : announced()) {
            EpochLog whole = log;
            boolean newest = log == current;
            Optional<EpochLog> split = Optional.of(log);
            while (split.isPresent()) {
                whole = split.get();
                held.put(whole.epoch(), whole);
                current = newest ? whole : current;
                split = whole.hasMoreBehind() ? whole.split(committed.applyAsLong(whole.epoch())) : Optional.empty();
            }
            if (whole != log) {
                LOGGER.atWarn()
                        .addKeyValue("epoch", log.epoch())
                        .addKeyValue("record", log.head() + 1)
                        .log(
                                "spool is damaged where all is committed: nothing is lost, and the epoch goes on behind it");
            }
        }
    }

    /**
     * Ends an epoch where it is whole, and appends the whole records that lie behind a broken one there to the newest epoch, with LOST
     * records of those that are missing. Where that breaks off it is gone on with, also in another process.
     *
     * @param committed up to here all consumers have what was there
     * @return which ones are missing
     */
    List<Lost> carryBehind(EpochLog broken, long committed) throws IOException {
        append(List.of());
        List<Entry> entries = new ArrayList<>();
        List<Lost> missing = broken.behind(committed, record -> {
            if (record.kind() != UpRecord.Kind.FIN) {
                entries.add(entry(record.kind(), record.hall(), record.through(), record.body(), entries));
            }
        });
        for (Lost row : missing) {
            entries.add(entry(UpRecord.Kind.LOST, Optional.empty(), 0, row.encode(), entries));
        }
        long count = missing.stream().mapToLong(Lost::count).sum();
        EpochFacts.GoesOn on = broken.goOnIn(current.epoch(), current.head(), count);
        EpochLog before = held.get(on.epoch());
        long done = before == null ? 0 : Math.min(entries.size(), Math.max(0, before.head() - on.after()));
        for (int from = (int) done; from < entries.size(); from += CARRIED_AT_ONCE) {
            append(List.copyOf(entries.subList(from, Math.min(entries.size(), from + CARRIED_AT_ONCE))));
        }
        broken.cutBehind(committed);
        if (broken.isLeft()) {
            held.remove(broken.epoch());
            left.put(broken.epoch(), broken);
        }
        return missing;
    }

    private Entry entry(UpRecord.Kind kind, Optional<HallId> hall, long through, byte[] body, List<Entry> behind) {
        long before = behind.isEmpty()
                ? current.through()
                : behind.get(behind.size() - 1).through();
        return new Entry(kind, hall, Math.max(before, through), body);
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
                append(List.copyOf(batch));
                batch.clear();
            }
        }
        return carried;
    }

    /** Removes an epoch that holds nothing any more. */
    void forget(EpochLog log) throws IOException {
        held.remove(log.epoch());
        left.remove(log.epoch());
        log.remove();
    }

    @Override
    public void close() throws IOException {
        for (EpochLog log : all()) {
            log.close();
        }
    }
}
