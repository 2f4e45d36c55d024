/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import java.util.Locale;

/** Why a line of an exposition, or all of it, was left out; the name is also the metric label. */
public enum Fault {
    /** The line begins with something that is no name of a metric. */
    BAD_NAME,
    /** The labels cannot be read, or one stands twice. */
    BAD_LABELS,
    /** More labels than one sample may have. */
    TOO_MANY_LABELS,
    /** There is no value, or it is no number. */
    BAD_VALUE,
    /** Behind the value stands something that is no time. */
    BAD_TIME,
    /** What stands behind {@code #} in a line with a value is no exemplar. */
    BAD_EXEMPLAR,
    /** A {@code TYPE} or {@code UNIT} line that does not say of what, or says what nobody knows. */
    BAD_METADATA,
    /** A name or label is not UTF-8. */
    BAD_TEXT,
    /** The line is longer than lines may be. */
    LINE_TOO_LONG,
    /** The text is longer than texts may be; nothing of it is taken. */
    TOO_LARGE,
    /** Something follows {@code # EOF}. */
    AFTER_END,
    /** An OpenMetrics text without {@code # EOF}: a part of it is missing. */
    NO_END;

    /** The name as metrics and logs write it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
