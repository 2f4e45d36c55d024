/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes numbers as zigzag varints, and a text that comes again as a reference to the first. */
final class ImageWriter {

    private static final int LONGEST_NUMBER = 10;

    private final Map<String, Integer> texts = new HashMap<>();
    private byte[] bytes;
    private int length;

    /** @param room about how many bytes there will be */
    ImageWriter(int room) {
        bytes = new byte[room];
    }

    ImageWriter number(long value) {
        makeRoom(LONGEST_NUMBER);
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            bytes[length++] = (byte) ((rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
        return this;
    }

    ImageWriter flag(boolean value) {
        return number(value ? 1 : 0);
    }

    ImageWriter name(Enum<?> constant) {
        return text(constant.name());
    }

    ImageWriter text(String text) {
        Integer known = texts.get(text);
        if (known != null) {
            return number(known);
        }
        texts.put(text, texts.size());
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return number(-1L - encoded.length).characters(encoded);
    }

    /** A text that will hardly come again. */
    ImageWriter once(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        return number(encoded.length).characters(encoded);
    }

    private ImageWriter characters(byte[] encoded) {
        makeRoom(encoded.length);
        System.arraycopy(encoded, 0, bytes, length, encoded.length);
        length += encoded.length;
        return this;
    }

    /** The bytes with their checksum. */
    byte[] sealed() {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, length);
        return ByteBuffer.allocate(length + 4)
                .put(bytes, 0, length)
                .putInt((int) crc.getValue())
                .array();
    }

    private void makeRoom(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
