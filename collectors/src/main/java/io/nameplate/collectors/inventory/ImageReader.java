/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** Reads what {@link ImageWriter} wrote. */
final class ImageReader {

    private final byte[] bytes;
    private final int end;
    private final List<String> texts = new ArrayList<>();
    private int at;
    private boolean namedConditions = true;
    private boolean tensor = true;
    private boolean testimony = true;
    private boolean places = true;

    private ImageReader(byte[] bytes, int end) {
        this.bytes = bytes;
        this.end = end;
    }

    static ImageReader open(byte[] sealed) throws IOException {
        int end = sealed.length - 4;
        if (end < 1) {
            throw new EOFException("an image of " + sealed.length + " bytes");
        }
        CRC32C crc = new CRC32C();
        crc.update(sealed, 0, end);
        if (ByteBuffer.wrap(sealed).getInt(end) != (int) crc.getValue()) {
            throw new IOException("the checksum of the image is wrong");
        }
        return new ImageReader(sealed, end);
    }

    /** Says what the version that wrote the bytes knew of. */
    void written(boolean withNamedConditions, boolean withTensor, boolean withTestimony, boolean withPlaces) {
        namedConditions = withNamedConditions;
        tensor = withTensor;
        testimony = withTestimony;
        places = withPlaces;
    }

    boolean hasNamedConditions() {
        return namedConditions;
    }

    boolean hasTensor() {
        return tensor;
    }

    /** Whether each kind of saying stands by itself. */
    boolean hasTestimony() {
        return testimony;
    }

    /** Whether a reading's GPU is named by its place, and what stands in one place only is not numbered. */
    boolean hasPlaces() {
        return places;
    }

    long number() throws IOException {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (at >= end) {
                throw new EOFException("the image ends inside a number");
            }
            byte next = bytes[at++];
            value |= (next & 0x7FL) << shift;
            if (next >= 0) {
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw new IOException("a number of the image is too long");
    }

    boolean flag() throws IOException {
        return number() != 0;
    }

    /** A number that counts or names something. */
    int count() throws IOException {
        long value = number();
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new IOException("a count of the image is " + value);
        }
        return (int) value;
    }

    /** A constant of an enum; an unknown one is an IllegalArgumentException. */
    <E extends Enum<E>> E name(Class<E> type) throws IOException {
        return Enum.valueOf(type, text());
    }

    String text() throws IOException {
        long known = number();
        if (known >= 0) {
            if (known >= texts.size()) {
                throw new IOException("the image refers to text " + known + " of " + texts.size());
            }
            return texts.get((int) known);
        }
        String text = characters(-1 - known);
        texts.add(text);
        return text;
    }

    /** A text that was written without regard to others; before there were such, one like all. */
    String once() throws IOException {
        return places ? characters(count()) : text();
    }

    private String characters(long length) throws IOException {
        if (length > end - at) {
            throw new EOFException("the image ends inside a text");
        }
        String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
        at += (int) length;
        return text;
    }
}
