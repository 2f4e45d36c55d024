/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

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
