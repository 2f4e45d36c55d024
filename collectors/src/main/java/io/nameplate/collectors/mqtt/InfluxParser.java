/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.GpuField;
import io.nameplate.collectors.mqtt.InfluxLine.Fault;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads Influx line protocol from bytes: measurement[,tag=value...] field=value[,field=value...] [time]. A line that
 * cannot be read costs only itself. Not thread-safe.
 */
public final class InfluxParser extends InfluxCursor {

    /** Takes what a payload holds, line by line. */
    public interface Lines {
        void line(InfluxLine line);

        void bad(Fault fault, int lineNumber);
    }

    private static final long QUOTES = 0x2222_2222_2222_2222L;
    private static final long BACKSLASHES = 0x5C5C_5C5C_5C5C_5C5CL;
    private static final long NEWLINES = 0x0A0A_0A0A_0A0A_0A0AL;
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGHS = 0x8080_8080_8080_8080L;
    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Powers of ten by which a double is divided exactly to the last bit. */
    private static final double[] TENS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};

    private static final int EXACT_DIGITS = 15;

    /** Nanoseconds until the year 2262; one digit more is none, or does not fit. */
    private static final int TIME_DIGITS = 19;

    private final InfluxMemory memory;
    private final InfluxLine line = new InfluxLine();
    private final Map<String, String> renamed;

    /** The number of the last line's series. */
    private int last = InfluxMemory.UNKNOWN;

    /** Where the name is kept that the last line began with. */
    private int firstName;

    /** Fields have DCGM's names. */
    public InfluxParser() {
        this(Map.of());
    }

    /**
     * A parser.
     *
     * @param renamed DCGM's names of fields that stand in the lines under others too, by these
     */
    public InfluxParser(Map<String, String> renamed) {
        this(renamed, new InfluxMemory());
    }

    InfluxParser(Map<String, String> renamed, InfluxMemory memory) {
        this.renamed = Map.copyOf(renamed);
        this.memory = memory;
    }

    /** Reads all lines of a payload. */
    public void parse(byte[] payload, Lines into) {
        bytes = payload;
        int from = 0;
        for (int number = 1; from < payload.length; number++) {
            end = lineEnd(from);
            at = from;
            from = end + 1;
            if (end > at && bytes[end - 1] == '\r') {
                end--;
            }
            skipSpaces();
            if (at < end && bytes[at] != '#') {
                try {
                    line();
                    into.line(line);
                } catch (FaultFound found) {
                    into.bad(found.fault, number);
                }
            }
        }
        bytes = new byte[0];
    }

    /** The end of a line: the next newline, eight bytes at a time up to a sign that may hide one. */
    private int lineEnd(int from) {
        int i = from;
        for (; i + Long.BYTES <= bytes.length; i += Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, i);
            long found = zeros(eight ^ NEWLINES) | zeros(eight ^ QUOTES) | zeros(eight ^ BACKSLASHES);
            if (found != 0) {
                i += Long.numberOfTrailingZeros(found) / Byte.SIZE;
                return bytes[i] == '\n' ? i : lineEndBehindStrings(from);
            }
        }
        for (; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                return i;
            } else if (bytes[i] == '"' || bytes[i] == '\\') {
                return lineEndBehindStrings(from);
            }
        }
        return bytes.length;
    }

    /** The high bit of the lowest byte that is zero, and of no byte below it. */
    private static long zeros(long eight) {
        return (eight - ONES) & ~eight & HIGHS;
    }

    private void line() throws FaultFound {
        InfluxSeries series = series();
        line.begin(series);
        skipSpaces();
        fields();
        skipSpaces();
        time();
    }

    /** What stands before the fields: the series that was learnt behind the last one, or one that is known, or a new one. */
    private InfluxSeries series() throws FaultFound {
        int guess = last + 1;
        if (memory.standsAt(guess, bytes, at, end)) {
            at += memory.length(guess);
            last = guess;
            return memory.series(guess);
        }
        int from = at;
        int to = seriesEnd();
        last = to < end ? memory.find(bytes, from, to) : InfluxMemory.UNKNOWN;
        if (last != InfluxMemory.UNKNOWN) {
            at = to;
            return memory.series(last);
        }
        InfluxSeries fresh = newSeries();
        if (at < end) {
            last = memory.keep(bytes, from, at, fresh);
        }
        return fresh;
    }

    /** The first space that no backslash escapes. */
    private int seriesEnd() {
        int i = at;
        while (i < end && bytes[i] != ' ') {
            i += bytes[i] == '\\' && i + 1 < end && isSpecial(bytes[i + 1]) ? 2 : 1;
        }
        return i;
    }

    private InfluxSeries newSeries() throws FaultFound {
        String measurement = word(false);
        if (measurement.isEmpty()) {
            throw new FaultFound(Fault.NO_MEASUREMENT);
        }
        List<String> tags = new ArrayList<>();
        while (at < end && bytes[at] == ',') {
            at++;
            String key = word(true);
            if (key.isEmpty() || at == end || bytes[at] != '=') {
                throw new FaultFound(Fault.BAD_TAG);
            }
            at++;
            String value = word(true);
            if (value.isEmpty() || (at < end && bytes[at] == '=')) {
                throw new FaultFound(Fault.BAD_TAG);
            }
            tags.add(key);
            tags.add(value);
        }
        return new InfluxSeries(measurement, tags);
    }

    private void fields() throws FaultFound {
        if (at == end) {
            throw new FaultFound(Fault.NO_FIELDS);
        }
        InfluxName name = name(firstName);
        firstName = name.place();
        while (true) {
            value(name);
            if (at == end || bytes[at] != ',') {
                return;
            }
            at++;
            InfluxName following = name(name.next);
            name.next = following.place();
            name = following;
        }
    }

    /** The name of a field and the equals sign behind it; mostly the one that came here before. */
    private InfluxName name(int guess) throws FaultFound {
        InfluxName name = memory.name(guess);
        if (name == null || !name.standsAt(bytes, at, end)) {
            int from = at;
            String text = word(true);
            if (text.isEmpty() || at == end || bytes[at] != '=') {
                throw new FaultFound(Fault.BAD_FIELD);
            }
            name = memory.name(bytes, from, at);
            if (name == null) {
                GpuField.Named field = GpuField.named(renamed.getOrDefault(text, text));
                name = new InfluxName(Arrays.copyOfRange(bytes, from, at), text, field);
                memory.keep(name);
            }
            at = from;
        }
        at += name.length() + 1;
        return name;
    }

    private void time() throws FaultFound {
        if (at == end) {
            return;
        }
        int from = at;
        long digits = 0;
        while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
            digits = digits * 10 + (bytes[at++] - '0');
        }
        if (at == end && at - from <= TIME_DIGITS && digits >= 0) {
            line.at(digits);
            return;
        }
        at = from;
        line.at(anyTime());
    }

    /** Takes a value: a number without an exponent and of few digits at once, any other as what it is. */
    private void value(InfluxName name) throws FaultFound {
        int i = at;
        boolean negative = i < end && bytes[i] == '-';
        if (negative) {
            i++;
        }
        int begin = i;
        long digits = 0;
        int point = -1;
        for (; i < end; i++) {
            int c = bytes[i];
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                break;
            }
        }
        int count = i - begin - (point < 0 ? 0 : 1);
        boolean plain = endsAt(i) && count > 0 && count <= EXACT_DIGITS;
        int fraction = point < 0 ? 0 : i - point - 1;
        if (plain && fraction < TENS.length) {
            double number = fraction == 0 ? digits : digits / TENS[fraction];
            line.add(name, negative ? -number : number);
            at = i;
        } else if (i < end && bytes[i] == 'i' && point < 0 && count > 0 && count <= EXACT_DIGITS && endsAt(i + 1)) {
            line.add(name, new Whole(negative ? -digits : digits, false));
            at = i + 1;
        } else {
            line.add(name, anyValue());
        }
    }

    /** Whether a value may end at a place. */
    private boolean endsAt(int place) {
        return place == end || bytes[place] == ',' || bytes[place] == ' ';
    }
}
