/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Walks the fields of one protobuf message and turns every way of being malformed into {@link WireException}. */
final class WireReader {

    private final String what;
    private final byte[] bytes;
    private final int end;
    private int at;
    private int tag;

    WireReader(String what, byte[] bytes) {
        this(what, bytes, 0, bytes.length);
    }

    /** A message that is part of the bytes. */
    WireReader(String what, byte[] bytes, int from, int to) {
        this.what = what;
        this.bytes = bytes;
        this.at = from;
        this.end = to;
    }

    /** Moves to the next field and gives its number; 0 at the end. */
    int next() {
        boolean ended = at == end;
        tag = ended ? 0 : (int) number();
        if (tag >>> 3 == 0 && !ended) {
            throw fail("malformed protobuf: no field has the tag " + tag);
        }
        return tag >>> 3;
    }

    /** Passes over a field of a later version. */
    void skip() {
        if ((tag & 7) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
            span();
            return;
        }
        try {
            CodedInputStream rest = CodedInputStream.newInstance(bytes, at, end - at);
            if (!rest.skipField(tag)) {
                throw fail("a group ends that never began");
            }
            at += rest.getTotalBytesRead();
        } catch (IOException e) {
            throw new WireException(what, "malformed protobuf", e);
        }
    }

    /** The next number in base 128; most have one byte. */
    private long number() {
        return at < end && bytes[at] >= 0 ? bytes[at++] : longNumber();
    }

    private long longNumber() {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE && at < end; shift += 7) {
            byte seven = bytes[at++];
            value |= (long) (seven & 0x7f) << shift;
            if (seven >= 0) {
                return value;
            }
        }
        throw fail("malformed protobuf: a number does not end");
    }

    /** Passes over so many bytes, and gives where they begin. */
    private int pass(int length) {
        if (length < 0 || length > end - at) {
            throw fail("malformed protobuf: " + length + " bytes where " + (end - at) + " are left");
        }
        at += length;
        return at - length;
    }

    long varint() {
        expect(WireFormat.WIRETYPE_VARINT);
        return number();
    }

    int varint(int min, int max, String field) {
        long value = varint();
        if (value < min || value > max) {
            throw fail(field + " is " + value + ", not " + min + " to " + max);
        }
        return (int) value;
    }

    /** The one of {@code values} that has the code. */
    <T> T coded(String field, T[] values, ToIntFunction<T> code) {
        long wanted = varint();
        for (T value : values) {
            if (code.applyAsInt(value) == wanted) {
                return value;
            }
        }
        throw fail(field + " " + wanted + " is not known");
    }

    long fixed64() {
        expect(WireFormat.WIRETYPE_FIXED64);
        return (long) Frames.INT64.get(bytes, pass(8));
    }

    byte[] bytes() {
        long span = span();
        int from = (int) (span >>> 32);
        return Arrays.copyOfRange(bytes, from, from + (int) span);
    }

    /** Passes over bytes that stay where they are: the upper half is the offset, the lower half the length. */
    long span() {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        int length = (int) number();
        return (long) pass(length) << 32 | length;
    }

    String text() {
        long span = span();
        int from = (int) (span >>> 32);
        requireUtf8(from, from + (int) span);
        return new String(bytes, from, (int) span, StandardCharsets.UTF_8);
    }

    /** Refuses bytes that are no UTF-8. */
    void requireUtf8(int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        if (at < to && !ByteString.copyFrom(bytes, at, to - at).isValidUtf8()) {
            throw new WireException(what, "a text is not UTF-8");
        }
    }

    Link link() {
        byte[] bytes = bytes();
        if (bytes.length != Link.BYTES) {
            throw fail("a link of " + bytes.length + " bytes");
        }
        return Link.of(bytes, 0);
    }

    EpochId epoch() {
        return checked(EpochId::new);
    }

    /** A text that a constructor of an id accepts. */
    <T> T checked(Function<String, T> id) {
        String text = text();
        try {
            return id.apply(text);
        } catch (IllegalArgumentException e) {
            throw new WireException(what, String.valueOf(e.getMessage()), e);
        }
    }

    WireException fail(String why) {
        return new WireException(what, why);
    }

    private void expect(int wireType) {
        if ((tag & 7) != wireType) {
            throw fail("field " + (tag >>> 3) + " has wire type " + (tag & 7) + ", not " + wireType);
        }
    }
}
