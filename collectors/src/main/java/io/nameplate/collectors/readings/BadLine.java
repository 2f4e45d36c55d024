/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import java.util.Locale;

/**
 * A line that is not a reading.
 *
 * @param line its 1-based number
 */
public record BadLine(long line, Why why, String sentence) implements Line {

    /** What is wrong with it; the name is also the metric label. */
    public enum Why {
        NOT_JSON,
        UNKNOWN_FIELD,
        MISSING_FIELD,
        WRONG_TYPE,
        OUT_OF_RANGE,
        UNKNOWN_NODE,
        UNKNOWN_ASSET,
        OUT_OF_ORDER;

        /** The name as metrics and logs write it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public String toString() {
        return "line " + line + ": " + sentence;
    }
}
