/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.OptionalLong;

/** How a message writes its time. */
public enum JsonTime {
    /** Seconds since the epoch, with decimals if it likes. */
    S(1_000),
    /** Milliseconds since the epoch. */
    MS(1),
    /** Microseconds since the epoch. */
    US(1e-3),
    /** Nanoseconds since the epoch. */
    NS(1e-6),
    /** ISO 8601 with an offset or Z. */
    ISO(0);

    /** The year 2286; a time beyond it is none. */
    private static final double LATEST = 1e13;

    private static final int LONGEST = 64;

    private final double toMillis;

    JsonTime(double toMillis) {
        this.toMillis = toMillis;
    }

    /** Epoch milliseconds; empty where it is no such time. */
    OptionalLong millis(Value value) {
        if (this == ISO) {
            return value instanceof Text text ? iso(text.value()) : OptionalLong.empty();
        }
        double number = JsonValues.number(value);
        if (value instanceof Whole whole && toMillis <= 1) {
            number = (double) Math.floorDiv(whole.value(), Math.round(1 / toMillis));
        } else if (value instanceof Decimal || value instanceof Whole || value instanceof Text) {
            number = Math.floor(number * toMillis + 1e-3);
        }
        return number >= 0 && number <= LATEST ? OptionalLong.of((long) number) : OptionalLong.empty();
    }

    private static OptionalLong iso(String text) {
        if (text.length() > LONGEST) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(OffsetDateTime.parse(text.replaceFirst(" ", "T"))
                    .toInstant()
                    .toEpochMilli());
        } catch (DateTimeException | ArithmeticException notATime) {
            return OptionalLong.empty();
        }
    }
}
