/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Cuts a stream of bytes into lines without copying them; a line's bytes are valid until the next. */
final class LineSplitter {

    private final InputStream in;
    private byte[] buffer = new byte[1 << 16];
    private int from;
    private int to;
    private int lineFrom;
    private int lineTo;
    private boolean ended;

    LineSplitter(InputStream in) {
        this.in = in;
    }

    /** Moves on to the next line; false at the end. */
    boolean next() throws IOException {
        int scanned = from;
        while (true) {
            for (int i = scanned; i < to; i++) {
                if (buffer[i] == '\n') {
                    set(from, i);
                    from = i + 1;
                    return true;
                }
            }
            scanned = to;
            if (ended) {
                boolean rest = to > from;
                set(from, to);
                from = to;
                return rest;
            }
            if (from > 0) {
                System.arraycopy(buffer, from, buffer, 0, to - from);
                to -= from;
                scanned -= from;
                from = 0;
            }
            if (to == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int read = in.read(buffer, to, buffer.length - to);
            ended = read < 0;
            to += Math.max(0, read);
        }
    }

    private void set(int begin, int end) {
        lineFrom = begin;
        lineTo = end > begin && buffer[end - 1] == '\r' ? end - 1 : end;
    }

    byte[] bytes() {
        return buffer;
    }

    int offset() {
        return lineFrom;
    }

    int length() {
        return lineTo - lineFrom;
    }

    boolean blank() {
        for (int i = lineFrom; i < lineTo; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
