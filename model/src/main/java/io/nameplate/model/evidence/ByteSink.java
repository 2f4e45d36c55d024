/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes canonical bytes: what is hashed or kept as state has one form, whatever machine wrote it. */
public final class ByteSink {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int HASHED_AT_ONCE = 16 * 1024;

    private final @Nullable MessageDigest digest;
    private byte[] bytes;
    private int size;

    /** Keeps what is written. */
    public ByteSink() {
        this(null, 256);
    }

    private ByteSink(@Nullable MessageDigest digest, int room) {
        this.digest = digest;
        this.bytes = new byte[room];
    }

    /** One that keeps nothing: all that can be had of it is {@link #sha256}. */
    public static ByteSink hashing() {
        try {
            return new ByteSink(MessageDigest.getInstance("SHA-256"), HASHED_AT_ONCE);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private void room(int more) {
        if (digest != null && size + more > bytes.length) {
            digest.update(bytes, 0, size);
            size = 0;
        }
        if (size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }

    /** A non-negative number in base 128, low digits first. */
    public ByteSink number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a number here is never negative: " + value);
        }
        room(10);
        long rest = value;
        while (rest >= 0x80) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    /** A number as {@link #number} writes it, and eight bytes as {@link #fixed} does. */
    ByteSink numberAndFixed(int number, long value) {
        if (number < 0 || number >= 0x80) {
            return number(number).fixed(value);
        }
        room(9);
        bytes[size] = (byte) number;
        LONGS.set(bytes, size + 1, value);
        size += 9;
        return this;
    }

    /** Eight bytes, big end first. */
    public ByteSink fixed(long value) {
        room(8);
        LONGS.set(bytes, size, value);
        size += 8;
        return this;
    }

    /** A text in UTF-8 behind its length. */
    public ByteSink text(String text) {
        return text(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text that is in UTF-8 already, behind its length. */
    ByteSink text(byte[] utf8) {
        return number(utf8.length).bytes(utf8);
    }

    /** Bytes that tell their own end. */
    public ByteSink bytes(byte[] more) {
        room(more.length);
        System.arraycopy(more, 0, bytes, size, more.length);
        size += more.length;
        return this;
    }

    /** The hash of what was written to a {@link #hashing} sink, which is empty again then. */
    public byte[] sha256() {
        if (digest == null) {
            throw new IllegalStateException("this sink does not hash");
        }
        digest.update(bytes, 0, size);
        size = 0;
        return digest.digest();
    }

    /** What was written. */
    public byte[] toBytes() {
        if (digest != null) {
            throw new IllegalStateException("this sink keeps nothing");
        }
        return Arrays.copyOf(bytes, size);
    }
}
