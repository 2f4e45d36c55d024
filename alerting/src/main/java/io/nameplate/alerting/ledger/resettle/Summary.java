/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a resettlement ended: the last line of what it tells. An answer without one was cut off.
 *
 * @param intervals how many were looked at
 * @param changed results that are others now, or would be
 * @param unchanged results that stay as they are
 * @param refused results that could not be settled again
 */
public record Summary(long intervals, long changed, long unchanged, long refused) {

    public static final Summary NONE = new Summary(0, 0, 0, 0);

    private static final Pattern JSON =
            Pattern.compile("\\{\"changed\":(\\d+),\"intervals\":(\\d+),\"refused\":(\\d+),\"unchanged\":(\\d+)}");
    private static final Pattern TEXT =
            Pattern.compile("(\\d+) changed, (\\d+) unchanged, (\\d+) refused, of (\\d+) intervals");

    Summary plus(Summary other) {
        return new Summary(
                intervals + other.intervals,
                changed + other.changed,
                unchanged + other.unchanged,
                refused + other.refused);
    }

    /** In words, without a line's end. */
    public String text() {
        return changed + " changed, " + unchanged + " unchanged, " + refused + " refused, of " + intervals
                + " intervals";
    }

    /** As one line of JSON, without its end. */
    public String json() {
        return "{\"changed\":" + changed + ",\"intervals\":" + intervals + ",\"refused\":" + refused + ",\"unchanged\":"
                + unchanged + "}";
    }

    /** The summary that a line is, in words or as JSON. */
    public static Optional<Summary> read(String line) {
        Matcher json = JSON.matcher(line);
        if (json.matches()) {
            return Optional.of(new Summary(number(json, 2), number(json, 1), number(json, 4), number(json, 3)));
        }
        Matcher text = TEXT.matcher(line);
        return text.matches()
                ? Optional.of(new Summary(number(text, 4), number(text, 1), number(text, 2), number(text, 3)))
                : Optional.empty();
    }

    private static long number(Matcher matcher, int group) {
        return Long.parseLong(matcher.group(group));
    }
}
