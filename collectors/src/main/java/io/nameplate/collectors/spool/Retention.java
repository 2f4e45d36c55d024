/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the spool may forget: segments that every required consumer has committed and that are older than {@code raw_keep};
 * at the byte cap committed ones at once, and only then the oldest pending one, which LOST records tell of. Not
 * thread-safe.
 */
final class Retention {

    private static final Logger LOGGER = LoggerFactory.getLogger(Retention.class);

    private final Epochs epochs;
    private final Books books;
    private final SpoolConfig config;
    private final DiskRoom room;
    private final Clock clock;

    Retention(Epochs epochs, Books books, SpoolConfig config, DiskRoom room, Clock clock) {
        this.epochs = epochs;
        this.books = books;
        this.config = config;
        this.room = room;
        this.clock = clock;
    }

    /** Keeps a consumer's generation and positions, then forgets what may be forgotten. */
    void commit(ConsumerId consumer, long generation, Map<EpochId, Long> committed) throws IOException {
        books.believe(consumer, generation, committed);
        try {
            books.keep(consumer);
        } catch (IOException full) {
            if (!letGoFor(full)) {
                throw full;
            }
            books.keep(consumer);
        }
        reclaim();
    }

    /** On a disk that is short of room what is committed goes before its time, until there is enough. */
    void makeRoomOnDisk() throws IOException {
        while (room.isShort() && letGo()) {
            // one segment after the other
        }
    }

    /** Where the disk refused something for want of room the oldest committed segment goes before its time. Whether one went. */
    boolean letGoFor(IOException refused) throws IOException {
        return room.isWhy(refused) && letGo();
    }

    private boolean letGo() throws IOException {
        if (!room.mayLetGo()) {
            return false;
        }
        for (EpochLog log : epochs.all()) {
            long committed = committed(log);
            for (Segment segment : sealed(log)) {
                if (segment.last() > committed) {
                    break;
                }
                LOGGER.atWarn()
                        .addKeyValue("epoch", log.epoch())
                        .addKeyValue("to", segment.last())
                        .log("the disk is short of room: committed records go before raw-keep has passed");
                long left = room.left();
                log.drop(segment);
                room.wentBy(segment.bytes(), left);
                retireIfEmpty(log);
                return true;
            }
        }
        return false;
    }

    /** What lies behind a broken record at an epoch's end is carried on in the newest epoch, and what is missing is told as lost. */
    void mend() throws IOException {
        for (EpochLog log : epochs.announced()) {
            if (log.hasMoreBehind()) {
                List<Lost> missing = epochs.carryBehind(log, books.committedByAll(log.epoch()));
                LOGGER.atError()
                        .addKeyValue("epoch", log.epoch())
                        .addKeyValue("lost", missing)
                        .log("records behind a damage are carried on in a new epoch; the damaged ones are lost");
            }
        }
    }

    /** Whether something lies behind a damage at an epoch's end. */
    boolean isDamaged() {
        return epochs.announced().stream().anyMatch(EpochLog::hasMoreBehind);
    }

    /** Up to where all consumers have committed an epoch; one that was given up waits for nobody. */
    private long committed(EpochLog log) {
        return log.isLeft() ? log.head() : Math.min(log.head(), books.committedByAll(log.epoch()));
    }

    /** Forgets segments that are committed by all and older than raw_keep. */
    private void reclaim() throws IOException {
        long before = clock.millis() - config.rawKeep().toMillis();
        for (EpochLog log : epochs.all()) {
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
    void makeRoom() throws IOException {
        long over = epochs.all().stream().mapToLong(EpochLog::bytes).sum() - config.maxBytes();
        for (EpochLog log : epochs.all()) {
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
        for (EpochLog log : epochs.announced()) {
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

    /** The segments that no append can reach, and of which nothing is to be carried on. */
    private List<Segment> sealed(EpochLog log) {
        List<Segment> all = log.segments();
        boolean more = log == epochs.current() || log.hasMoreBehind();
        return more ? all.subList(0, Math.max(0, all.size() - 1)) : all;
    }

    /** The oldest segment that is not packed and that no append can reach; never an epoch's last, whose end tells where that ends. */
    Optional<Segment> unpacked() {
        return epochs.all().stream()
                .map(EpochLog::segments)
                .flatMap(all -> all.subList(0, Math.max(0, all.size() - 1)).stream())
                .filter(segment -> !segment.isPacked())
                .findFirst();
    }

    /** Whether a segment is not forgotten yet. */
    boolean holds(Segment segment) {
        return epochs.all().stream().anyMatch(log -> log.segments().contains(segment));
    }

    /** Sets an epoch aside once what is pending of it is carried on; what cannot be read back is given up first. */
    void leave(EpochLog given) throws IOException {
        while (epochs.find(given.epoch()) != null) {
            try {
                epochs.leave(given, committed(given));
            } catch (Segment.DamageException damage) {
                giveUp(given, damage);
            }
        }
    }

    /** Drops everything up to and including the segment that holds a damaged record. */
    void giveUp(EpochLog log, Segment.DamageException damage) throws IOException {
        LOGGER.atError()
                .addKeyValue("damage", damage.getMessage())
                .log("spool segment damaged; its pending records are lost");
        if (log == epochs.current()) {
            epochs.beginNext();
        }
        List<Segment> upTo = log.segments().stream()
                .filter(segment -> segment.first() <= damage.seq())
                .toList();
        drop(log, upTo, Lost.Reason.CORRUPT);
    }

    /**
     * Drops an epoch's oldest segments. What of them was pending is lost: LOST records say so, and say again what LOST
     * records among the dropped ones said. They are appended before anything is dropped, so that none can be missing. What was told
     * already, and the disk did not delete, is not told again.
     */
    private void drop(EpochLog log, List<Segment> segments, Lost.Reason reason) throws IOException {
        long committed = committed(log);
        List<Lost> rows = new ArrayList<>();
        List<Lost> said = new ArrayList<>();
        for (Segment segment : segments) {
            long first = Math.max(segment.first(), committed + 1);
            long lost = books.lost(log.epoch(), first, segment.last());
            if (lost <= segment.last() - first) {
                Dropped dropped = Dropped.of(log, first, segment.last());
                long lastSlot = Math.max(dropped.firstSlot(), log.slot(segment.last()));
                rows.add(new Lost(log.epoch(), first, segment.last(), dropped.firstSlot(), lastSlot, reason));
                said.addAll(dropped.said());
            }
        }
        rows = Lost.merge(rows);
        said.addAll(rows);
        if (!said.isEmpty()) {
            tell(said);
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
        books.keepLosses();
        for (Segment segment : segments) {
            log.drop(segment);
        }
        retireIfEmpty(log);
    }

    /** Appends LOST records; rows that continue what was told before are one record, however often there are drops. */
    private void tell(List<Lost> rows) throws IOException {
        List<Lost> all = new ArrayList<>(rows);
        all.addAll(books.losses());
        long through = epochs.current().through();
        List<Entry> entries = Lost.merge(all).stream()
                .map(row -> new Entry(UpRecord.Kind.LOST, Optional.empty(), through, row.encode()))
                .toList();
        epochs.append(entries);
    }

    private void retireIfEmpty(EpochLog log) throws IOException {
        if (log != epochs.current() && log.segments().isEmpty() && epochs.all().contains(log)) {
            books.retire(log.epoch(), log.counted(), log.isLeft() ? log.counted() : committed(log), log.missing());
            epochs.forget(log);
            books.gone(log.epoch());
        }
    }

    /** The invariant in numbers. */
    SpoolStats stats() {
        return SpoolStats.of(books, epochs.all(), this::committed);
    }
}
