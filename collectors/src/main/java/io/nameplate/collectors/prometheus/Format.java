/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The two ways to write an exposition. They differ in the unit of times, in exemplars and in how a text ends. */
public enum Format {
    /** Version 0.0.4: times are whole milliseconds, nothing marks the end. */
    TEXT,
    /** OpenMetrics: times are seconds, a sample may carry an exemplar, {@code # EOF} is the last line. */
    OPEN_METRICS;

    private static final byte[] END = "# EOF".getBytes(StandardCharsets.US_ASCII);

    /** What an HTTP answer says its body is. */
    public static Format ofContentType(String contentType) {
        return contentType.strip().toLowerCase(Locale.ROOT).startsWith("application/openmetrics-text")
                ? OPEN_METRICS
                : TEXT;
    }

    /** What a text is that comes without a word about it: OpenMetrics if it ends as only that does. */
    public static Format ofText(byte[] text) {
        int to = text.length;
        while (to > 0 && (text[to - 1] == '\n' || text[to - 1] == '\r')) {
            to--;
        }
        int from = to - END.length;
        if (from < 0 || (from > 0 && text[from - 1] != '\n')) {
            return TEXT;
        }
        for (int i = 0; i < END.length; i++) {
            if (text[from + i] != END[i]) {
                return TEXT;
            }
        }
        return OPEN_METRICS;
    }
}
