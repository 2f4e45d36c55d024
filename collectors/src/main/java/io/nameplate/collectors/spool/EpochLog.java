/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Head;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The records of one epoch: its segments, its chain, and where it began and ended. Not thread-safe. */
final class EpochLog implements AutoCloseable {

    private final EpochId epoch;
    private final Path folder;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private final List<Damage> damages = new ArrayList<>();
    private long head;
    private Link headLink = Link.EMPTY;
    private long from;
    private boolean fromKnown;
    private long through;
    private long closed;
    private boolean broken;
    /** Where the last segment stops being whole although there were records behind; -1 where it does not. */
    private long brokenAt = -1;

    private final OpenRecords open = new OpenRecords();

    /** By the first record of a segment, up to where slots were complete before it. */
    private final TreeMap<Long, Long> begins = new TreeMap<>();

    private EpochFacts.End end = EpochFacts.End.UNKNOWN;
    /** Up to where its slots were complete when it had ended in good order; 0 where it had not. */
    private long closedBefore;

    /** How many records count as this epoch's although it was given up; -1 while it was not. */
    private long kept = -1;

    private EpochLog(EpochId epoch, Path folder) {
        this.epoch = epoch;
        this.folder = folder;
    }

    /**
     * Makes an epoch.
     *
     * @param from its first slot where that is known already, because it continues another epoch
     */
    static EpochLog create(Path epochs, EpochId epoch, OptionalLong from) throws IOException {
        EpochLog log = new EpochLog(epoch, epochs.resolve(epoch.value()));
        Files.createDirectories(log.folder);
        try {
            AtomicFile.keepNames(log.folder);
            if (from.isPresent()) {
                log.begin(from.getAsLong());
            }
        } catch (IOException failed) {
            log.undo(failed);
            throw failed;
        }
        return log;
    }

    /** Opens what is on disk: checks the last segment record by record and cuts a torn tail off, but nothing that records lie behind. */
    static EpochLog open(Path folder, boolean writable) throws IOException {
        EpochLog log = new EpochLog(new EpochId(folder.getFileName().toString()), folder);
        EpochFacts facts = EpochFacts.read(folder);
        log.from = facts.from().orElse(0);
        log.fromKnown = facts.from().isPresent();
        log.closed = facts.closed();
        log.closedBefore = facts.closed();
        log.kept = facts.left().orElse(-1);
        log.begins.putAll(facts.begins());
        log.end = facts.end();
        if (writable) {
            SegmentFiles.tidy(folder);
        }
        List<Path> files = SegmentFiles.in(folder);
        for (int i = 0; i < files.size(); i++) {
            boolean last = i == files.size() - 1;
            Segment segment = last ? Segment.last(files.get(i)) : Segment.sealed(files.get(i), files.get(i + 1));
            log.segments.put(segment.first(), segment);
            log.head = segment.last();
            if (last) {
                log.recover(segment, writable);
                log.recoverOpen(facts.openSince().orElse(Long.MAX_VALUE), segment.first());
            }
        }
        if (files.isEmpty()) {
            // all of them went, and the books have not taken it yet
            log.head = log.end.last();
            log.through = log.closed;
        }
        if (!log.hasMoreBehind()) {
            log.end = new EpochFacts.End(log.end.last(), log.end.missing(), Optional.empty());
        }
        log.through = Math.max(log.through, log.from);
        log.open.completeUntil(log.through);
        return log;
    }

    private void recoverOpen(long since, long before) throws IOException {
        for (long seq = Math.max(low(), since); seq < before; seq++) {
            try {
                read(seq).ifPresent(open::add);
            } catch (Segment.DamageException damage) {
                damages.add(Damage.of(damage));
            }
        }
    }

    private void recover(Segment segment, boolean writable) throws IOException {
        long good = segment.scan(record -> {
            headLink = record.link();
            through = record.through();
            open.add(record);
            if (record.kind() == UpRecord.Kind.FIN) {
                closed = record.through();
            }
        });
        head = segment.last();
        long lacks = end.last() - head;
        if (!segment.isWhole(good)) {
            boolean follows = segment.isPacked() || segment.nextWhole(epoch, good) < segment.size();
            broken = follows || lacks > 0;
            String what = broken ? "damaged, and there are records behind, or were" : "a torn tail";
            damages.add(new Damage(
                    segment.file() + ": " + (segment.size() - good) + " bytes after record " + head + " are " + what,
                    !broken));
            if (broken && !segment.isPacked()) {
                brokenAt = good;
            } else if (writable && !segment.isPacked()) {
                segment.truncate(good);
            }
        } else if (lacks > 0) {
            broken = true;
            brokenAt = good;
            damages.add(
                    new Damage(segment.file() + ": " + lacks + " records after record " + head + " are gone", false));
        }
        if (head < segment.first() && segments.size() > 1) {
            Segment before = segments.floorEntry(segment.first() - 1).getValue();
            try {
                UpRecord last = before.read(before.last());
                headLink = last.link();
                through = last.through();
            } catch (Segment.DamageException damage) {
                damages.add(Damage.of(damage));
                broken = true;
            }
        }
    }

