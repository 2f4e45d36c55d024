/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The chain over the records of an epoch: a record's link is the first 16 bytes of SHA-256 of the previous record's link
 * and its own body, so equal links mean equal histories.
 */
public record Link(long high, long low) {

    /** Before the first record of an epoch; in a cursor: "not known, do not compare". */
    public static final Link EMPTY = new Link(0, 0);

    static final int BYTES = 16;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** The link of the record with this body that follows the record with link {@code previous}. */
    public static Link next(Link previous, byte[] body) {
        MessageDigest sha = sha256();
        sha.update(previous.bytes());
        return of(sha.digest(body), 0);
    }

    /** Reads 16 bytes. */
    public static Link of(byte[] bytes, int offset) {
        return new Link((long) LONGS.get(bytes, offset), (long) LONGS.get(bytes, offset + 8));
    }

    public byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        LONGS.set(bytes, 0, high);
        LONGS.set(bytes, 8, low);
        return bytes;
    }

    public boolean isEmpty() {
        return high == 0 && low == 0;
    }

    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
