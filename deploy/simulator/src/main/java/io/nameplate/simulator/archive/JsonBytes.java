/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing row of bytes to which JSON is written without making a string of each number. One thread. */
final class JsonBytes {

    private byte[] bytes = new byte[64 * 1024];
    private int length;

    JsonBytes raw(String ascii) {
        room(ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            bytes[length++] = (byte) ascii.charAt(i);
        }
        return this;
    }

    JsonBytes raw(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    JsonBytes number(long value) {
        room(20);
        if (value < 0) {
            bytes[length++] = '-';
        }
        int from = length;
        long rest = Math.abs(value);
        do {
            bytes[length++] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        for (int i = from, j = length - 1; i < j; i++, j--) {
            byte swap = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swap;
        }
        return this;
    }

    /** A number given in tenths; a whole one is written without a decimal point. */
    JsonBytes tenths(int value) {
        number(value / 10);
        return value % 10 == 0 ? this : raw(".").number(Math.abs(value % 10));
    }

    /** Hundredths as a ratio: 97 is 0.97. */
    JsonBytes hundredths(int value) {
        number(value / 100);
        int rest = value % 100;
        return rest == 0 ? this : raw(rest < 10 ? ".0" : ".").number(rest % 10 == 0 ? rest / 10 : rest);
    }

    JsonBytes text(String value) {
        return raw("\"").raw(escaped(value).getBytes(StandardCharsets.UTF_8)).raw("\"");
    }

    static String escaped(String value) {
        StringBuilder out = new StringBuilder(value.length());
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        length = 0;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
