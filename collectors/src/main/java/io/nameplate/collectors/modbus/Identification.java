/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a device says it is, from the answer to {@link Request.Identify}. */
public final class Identification {

    /** Reading code, conformity, more to come, the next object, how many objects. */
    private static final int HEAD = 5;

    private static final String[] NAMES = {
        "vendor", "product code", "revision", "vendor url", "product name", "model", "application"
    };

    private Identification() {}

    /** What it tells, by name; what the answer does not hold whole is left out. */
    public static Map<String, String> of(byte[] content) {
        Map<String, String> told = new LinkedHashMap<>();
        int at = HEAD;
        while (at + 2 <= content.length && at + 2 + (content[at + 1] & 0xFF) <= content.length) {
            int object = content[at] & 0xFF;
            int length = content[at + 1] & 0xFF;
            String text = new String(content, at + 2, length, StandardCharsets.US_ASCII).strip();
            if (!text.isEmpty()) {
                told.put(object < NAMES.length ? NAMES[object] : "object " + object, text);
            }
            at += 2 + length;
        }
        return told;
    }
}
