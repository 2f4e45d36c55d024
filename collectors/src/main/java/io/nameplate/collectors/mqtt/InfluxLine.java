/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * One line of Influx line protocol.
 *
 * @param tags in the order of the text
 * @param time nanoseconds since the epoch, where the line says it
 */
public record InfluxLine(String measurement, Map<String, String> tags, List<Field> fields, OptionalLong time) {

    /** The value of a field. */
    public sealed interface Value permits Decimal, Flag, Text, Whole {}

    /** A float. */
    public record Decimal(double value) implements Value {}

    /** An integer, or an unsigned one as its two's complement. */
    public record Whole(long value, boolean unsigned) implements Value {}

    /** A boolean. */
    public record Flag(boolean value) implements Value {}

    /** A string. */
    public record Text(String value) implements Value {}

    /** A field; keys may repeat, the last one counts. */
    public record Field(String key, Value value) {}

    /** Why a line could not be read; the name is also the metric label. */
    public enum Fault {
        NO_MEASUREMENT,
        BAD_TAG,
        NO_FIELDS,
        BAD_FIELD,
        BAD_VALUE,
        OPEN_STRING,
        BAD_TIME
    }
}
