/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Reads a file a stretch at a time, so that records that follow each other cost one read together. Not thread-safe. */
final class ReadAhead {

    /** What is read from: {@link FileChannel#read(ByteBuffer, long)}, or what does as that does. */
    interface Source {
        int read(ByteBuffer into, long offset) throws IOException;
    }

    private static final int STRETCH = 128 * 1024;

    private byte[] bytes = new byte[0];
    private int length;
    private long from;

    /**
     * Where in {@link #bytes} a part of a file lies now, until the next call; negative where the file ends before it does.
     *
     * @param size how far the file may be read; the part does not go beyond it
     */
    int at(Source file, long offset, int wanted, long size) throws IOException {
        if (offset < from || offset + wanted > from + length) {
            fill(file, offset, (int) Math.max(wanted, Math.min(STRETCH, size - offset)));
        }
        return length < wanted ? -1 : (int) (offset - from);
    }

    private void fill(Source file, long offset, int most) throws IOException {
        if (bytes.length < most) {
            bytes = new byte[most];
        }
        ByteBuffer into = ByteBuffer.wrap(bytes, 0, most);
        from = offset;
        length = 0;
        int got = file.read(into, offset);
        while (got > 0) {
            length += got;
            got = into.hasRemaining() ? file.read(into, offset + length) : 0;
        }
    }

    /** What was read last. Only to be read. */
    @SuppressWarnings("EI_EXPOSE_REP")
    byte[] bytes() {
        return bytes;
    }

    /** The big-endian int32 at an index of {@link #bytes}. */
    int number(int index) {
        return ByteBuffer.wrap(bytes).getInt(index);
    }

    /** Lets what was read go. */
    void clear() {
        bytes = new byte[0];
        length = 0;
    }
}
