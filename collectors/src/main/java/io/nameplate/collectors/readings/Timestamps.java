/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;

/** Reads ISO-8601 instants with an offset; quickly where they are in UTC with whole seconds. */
final class Timestamps {

    private String lastDay = "";
    private long lastDayMillis;

    /**
     * Epoch milliseconds of a text such as 2026-06-01T00:00:10Z.
     *
     * @throws IllegalArgumentException if it is none, or finer than a millisecond
     */
    long millis(String text) {
        if (text.length() == 20 && text.charAt(10) == 'T' && text.charAt(19) == 'Z') {
            int hour = two(text, 11);
            int minute = two(text, 14);
            int second = two(text, 17);
            boolean plain = text.charAt(13) == ':' && text.charAt(16) == ':';
            if (plain && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60) {
                return day(text.substring(0, 10)) + (hour * 3_600L + minute * 60L + second) * 1_000L;
            }
        }
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (!instant.equals(instant.truncatedTo(ChronoUnit.MILLIS))) {
                throw new IllegalArgumentException("is finer than a millisecond");
            }
            return instant.toEpochMilli();
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException("is not an instant with an offset such as 2026-06-01T00:00:10Z", wrong);
        }
    }

    private long day(String text) {
        if (!text.equals(lastDay)) {
            try {
                lastDayMillis = LocalDate.parse(text).toEpochDay() * 86_400_000L;
            } catch (DateTimeException wrong) {
                throw new IllegalArgumentException("has no such day", wrong);
            }
            lastDay = text;
        }
        return lastDayMillis;
    }

    private static int two(String text, int at) {
        int tens = text.charAt(at) - '0';
        int ones = text.charAt(at + 1) - '0';
        return tens < 0 || tens > 9 || ones < 0 || ones > 9 ? -1 : tens * 10 + ones;
    }
}
