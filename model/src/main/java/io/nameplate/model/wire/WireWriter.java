/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** Writes the fields of one protobuf message into memory; what is zero or empty is left out. */
final class WireWriter {

    private final ByteArrayOutputStream bytes;
    private final CodedOutputStream out;

    WireWriter(int sizeHint) {
        this.bytes = new ByteArrayOutputStream(sizeHint);
        this.out = CodedOutputStream.newInstance(bytes, 512);
    }

    WireWriter varint(int field, long value) {
        if (value != 0) {
            write(() -> out.writeUInt64(field, value));
        }
        return this;
    }

    WireWriter fixed64(int field, long value) {
        if (value != 0) {
            write(() -> out.writeFixed64(field, value));
        }
        return this;
    }

    /** Written even when empty: an element of a list. */
    WireWriter element(int field, byte[] value) {
        write(() -> out.writeByteArray(field, value));
        return this;
    }

    /** The same of a message that another writer holds, which is empty then and can write the next. */
    WireWriter element(int field, WireWriter message) {
        write(() -> {
            message.out.flush();
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(message.bytes.size());
            out.flush();
            message.bytes.writeTo(bytes);
            message.bytes.reset();
        });
        return this;
    }

    WireWriter bytes(int field, byte[] value) {
        return value.length == 0 ? this : element(field, value);
    }

    WireWriter text(int field, String value) {
        if (!value.isEmpty()) {
            write(() -> out.writeString(field, value));
        }
        return this;
    }

    WireWriter link(int field, Link link) {
        return link.isEmpty() ? this : element(field, link.bytes());
    }

    byte[] toBytes() {
        write(out::flush);
        return bytes.toByteArray();
    }

    /** All before, and one more field that may be large: it is copied once. */
    byte[] toBytes(int field, byte[] last) {
        if (last.length == 0) {
            return toBytes();
        }
        write(() -> {
            out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
            out.writeUInt32NoTag(last.length);
            out.flush();
        });
        byte[] before = bytes.toByteArray();
        byte[] all = Arrays.copyOf(before, before.length + last.length);
        System.arraycopy(last, 0, all, before.length, last.length);
        return all;
    }

    private interface Step {
        void run() throws IOException;
    }

    private static void write(Step step) {
        try {
            step.run();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