    EpochId epoch() {
        return epoch;
    }

    /** What recovery found. */
    List<Damage> damages() {
        return damages;
    }

    /** Records that were on disk are gone from the end: the numbers after head may already be known elsewhere. */
    boolean isBroken() {
        return broken;
    }

    /** Whether there were records behind a broken one at its end, which {@link #behind} reads. */
    boolean hasMoreBehind() {
        return brokenAt >= 0;
    }

    /**
     * Reads the whole records behind a broken one at the epoch's end, in order.
     *
     * @param committed up to here all consumers have what was there: nothing of that is read or missing
     * @return which ones between them, before them and up to the epoch's end are not among them
     */
    List<Lost> behind(long committed, Consumer<UpRecord> each) throws IOException {
        List<Lost> missing = new ArrayList<>();
        long[] last = {head};
        long[] slot = {through};
        segments.lastEntry().getValue().scanBehind(epoch, brokenAt, record -> {
            if (record.seq() <= last[0]) {
                return;
            }
            miss(missing, Math.max(last[0], committed) + 1, record.seq() - 1, slot[0], record.through());
            last[0] = record.seq();
            slot[0] = record.through();
            if (record.seq() > committed) {
                each.accept(record);
            }
        });
        miss(missing, Math.max(last[0], committed) + 1, end.last(), slot[0], closedBefore);
        return missing;
    }

    private void miss(List<Lost> missing, long from, long to, long firstSlot, long lastSlot) {
        if (from <= to) {
            missing.add(new Lost(epoch, from, to, firstSlot, Math.max(firstSlot, lastSlot), Lost.Reason.CORRUPT));
        }
    }

    /**
     * Where only committed records are damaged, the whole ones behind them go on in a segment of their own, with their numbers: it is as
     * if a segment that nothing is appended to had the damage.
     *
     * @param committed up to here all consumers have what was there
     * @return this epoch as it is then; empty where nothing could be done
     */
    Optional<EpochLog> split(long committed) throws IOException {
        Segment damaged = segments.lastEntry().getValue();
        long offset = damaged.nextWhole(epoch, brokenAt);
        Optional<UpRecord> next = damaged.wholeAt(offset);
        if (next.isEmpty() || next.get().seq() <= head || next.get().seq() - 1 > committed) {
            return Optional.empty();
        }
        begins.put(next.get().seq(), through);
        keepFacts();
        damaged.split(offset, next.get().seq());
        close();
        return Optional.of(open(folder, true));
    }

    /** What lies behind a damage at the end goes on in another epoch, where this has not begun yet: so many of it are missing. */
    EpochFacts.GoesOn goOnIn(EpochId other, long after, long missing) throws IOException {
        if (end.goesOn().isEmpty()) {
            EpochFacts.End before = end;
            end = new EpochFacts.End(
                    before.last(), before.missing() + missing, Optional.of(new EpochFacts.GoesOn(other, after)));
            try {
                end();
            } catch (IOException failed) {
                end = before;
                throw failed;
            }
        }
        return end.goesOn().orElseThrow();
    }

    /**
     * Ends the epoch where it is whole; what lies behind goes, and is said to be carried on. Where more of it is committed than is left
     * before the damage it is given up: who has that would take this for a copy, and nobody waits for more of it.
     */
    void cutBehind(long committed) throws IOException {
        Segment damaged = segments.lastEntry().getValue();
        if (!damaged.isPacked()) {
            damaged.truncate(brokenAt);
        }
        EpochFacts.End before = end;
        end = new EpochFacts.End(head, before.missing(), Optional.empty());
        kept = head >= committed ? -1 : committed == Long.MAX_VALUE ? head : committed;
        try {
            keepFacts();
        } catch (IOException failed) {
            end = before;
            kept = -1;
            throw failed;
        }
        brokenAt = -1;
    }

    boolean isClosed() {
        return closed != 0;
    }

    long head() {
        return head;
    }

    long low() {
        return segments.isEmpty() ? head + 1 : Math.min(segments.firstKey(), head + 1);
    }

    long through() {
        return through;
    }

    long bytes() {
        return segments.values().stream().mapToLong(Segment::bytes).sum();
    }

    Head.Epoch headEntry() {
        return new Head.Epoch(epoch, from, low(), head, headLink, through, closed);
    }

    /** Records that are on disk and not counted yet. */
    record Batch(Segment segment, List<UpRecord> records, long end) {}

    /** Makes ready for a batch that holds something: the epoch has begun, and there is a segment with room. */
    void ready(List<Entry> entries, long segmentBytes, long nowMillis) throws IOException {
        if (!fromKnown) {
            beginWith(entries);
        }
        Segment segment = segments.isEmpty() ? null : segments.lastEntry().getValue();
        if (segment == null || segment.isPacked() || segment.bytes() >= segmentBytes) {
            begins.put(head + 1, through);
            keepFacts();
            segment = Segment.create(folder, head + 1, nowMillis);
            segments.put(segment.first(), segment);
        }
    }

