/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/** Writes numbers as zigzag varints and each text once: the second time a text is a reference to the first. */
final class ImageWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
    private final Map<String, Integer> texts = new HashMap<>();

    ImageWriter number(long value) {
        long rest = (value << 1) ^ (value >> 63);
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
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
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        number(-1L - bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    /** The bytes with their checksum. */
    byte[] sealed() {
        byte[] body = out.toByteArray();
        CRC32C crc = new CRC32C();
        crc.update(body);
        return ByteBuffer.allocate(body.length + 4)
                .put(body)
                .putInt((int) crc.getValue())
                .array();
    }
}
