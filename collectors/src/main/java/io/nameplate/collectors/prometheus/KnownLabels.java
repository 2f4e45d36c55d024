/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers what was read between braces: an exporter repeats the labels of each GPU with every metric, so that most of a
 * text need not be read again. Holds a bounded number of short ones.
 */
final class KnownLabels {

    /**
     * What stood between braces.
     *
     * @param name the metric's own name, if it stood there; else empty
     */
    record Entry(String name, Map<String, String> labels) {

        static Entry of(String name, Map<String, String> labels) {
            return new Entry(name, Collections.unmodifiableMap(labels));
        }
    }

    private static final int PLACES = 512;
    private static final int LONGEST = 1_024;

    private final byte[][] texts = new byte[PLACES][];
    private final @Nullable Entry[] entries = new @Nullable Entry[PLACES];

    @Nullable
    Entry of(byte[] bytes, int from, int to) {
        if (to - from > LONGEST) {
            return null;
        }
        int place = place(bytes, from, to);
        Entry entry = entries[place];
        return entry != null && Arrays.equals(texts[place], 0, texts[place].length, bytes, from, to) ? entry : null;
    }

    void keep(byte[] bytes, int from, int to, Entry entry) {
        if (to - from <= LONGEST) {
            int place = place(bytes, from, to);
            texts[place] = Arrays.copyOfRange(bytes, from, to);
            entries[place] = entry;
        }
    }

    private static int place(byte[] bytes, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return (hash ^ hash >>> 15) & PLACES - 1;
    }
}
