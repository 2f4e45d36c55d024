/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import java.util.Map;
import java.util.SortedMap;

/** Writes the part of RFC 8785 that results need: objects with sorted keys, texts, and integers below 2^53. */
final class CanonicalJson {

    private static final long MAX_INTEGER = (1L << 53) - 1;

    private final StringBuilder out = new StringBuilder();

    private CanonicalJson() {}

    /** The JSON of a map whose values are maps like it, texts and whole numbers. */
    static String of(SortedMap<String, ?> object) {
        CanonicalJson json = new CanonicalJson();
        json.object(object);
        return json.out.toString();
    }

    private void object(SortedMap<?, ?> object) {
        char separator = '{';
        for (Map.Entry<?, ?> entry : object.entrySet()) {
            out.append(separator);
            text((String) entry.getKey());
            out.append(':');
            value(entry.getValue());
            separator = ',';
        }
        out.append(object.isEmpty() ? "{}" : "}");
    }

    private void value(Object value) {
        if (value instanceof SortedMap<?, ?> object) {
            object(object);
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof Long number && Math.abs(number) <= MAX_INTEGER) {
            out.append(number.longValue());
        } else {
            throw new IllegalArgumentException("no canonical JSON for " + value);
        }
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < 0x20) {
                        out.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 0xf, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
