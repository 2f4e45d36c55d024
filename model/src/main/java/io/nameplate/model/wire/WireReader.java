/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Walks the fields of one protobuf message and turns every way of being malformed into {@link WireException}. */
final class WireReader {

    private final String what;
    private final CodedInputStream in;
    private int tag;

    WireReader(String what, byte[] bytes) {
        this.what = what;
        this.in = CodedInputStream.newInstance(bytes);
    }

    /** Moves to the next field and gives its number; 0 at the end. */
    int next() {
        try {
            tag = in.readTag();
        } catch (IOException e) {
            throw malformed(e);
        }
        return tag >>> 3;
    }

    /** Passes over a field of a later version. */
    void skip() {
        try {
            if (!in.skipField(tag)) {
                throw fail("a group ends that never began");
            }
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    long varint() {
        expect(WireFormat.WIRETYPE_VARINT);
        try {
            return in.readRawVarint64();
        } catch (IOException e) {
            throw malformed(e);
        }
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
        try {
            return in.readRawLittleEndian64();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    byte[] bytes() {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        try {
            return in.readByteArray();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Passes over bytes that stay where they are: the upper half is the offset, the lower half the length. */
    long span() {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        try {
            int length = in.readRawVarint32();
            int offset = in.getTotalBytesRead();
            in.skipRawBytes(length);
            return (long) offset << 32 | length;
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    String text() {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        try {
            return in.readStringRequireUtf8();
        } catch (IOException e) {
            throw malformed(e);
        }
    }

    /** Refuses bytes that are no UTF-8. */
    void requireUtf8(byte[] bytes, int from, int to) {
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

    private WireException malformed(IOException cause) {
        return new WireException(what, "malformed protobuf", cause);
    }
}
