/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Makes texts of bytes; names that come again and again are made once. Not thread-safe. */
public final class Words {

    private static final int SIZE = 4_096;
    private static final int LONGEST = 64;

    private final @Nullable String[] texts = new @Nullable String[SIZE];
    private final byte[][] keys = new byte[SIZE][];

    /** The text of bytes without escapes. */
    public String of(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > LONGEST) {
            return new String(bytes, from, length, StandardCharsets.UTF_8);
        }
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ hash >>> 12) & SIZE - 1;
        String known = texts[place];
        if (known != null && same(keys[place], bytes, from, length)) {
            return known;
        }
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        texts[place] = text;
        keys[place] = Arrays.copyOfRange(bytes, from, to);
        return text;
    }

    private static boolean same(byte[] key, byte[] bytes, int from, int length) {
        return Arrays.equals(key, 0, key.length, bytes, from, from + length);
    }

    /** The text of bytes, one character for each. */
    public static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
