/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.verdict.Bucket;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.ToLongFunction;

/** How the explanation writes numbers and times. */
final class Figures {

    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Figures() {}

    /** A whole number with thousands set apart. */
    static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** GPU-milliseconds as GPU-seconds, exact to the millisecond. */
    static String seconds(long gpuMs) {
        return scaled(gpuMs, 3);
    }

    /** A whole number in a unit so many decimal places larger, exact. */
    static String scaled(long number, int places) {
        return trimmed(BigDecimal.valueOf(number, places));
    }

    static String gpus(long count) {
        return whole(count) + (count == 1 ? " GPU" : " GPUs");
    }

    static String times(long gpus, long seconds) {
        return gpus(gpus) + " x " + whole(seconds) + " s";
    }

    /** Per mille as a percentage. */
    static String percent(int perMille) {
        return BigDecimal.valueOf(perMille, 1) + " %";
    }

    /** A fraction as a percentage of two decimals, rounded down. */
    static String percent(long part, long base) {
        return BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(base), 2, RoundingMode.FLOOR)
                + " %";
    }

    /** {@code part / base} in per mille, to three decimals. */
    static String perMille(long part, long base) {
        return trimmed(BigDecimal.valueOf(part * 1000).divide(BigDecimal.valueOf(base), 3, RoundingMode.HALF_UP));
    }

    /** A number of a plant point or rule. */
    static String value(double value) {
        return trimmed(BigDecimal.valueOf(value));
    }

    private static String trimmed(BigDecimal number) {
        BigDecimal plain = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        return String.format(Locale.ROOT, "%,." + Math.max(0, plain.scale()) + "f", plain);
    }

    /** The time of day, in UTC. */
    static String time(long epochSecond) {
        return CLOCK.format(Instant.ofEpochSecond(epochSecond));
    }

    /** The time of day, with the date where it is not the day of another instant. */
    static String dated(long epochSecond, long near) {
        return Math.floorDiv(epochSecond, 86_400) == Math.floorDiv(near, 86_400)
                ? time(epochSecond)
                : Instant.ofEpochSecond(epochSecond).toString();
    }

    /** From until, in UTC; the end is the first second that is not part of it. */
    static String span(long from, long to) {
        return time(from) + "-" + time(to);
    }

    /** Amounts that are not zero, as 'STATE seconds', in ladder order. */
    static String amounts(ToLongFunction<Bucket> amount) {
        StringJoiner words = new StringJoiner(", ");
        for (Bucket bucket : Bucket.values()) {
            long ms = amount.applyAsLong(bucket);
            if (ms != 0) {
                words.add(bucket.text() + " " + seconds(ms));
            }
        }
        return words.length() == 0 ? "nothing" : words.toString();
    }
}
