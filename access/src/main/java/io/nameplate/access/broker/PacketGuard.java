/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

import java.io.IOException;

/**
 * Reads along where MQTT packets begin and how long they say they are, and ends a connection whose broker sends a longer one than
 * it was told: the client would set the room aside before it looks.
 */
final class PacketGuard {

    private static final int MORE = 0x80;
    private static final int LENGTH_BYTES = 4;

    /** A packet is longer than what is taken. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge(long bytes, int most) {
            super("a packet of " + bytes + " bytes, where " + most + " are the most");
        }
    }

    private final int most;
    /** Bytes of the present packet that are still to come; below 0 while its header is read. */
    private long left = -1;
    /** Bytes of the header so far. */
    private int header;

    private long length;

    PacketGuard(int most) {
        this.most = most;
    }

    /** Lets bytes pass. */
    void pass(byte[] buffer, int count) throws IOException {
        int at = 0;
        while (at < count) {
            if (left < 0) {
                header(buffer[at++]);
            } else {
                long step = Math.min(left, count - at);
                at += (int) step;
                left -= step;
            }
            if (left == 0) {
                left = -1;
                header = 0;
                length = 0;
            }
        }
    }

    private void header(byte next) throws IOException {
        if (header > 0) {
            length |= (long) (next & (MORE - 1)) << (7 * (header - 1));
            boolean last = (next & MORE) == 0;
            if (length + header + 1 > most || (!last && header == LENGTH_BYTES)) {
                throw new TooLarge(length + header + 1, most);
            }
            if (last) {
                left = length;
            }
        }
        header++;
    }
}
