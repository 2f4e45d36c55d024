/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * A file compressed in Zstandard's seekable format: blocks of the original, each a frame with a checksum of its own, then a table
 * of them in a skippable frame (facebook/zstd, contrib/seekable_format). {@code zstd -d} gives the original back. Not thread-safe.
 */
final class PackedFile implements AutoCloseable {

    private static final int BLOCK = 256 * 1024;
    private static final int LEVEL = 1;

    private static final int TABLE_MAGIC = 0x184D2A5E;
    private static final int TABLE_HEADER = 8;
    private static final int FOOTER_MAGIC = 0x8F92EAB1;
    private static final int FOOTER = 9;
    private static final int ENTRY = 8;
    private static final int CHECKSUMS_OR_RESERVED = 0xFC;

    private final FileChannel file;
    /** Where each block begins in the file, and where the last one ends. */
    private final long[] packedAt;
    /** Where each block begins in the original, and where the last one ends. */
    private final long[] at;

    private int held = -1;
    private byte[] block = new byte[0];
    private int blockLength;

    private PackedFile(FileChannel file, long[] packedAt, long[] at) {
        this.file = file;
        this.packedAt = packedAt;
        this.at = at;
    }

    /**
     * Makes sure that this machine can compress: the library is native code, which it unpacks to the folder for temporary files and loads
     * from there.
     *
     * @throws IOException where it cannot
     */
    private static void requireLibrary() throws IOException {
        try {
            Zstd.compressBound(1);
        } catch (LinkageError notHere) {
            throw new IOException(
                    "the native part of zstd-jni cannot be loaded from " + System.getProperty("java.io.tmpdir")
                            + "; let programs run from there, or name another folder with -DZstdTempFolder",
                    notHere);
        }
    }

    /**
     * Compresses a file into another and waits until the disk has it. What was compressed is compared with the original, block by block.
     *
     * @throws IOException where the disk does not take it, or a block does not come back as it was
     */
    static void pack(Path original, Path into) throws IOException {
        requireLibrary();
        try (FileChannel in = FileChannel.open(original, StandardOpenOption.READ);
                FileChannel out = FileChannel.open(
                        into,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE);
                ZstdCompressCtx zstd = new ZstdCompressCtx()) {
            zstd.setLevel(LEVEL).setChecksum(true);
            long size = in.size();
            int blocks = Math.toIntExact((size + BLOCK - 1) / BLOCK);
            ByteBuffer table = ByteBuffer.allocate(TABLE_HEADER + blocks * ENTRY + FOOTER)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(TABLE_MAGIC)
                    .putInt(blocks * ENTRY + FOOTER);
            for (int i = 0; i < blocks; i++) {
                byte[] plain = new byte[(int) Math.min(BLOCK, size - (long) i * BLOCK)];
                readAll(in, ByteBuffer.wrap(plain), (long) i * BLOCK);
                byte[] packed = zstd.compress(plain);
                if (!Arrays.equals(Zstd.decompress(packed, plain.length), plain)) {
                    throw new IOException("block " + i + " of " + original + " does not come back as it was");
                }
                table.putInt(packed.length).putInt(plain.length);
                write(out, ByteBuffer.wrap(packed));
            }
            table.putInt(blocks).put((byte) 0).putInt(FOOTER_MAGIC);
            write(out, table.flip());
            out.force(true);
        } catch (ZstdException failed) {
            throw new IOException(original + " cannot be compressed", failed);
        }
        Files.setLastModifiedTime(into, Files.getLastModifiedTime(original));
    }

    /** Opens a file; one whose table cannot be read holds nothing. */
    static PackedFile open(Path packed) throws IOException {
        requireLibrary();
        FileChannel file = FileChannel.open(packed, StandardOpenOption.READ);
        try {
            ByteBuffer table = table(file);
            int blocks = table.remaining() / ENTRY;
            long[] packedAt = new long[blocks + 1];
            long[] at = new long[blocks + 1];
            for (int i = 0; i < blocks; i++) {
                packedAt[i + 1] = packedAt[i] + Integer.toUnsignedLong(table.getInt());
                at[i + 1] = at[i] + Integer.toUnsignedLong(table.getInt());
            }
            return new PackedFile(file, packedAt, at);
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    /** The entries of the table; none where there is no table that could be one. */
    private static ByteBuffer table(FileChannel file) throws IOException {
        ByteBuffer none = ByteBuffer.allocate(0);
        long size = file.size();
        ByteBuffer footer = little(FOOTER);
        if (size < FOOTER + TABLE_HEADER || !readAll(file, footer, size - FOOTER)) {
            return none;
        }
        long blocks = Integer.toUnsignedLong(footer.getInt(0));
        long length = blocks * ENTRY;
        long from = size - FOOTER - length;
        boolean isTable = footer.getInt(5) == FOOTER_MAGIC
                && (footer.get(4) & CHECKSUMS_OR_RESERVED) == 0
                && length <= size
                && from >= TABLE_HEADER;
        ByteBuffer entries = little(isTable ? (int) length : 0);
        return isTable && readAll(file, entries, from) ? entries.flip() : none;
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How long the original was. */
    long size() {
        return at[at.length - 1];
    }

    /**
     * Reads from the original as {@link FileChannel#read(ByteBuffer, long)} would; nothing more from where it cannot be read back.
     *
     * @return how many bytes were read; -1 for none
     */
    int read(ByteBuffer into, long offset) throws IOException {
        int found = Arrays.binarySearch(at, offset);
        int wanted = found < 0 ? -found - 2 : found;
        if (wanted < 0 || wanted >= at.length - 1 || !hold(wanted)) {
            return -1;
        }
        int from = (int) (offset - at[wanted]);
        int length = Math.min(into.remaining(), blockLength - from);
        into.put(block, from, length);
        return length;
    }

    private boolean hold(int wanted) throws IOException {
        if (held == wanted) {
            return true;
        }
        held = -1;
        long packedLength = packedAt[wanted + 1] - packedAt[wanted];
        long length = at[wanted + 1] - at[wanted];
        if (length < 1 || length > BLOCK || packedLength > Zstd.compressBound(BLOCK)) {
            return false;
        }
        byte[] packed = new byte[(int) packedLength];
        if (!readAll(file, ByteBuffer.wrap(packed), packedAt[wanted])) {
            return false;
        }
        if (block.length == 0) {
            block = new byte[BLOCK];
        }
        blockLength = (int) length;
        try {
            held = Zstd.decompressByteArray(block, 0, blockLength, packed, 0, packed.length) == length ? wanted : -1;
        } catch (ZstdException damaged) {
            held = -1;
        }
        return held == wanted;
    }

    /** Lets the block that was read last go. */
    void clear() {
        held = -1;
        block = new byte[0];
    }

    private static boolean readAll(FileChannel in, ByteBuffer into, long offset) throws IOException {
        long from = offset;
        while (into.hasRemaining()) {
            int got = in.read(into, from);
            if (got < 0) {
                return false;
            }
            from += got;
        }
        return true;
    }

    private static void write(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
