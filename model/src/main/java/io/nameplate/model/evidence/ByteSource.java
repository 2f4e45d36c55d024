/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Reads what {@link ByteSink} wrote; anything else throws {@link IllegalArgumentException}. */
public final class ByteSource {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final byte[] bytes;
    private final String what;
    private int at;

    /** @param what what the bytes should be, for error sentences */
    public ByteSource(byte[] bytes, String what) {
        this.bytes = bytes;
        this.what = what;
    }

    public long number() {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int digit = next();
            value |= (long) (digit & 0x7f) << shift;
            if ((digit & 0x80) == 0) {
                return value;
            }
        }
        throw broken("a number is longer than 63 bits");
    }

    /** A number that counts things still to come, each of at least one byte, or is otherwise bounded. */
    public int count(long most) {
        long value = number();
        if (value > most) {
            throw broken(value + " is more than " + most);
        }
        return (int) value;
    }

    /** How many bytes are left: the most things that can still come. */
    public int left() {
        return bytes.length - at;
    }

    public long fixed() {
        if (left() < Long.BYTES) {
            throw broken("it ends too early");
        }
        at += Long.BYTES;
        return (long) LONGS.get(bytes, at - Long.BYTES);
    }

    /** So many bytes as they are. */
    byte[] bytes(int length) {
        if (length > left()) {
            throw broken("it ends too early");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    public String text() {
        int length = count(Integer.MAX_VALUE);
        if (length > left()) {
            throw broken("it ends too early");
        }
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    /** Checks that nothing follows. */
    public void end() {
        if (at != bytes.length) {
            throw broken((bytes.length - at) + " bytes follow its end");
        }
    }

    /** The error to throw when what was read makes no sense. */
    public IllegalArgumentException broken(String why) {
        return new IllegalArgumentException("not " + what + ": " + why + " (at byte " + at + ")");
    }

    private int next() {
        if (at >= bytes.length) {
            throw broken("it ends too early");
        }
        return bytes[at++] & 0xff;
    }
}