    /** Numbers and links a batch and waits until the disk has it. Nobody sees it before it is counted. */
    Batch write(List<Entry> entries) throws IOException {
        long seq = head;
        Link link = headLink;
        List<UpRecord> records = new ArrayList<>(entries.size());
        for (Entry entry : entries) {
            seq++;
            link = Link.next(link, entry.body());
            records.add(new UpRecord(
                    epoch,
                    seq,
                    0,
                    link,
                    entry.through(),
                    entry.kind(),
                    entry.hall().orElse(null),
                    entry.body()));
        }
        Segment segment = segments.lastEntry().getValue();
        return new Batch(segment, records, segment.write(records));
    }

    /** Counts a batch that was written: from now on its records are there. */
    void count(Batch batch, long nowMillis) {
        batch.segment().count(batch.records().size(), batch.end(), nowMillis);
        batch.records().forEach(open::add);
        UpRecord last = batch.records().get(batch.records().size() - 1);
        head = last.seq();
        headLink = last.link();
        through = last.through();
        open.completeUntil(through);
    }

    private void beginWith(List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            if (entry.kind() == UpRecord.Kind.FRAMES) {
                begin(Frames.parse(entry.body()).firstSlot());
                return;
            } else if (entry.kind() == UpRecord.Kind.PLANT) {
                begin(entry.through());
                return;
            }
        }
    }

    private void begin(long first) throws IOException {
        from = first;
        through = Math.max(through, first);
        keepFacts();
        fromKnown = true;
    }

    /**
     * What this epoch says of slots at or after its end: an epoch that continues it must say it again, or such a slot
     * would be complete there without it.
     */
    List<Entry> open() throws IOException, Segment.DamageException {
        List<Entry> entries = new ArrayList<>();
        for (long seq : open.numbers()) {
            Optional<UpRecord> record = seq < low() ? Optional.empty() : read(seq);
            record.ifPresent(found -> entries.add(new Entry(found.kind(), found.hall(), through, found.body())));
        }
        return entries;
    }

    /** No record comes after this; {@code closed} in the head tells so. */
    void end() throws IOException {
        closed = Math.max(1, through);
        end = new EpochFacts.End(Math.max(head, end.last()), end.missing(), end.goesOn());
        keepFacts();
    }

    /** Gives the epoch up: it is kept, but not announced any more, and this many of its records count. */
    void leave(long counted) throws IOException {
        long closedBefore = closed;
        kept = counted;
        try {
            end();
        } catch (IOException failed) {
            kept = -1;
            closed = closedBefore;
            throw failed;
        }
    }

    boolean isLeft() {
        return kept >= 0;
    }

    /** How many records count as appended here, but for those that are {@link #missing}. */
    long counted() {
        return isLeft() ? kept : head;
    }

    /** How many records were here behind the end, and are lost. */
    long missing() {
        return end.missing();
    }

    /** The first slot, where it is known. */
    OptionalLong from() {
        return fromKnown ? OptionalLong.of(from) : OptionalLong.empty();
    }

    private void keepFacts() throws IOException {
        new EpochFacts(
                        from == 0 ? OptionalLong.empty() : OptionalLong.of(from),
                        closed,
                        open.first(),
                        isLeft() ? OptionalLong.of(kept) : OptionalLong.empty(),
                        begins.tailMap(low(), true),
                        end)
                .write(folder);
    }

    Optional<UpRecord> read(long seq) throws IOException, Segment.DamageException {
        Map.Entry<Long, Segment> found = seq > head ? null : segments.floorEntry(seq);
        if (found == null || seq > found.getValue().last()) {
            return Optional.empty();
        }
        return Optional.of(found.getValue().read(seq));
    }

    /**
     * The slot that a record's {@code through} names; where the record is gone or damaged what is known for sure, at worst where the epoch
     * begins.
     */
    long slot(long seq) throws IOException {
        Map.Entry<Long, Long> known = begins.floorEntry(seq + 1);
        long least = known == null ? from : Math.max(from, known.getValue());
        try {
            return read(seq).map(UpRecord::through).orElse(least);
        } catch (Segment.DamageException damaged) {
            return least;
        }
    }

    /** Segments oldest first; the last one may still grow. */
    List<Segment> segments() {
        return List.copyOf(segments.values());
    }

    /** What the disk does not delete is not forgotten. */
    void drop(Segment segment) throws IOException {
        segment.delete();
        segments.remove(segment.first());
    }

    /** Removes the folder of an epoch that holds nothing any more. */
    void remove() throws IOException {
        for (Segment segment : segments()) {
            drop(segment);
        }
        EpochFacts.remove(folder);
        Files.deleteIfExists(folder);
    }

    /** Removes an epoch that nobody has seen, because it could not be completed. */
    void undo(Exception why) {
        try {
            remove();
        } catch (IOException also) {
            why.addSuppressed(also);
        }
    }

    @Override
    public void close() throws IOException {
        for (Segment segment : segments.values()) {
            segment.close();
        }
    }
}
