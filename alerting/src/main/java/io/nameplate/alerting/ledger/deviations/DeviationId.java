/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A deviation's id, given once and never again: {@code D-17}. A lower number was given earlier. */
public record DeviationId(long number) implements Comparable<DeviationId> {

    private static final Pattern FORM = Pattern.compile("D-([1-9][0-9]{0,17})");

    /** Reads an id as pages and messages write it. */
    public static DeviationId of(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a deviation's id such as D-17");
        }
        return new DeviationId(Long.parseLong(matcher.group(1)));
    }

    @Override
    public int compareTo(DeviationId other) {
        return Long.compare(number, other.number);
    }

    @Override
    public String toString() {
        return "D-" + number;
    }
}
