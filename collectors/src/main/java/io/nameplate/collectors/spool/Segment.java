/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.collectors.disk.AtomicFile;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One file of records that follow each other: for each a length, a CRC32C, and the record's bytes. Once nothing is appended any
 * more the file may be {@link #pack packed}; where records lie is told by their place in the original all the same. One
 * thread may write while another reads what is counted; otherwise not thread-safe.
 */
final class Segment implements AutoCloseable {

    private static final int HEADER = 8;
    private static final int MAX_RECORD = 64 * 1024 * 1024;

    private static final int CHUNK = 256 * 1024;

    /** More than a record takes beside its body: epoch, hall, numbers, link. */
    private static final int BESIDE_BODY = 256;

    private Path file;
    private final long first;
    private long count;
    private long bytes;
    private long changedMillis;
    private @Nullable FileChannel channel;
    private @Nullable PackedFile packed;
    private final ReadAhead stretch = new ReadAhead();
    private final Waymarks marks;

    private Segment(Path file, long first) {
        this.file = file;
        this.first = first;
        this.marks = new Waymarks(first);
    }

    static Segment create(Path folder, long first, long nowMillis) throws IOException {
        Segment segment = new Segment(SegmentFiles.plain(folder, first), first);
        segment.changedMillis = nowMillis;
        segment.channel = FileChannel.open(
                segment.file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            AtomicFile.keepNames(segment.file);
        } catch (IOException failed) {
            segment.delete();
            throw failed;
        }
        return segment;
    }

    /** Opens what is on disk without reading it: how many records are in it is known from its successor's name. */
    static Segment sealed(Path file, Path successor) throws IOException {
        Segment segment = of(file);
        segment.count = SegmentFiles.firstIn(successor) - segment.first;
        return segment;
    }

    /** Opens the last segment of an epoch, of which only reading it will tell how many records it holds. */
    static Segment last(Path file) throws IOException {
        return of(file);
    }

    /** Who only looks on may find that the file was packed since its name was read. */
    private static Segment of(Path file) throws IOException {
        try {
            return found(file);
        } catch (NoSuchFileException gone) {
            if (SegmentFiles.isPacked(file)) {
                throw gone;
            }
            return found(SegmentFiles.packedBeside(file));
        }
    }

    private static Segment found(Path file) throws IOException {
        Segment segment = new Segment(file, SegmentFiles.firstIn(file));
        segment.bytes = Files.size(file);
        segment.changedMillis = Files.getLastModifiedTime(file).toMillis();
        return segment;
    }

    Path file() {
        return file;
    }

    long first() {
        return first;
    }

    /** The last sequence number in it; first - 1 while it is empty. */
    long last() {
        return first + count - 1;
    }

    /** How much of the disk it takes. */
    long bytes() {
        return bytes;
    }

    boolean isPacked() {
        return SegmentFiles.isPacked(file);
    }

    /** Whether all of it is records, when {@link #scan} has come as far as this. */
    boolean isWhole(long scanned) throws IOException {
        return scanned == size() && (scanned > 0 || !isPacked());
    }

    long changedMillis() {
        return changedMillis;
    }

    /**
     * Writes a batch behind what is counted and waits until the disk has it. Reading goes on beside it.
     *
     * @return where the batch ends
     */
    long write(List<UpRecord> records) throws IOException {
        FileChannel out = channel();
        ByteBuffer chunk = ByteBuffer.allocate(room(records));
        long at = bytes;
        try {
            for (UpRecord record : records) {
                byte[] encoded = record.encode();
                if (chunk.remaining() < HEADER + encoded.length) {
                    at = drain(chunk, out, at);
                }
                if (chunk.capacity() < HEADER + encoded.length) {
                    chunk = ByteBuffer.allocate(HEADER + encoded.length);
                }
                chunk.putInt(encoded.length)
                        .putInt(crc(encoded, 0, encoded.length))
                        .put(encoded);
            }
            at = drain(chunk, out, at);
            out.force(false);
        } catch (IOException failed) {
            cutBack(out, failed);
            throw failed;
        }
        return at;
    }

    /** Enough for a small batch: most are of a few records, and a chunk is cleared when it is made. */
    private static int room(List<UpRecord> records) {
        long room = 0;
        for (UpRecord record : records) {
            room += HEADER + BESIDE_BODY + record.body().length;
        }
        return (int) Math.min(CHUNK, room);
    }

    private static long drain(ByteBuffer chunk, FileChannel out, long offset) throws IOException {
        long at = offset;
        chunk.flip();
        while (chunk.hasRemaining()) {
            at += out.write(chunk, at);
        }
        chunk.clear();
        return at;
    }

    /** Counts records that were written: from now on they are there. */
    void count(int records, long end, long nowMillis) {
        bytes = end;
        count += records;
        changedMillis = nowMillis;
    }

    /** Leaves no half batch behind; what cannot be cut now is written over by the next batch or cut at recovery. */
    private void cutBack(FileChannel out, IOException failed) {
        try {
            out.truncate(bytes);
        } catch (IOException also) {
            failed.addSuppressed(also);
        }
    }

    /**
     * Reads every record in order and counts them.
     *
     * @return the offset of the first byte that is not part of a whole record; the size where all are whole
     */
    long scan(Consumer<UpRecord> each) throws IOException {
        long offset = 0;
        long seen = 0;
        long size = size();
        while (offset < size) {
            UpRecord record = at(offset, size);
            if (record == null || record.seq() != first + seen) {
                break;
            }
            each.accept(record);
            seen++;
            offset += length(offset, size);
        }
        letGo();
        count = seen;
        return offset;
    }

    /**
     * Reads the whole records of an epoch behind a broken one, to the segment's end; what lies between them is passed over.
     *
     * @param broken where the broken one begins, as {@link #scan} tells
     */
    void scanBehind(EpochId epoch, long broken, Consumer<UpRecord> each) throws IOException {
        long size = size();
        long offset = nextWhole(epoch, broken, size);
        while (offset < size) {
            UpRecord record = at(offset, size);
            if (record == null) {
                offset = nextWhole(epoch, offset, size);
            } else {
                each.accept(record);
                offset += length(offset, size);
            }
        }
        letGo();
    }

    /** Where the first whole record of an epoch behind a broken one begins; the size where there is none. */
    long nextWhole(EpochId epoch, long broken) throws IOException {
        long found = nextWhole(epoch, broken, size());
        letGo();
        return found;
    }

    /** The record that begins at an offset. */
    Optional<UpRecord> wholeAt(long offset) throws IOException {
        UpRecord found = at(offset, size());
        letGo();
        return Optional.ofNullable(found);
    }

    /** Looks for how each record of the epoch begins, so that hardly a checksum is worked out in vain. */
    private long nextWhole(EpochId epoch, long broken, long size) throws IOException {
        byte[] begin = UpRecord.beginOf(epoch);
        long end = size - HEADER - begin.length;
        ReadAhead.Source source = source();
        for (long offset = broken + 1; offset <= end; offset++) {
            int at = stretch.at(source, offset + HEADER, begin.length, size);
            boolean alike = at >= 0 && Arrays.equals(stretch.bytes(), at, at + begin.length, begin, 0, begin.length);
            if (alike && at(offset, size) != null) {
                return offset;
            }
        }
        return size;
    }

    /**
     * Puts what lies from an offset on into a segment of its own. Broken off, it leaves the records where they were, or in both: then the
     * new one counts.
     *
     * @param seq the number of the record that begins there
     */
    void split(long offset, long seq) throws IOException {
        Path behind = SegmentFiles.plain(file.resolveSibling(""), seq);
        Path fresh = behind.resolveSibling(behind.getFileName() + AtomicFile.UNFINISHED);
        try {
            copyFrom(offset, fresh);
        } catch (IOException failed) {
            Files.deleteIfExists(fresh);
            throw failed;
        }
        Files.move(fresh, behind, StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.keepNames(behind);
        truncate(offset);
    }

    private void copyFrom(long offset, Path into) throws IOException {
        FileChannel in = channel();
        try (FileChannel out = FileChannel.open(
                into, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            long size = in.size();
            long at = offset;
            while (at < size) {
                at += in.transferTo(at, size - at, out);
            }
            out.force(true);
        }
        Files.setLastModifiedTime(into, Files.getLastModifiedTime(file));
    }

    /** Cuts a torn tail off. */
    void truncate(long offset) throws IOException {
        channel().truncate(offset);
        channel().force(true);
        bytes = offset;
    }

    /**
     * The record with a sequence number that this segment holds.
     *
     * @throws DamageException where it cannot be read back whole
     */
    UpRecord read(long seq) throws IOException, DamageException {
        long size = isPacked() ? size() : bytes;
        marks.seek(seq);
        while (marks.seq() < seq) {
            if (marks.offset() + HEADER > size) {
                throw new DamageException(file + " ends before record " + seq, seq);
            }
            marks.pass(length(marks.offset(), size));
        }
        long offset = marks.offset();
        UpRecord record = at(offset, size);
        if (record == null || record.seq() != seq) {
            throw new DamageException(file + " does not hold record " + seq + " whole at byte " + offset, seq);
        }
        marks.pass(length(offset, size));
        if (seq == last()) {
            letGo();
        }
        return record;
    }

    /**
     * Compresses what no append can reach any more into a file of its own beside it, for {@link #pack}; changes nothing. Reading may go
     * on.
     */
    Path packed() throws IOException {
        Path whole = SegmentFiles.packedBeside(file);
        Path fresh = whole.resolveSibling(whole.getFileName() + AtomicFile.UNFINISHED);
        try {
            PackedFile.pack(file, fresh);
        } catch (IOException failed) {
            Files.deleteIfExists(fresh);
            throw failed;
        }
        return fresh;
    }

    /** Goes on with the compressed file instead of its own, which goes. */
    void pack(Path fresh) throws IOException {
        Path plain = file;
        Path packedFile = SegmentFiles.packedBeside(plain);
        Files.move(fresh, packedFile, StandardCopyOption.ATOMIC_MOVE);
        AtomicFile.keepNames(packedFile);
        close();
        file = packedFile;
        bytes = Files.size(packedFile);
        Files.delete(plain);
    }

    void delete() throws IOException {
        close();
        Files.deleteIfExists(file);
    }

    /** Where records end, in the original; beyond what is counted there may be a batch that is being written. */
    long size() throws IOException {
        return readsPacked() ? packedFile().size() : channel().size();
    }

    private ReadAhead.Source source() throws IOException {
        return readsPacked() ? packedFile()::read : channel()::read;
    }

    /** Who only looks on may find that the file was packed since its name was read. */
    private boolean readsPacked() {
        if (channel == null
                && packed == null
                && Files.notExists(file)
                && Files.exists(SegmentFiles.packedBeside(file))) {
            file = SegmentFiles.packedBeside(file);
        }
        return packed != null || SegmentFiles.isPacked(file);
    }

    private void letGo() {
        stretch.clear();
        PackedFile open = packed;
        if (open != null) {
            open.clear();
        }
    }

    @Override
    public synchronized void close() throws IOException {
        FileChannel open = channel;
        channel = null;
        if (open != null) {
            open.close();
        }
        PackedFile openPacked = packed;
        packed = null;
        if (openPacked != null) {
            openPacked.close();
        }
    }

    private synchronized PackedFile packedFile() throws IOException {
        PackedFile open = packed;
        if (open == null) {
            open = PackedFile.open(file);
            packed = open;
        }
        return open;
    }

    private @Nullable UpRecord at(long offset, long size) throws IOException {
        if (offset + HEADER > size) {
            return null;
        }
        int header = stretch.at(source(), offset, HEADER, size);
        if (header < 0) {
            return null;
        }
        int length = stretch.number(header);
        int crc = stretch.number(header + Integer.BYTES);
        if (length <= 0 || length > MAX_RECORD || offset + HEADER + length > size) {
            return null;
        }
        int record = stretch.at(source(), offset + HEADER, length, size);
        if (record < 0 || crc(stretch.bytes(), record, length) != crc) {
            return null;
        }
        try {
            return UpRecord.parse(stretch.bytes(), record, record + length);
        } catch (WireException notARecord) {
            return null;
        }
    }

    private long length(long offset, long size) throws IOException {
        int header = stretch.at(source(), offset, HEADER, size);
        int length = header < 0 ? 0 : stretch.number(header);
        if (length <= 0 || length > MAX_RECORD) {
            return Integer.MAX_VALUE;
        }
        return HEADER + (long) length;
    }

    private synchronized FileChannel channel() throws IOException {
        FileChannel open = channel;
        if (open == null || !open.isOpen()) {
            open = Files.isWritable(file)
                    ? FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)
                    : FileChannel.open(file, StandardOpenOption.READ);
            channel = open;
        }
        return open;
    }

    private static int crc(byte[] bytes, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, from, length);
        return (int) crc.getValue();
    }

    /** A record that was written and cannot be read back. */
    static final class DamageException extends Exception {
        private static final long serialVersionUID = 1L;

        private final long seq;

        DamageException(String sentence, long seq) {
            super(sentence);
            this.seq = seq;
        }

        /** The record's number. */
        long seq() {
            return seq;
        }
    }
}
