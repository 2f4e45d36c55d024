/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language.document;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a text says as a value, the same in every document and on every command line. A text that says none is an
 * IllegalArgumentException, DateTimeException or ArithmeticException.
 */
public final class Texts {

    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");

    private Texts() {}

    /** A duration with its unit: 500ms, 10s, 2m, 72h, 30d. */
    public static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text.trim());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a duration: '" + text + "'");
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }

    /** A whole second with an offset: 2026-06-01T00:00:00Z. */
    static Instant instant(String text) {
        Instant instant = OffsetDateTime.parse(text).toInstant();
        if (!instant.equals(instant.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException("not a whole second");
        }
        return instant;
    }

    /** A whole number, which may be grouped by underscores. */
    static long integer(String text, long min, long max) {
        long value = Long.parseLong(text.replace("_", ""));
        if (value < min || value > max) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    static double number(String text) {
        double value = Double.parseDouble(text);
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("not finite");
        }
        return value;
    }

    /** A ratio from 0 to 1 with at most three decimals. */
    static int perMille(String text) {
        int value = new BigDecimal(text).movePointRight(3).intValueExact();
        if (value < 0 || value > 1000) {
            throw new IllegalArgumentException("out of range");
        }
        return value;
    }

    static boolean bool(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        };
    }

    /** One of an enum, written in lower case with _ or -. */
    static <E extends Enum<E>> E oneOf(String text, Class<E> type) {
        return Enum.valueOf(type, text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}
