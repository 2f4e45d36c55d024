/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One line of Influx line protocol. The parser has one of them, for one line after the other: it is good until the next one is
 * read. Numbers lie in arrays, because a site sends millions of them a second; {@link #fields} makes objects of them for those who
 * read little.
 */
public final class InfluxLine {

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

    private InfluxSeries series = InfluxSeries.NONE;
    private int size;
    private InfluxName[] names = new InfluxName[16];
    private double[] numbers = new double[16];
    /** What a field says that is no float. */
    private @Nullable Value[] others = new @Nullable Value[16];

    private long time;
    private boolean timed;

    void begin(InfluxSeries of) {
        series = of;
        size = 0;
        timed = false;
    }

    void add(InfluxName name, double number) {
        put(name, number, null);
    }

    void add(InfluxName name, Value value) {
        if (value instanceof Decimal real) {
            put(name, real.value(), null);
        } else {
            put(name, value instanceof Whole whole ? (double) whole.value() : Double.NaN, value);
        }
    }

    private void put(InfluxName name, double number, @Nullable Value other) {
        if (size == names.length) {
            names = Arrays.copyOf(names, 2 * size);
            numbers = Arrays.copyOf(numbers, 2 * size);
            others = Arrays.copyOf(others, 2 * size);
        }
        names[size] = name;
        numbers[size] = number;
        others[size++] = other;
    }

    void at(long nanos) {
        time = nanos;
        timed = true;
    }

    /** What stands before the fields. */
    InfluxSeries series() {
        return series;
    }

    /** How many fields it has. */
    int size() {
        return size;
    }

    InfluxName name(int field) {
        return names[field];
    }

    /** Whether a field is a float or an integer. */
    boolean isNumber(int field) {
        Value other = others[field];
        return other == null || other instanceof Whole;
    }

    /** The number of a field that is one. */
    double number(int field) {
        return numbers[field];
    }

    /** Whether it says its time. */
    boolean isTimed() {
        return timed;
    }

    /** Nanoseconds since the epoch, where it says its time. */
    long nanos() {
        return time;
    }

    public String measurement() {
        return series.measurement();
    }

    /** In the order of the text. */
    public Map<String, String> tags() {
        return series.tags();
    }

    /** Its fields, in the order of the text. */
    public List<Field> fields() {
        List<Field> fields = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            Value other = others[i];
            fields.add(new Field(names[i].text(), other == null ? new Decimal(numbers[i]) : other));
        }
        return fields;
    }

    /** Nanoseconds since the epoch, where the line says it. */
    public OptionalLong time() {
        return timed ? OptionalLong.of(time) : OptionalLong.empty();
    }
}
