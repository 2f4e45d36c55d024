/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

/**
 * Whether a collector is connected; the offline form is its last will.
 *
 * @param nonce the running instance of the collector
 */
public record Status(boolean online, long nonce) {

    public byte[] encode() {
        return new WireWriter(16).varint(1, online ? 1 : 2).fixed64(2, nonce).toBytes();
    }

    /**
     * Reads a status.
     *
     * @throws WireException if the bytes are not one
     */
    public static Status parse(byte[] bytes) {
        WireReader in = new WireReader("status", bytes);
        int state = 0;
        long nonce = 0;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> state = in.varint(1, 2, "state");
                case 2 -> nonce = in.fixed64();
                default -> in.skip();
            }
        }
        if (state == 0) {
            throw in.fail("neither online nor offline");
        }
        return new Status(state == 1, nonce);
    }
}
