/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.GpuField;
import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Fault;
import io.nameplate.collectors.mqtt.InfluxLine.Flag;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.collectors.text.Numbers;
import io.nameplate.collectors.text.Words;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Reads Influx line protocol from bytes: measurement[,tag=value...] field=value[,field=value...] [time]. A line that
 * cannot be read costs only itself. Not thread-safe.
 */
public final class InfluxParser {

    /** Takes what a payload holds, line by line. */
    public interface Lines {
        void line(InfluxLine line);

        void bad(Fault fault, int lineNumber);
    }

    /** Leaves a line where its fault is found; made once, it carries no place. */
    private static final class FaultFound extends Exception {
        private static final long serialVersionUID = 1L;
        private final Fault fault;

        FaultFound(Fault fault) {
            super(fault.name(), null, false, false);
            this.fault = fault;
        }
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

    private final Words words = new Words();
    private final InfluxMemory memory;
    private final InfluxLine line = new InfluxLine();
    private final Map<String, String> renamed;
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

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

    /** The end of a line: the next newline outside a string. Strings only stand behind the first unescaped space. */
    private int lineEndBehindStrings(int from) {
        boolean fields = false;
        boolean string = false;
        for (int i = from; i < bytes.length; i++) {
            byte c = bytes[i];
            if (c == '\\' && i + 1 < bytes.length && bytes[i + 1] != '\n') {
                i++;
            } else if (c == '"' && fields && (string || bytes[i - 1] == '=')) {
                string = !string;
            } else if (c == ' ' && !string) {
                fields = true;
            } else if (c == '\n' && !string) {
                return i;
            }
        }
        if (string) {
            for (int i = from; i < bytes.length; i++) {
                if (bytes[i] == '\n') {
                    return i;
                }
            }
        }
        return bytes.length;
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
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        int to = at;
        skipSpaces();
        if (at < end) {
            throw new FaultFound(Fault.BAD_TIME);
        }
        try {
            line.at(Long.parseLong(Words.ascii(bytes, from, to)));
        } catch (NumberFormatException wrong) {
            throw new FaultFound(Fault.BAD_TIME);
        }
    }

    /** A name or tag value up to an unescaped comma or space, and '=' where that ends it too. */
    private String word(boolean endsAtEquals) {
        int from = at;
        boolean escaped = false;
        while (at < end) {
            byte c = bytes[at];
            if (c == '\\' && at + 1 < end && isSpecial(bytes[at + 1])) {
                escaped = true;
                at += 2;
            } else if (c == ',' || c == ' ' || (c == '=' && endsAtEquals)) {
                break;
            } else {
                at++;
            }
        }
        return escaped ? unescaped(bytes, from, at) : words.of(bytes, from, at);
    }

    private static boolean isSpecial(byte c) {
        return c == ',' || c == ' ' || c == '=';
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
            line.add(name, other());
        }
    }

    /** Whether a value may end at a place. */
    private boolean endsAt(int place) {
        return place == end || bytes[place] == ',' || bytes[place] == ' ';
    }

    /** A value of any kind. */
    private Value other() throws FaultFound {
        if (at < end && bytes[at] == '"') {
            return string();
        }
        int from = at;
        while (at < end && bytes[at] != ',' && bytes[at] != ' ') {
            at++;
        }
        if (at == from) {
            throw new FaultFound(Fault.BAD_VALUE);
        }
        try {
            return plain(from);
        } catch (NumberFormatException wrong) {
            throw new FaultFound(Fault.BAD_VALUE);
        }
    }

    private Value plain(int from) throws FaultFound {
        byte last = bytes[at - 1];
        if (last == 'i') {
            return new Whole(Long.parseLong(Words.ascii(bytes, from, at - 1)), false);
        }
        if (last == 'u') {
            return new Whole(Long.parseUnsignedLong(Words.ascii(bytes, from, at - 1)), true);
        }
        if ((last >= '0' && last <= '9') || last == '.') {
            double number = Numbers.parse(bytes, from, at);
            if (!Double.isFinite(number)) {
                throw new FaultFound(Fault.BAD_VALUE);
            }
            return new Decimal(number);
        }
        return switch (Words.ascii(bytes, from, at)) {
            case "t", "T", "true", "True", "TRUE" -> new Flag(true);
            case "f", "F", "false", "False", "FALSE" -> new Flag(false);
            default -> throw new FaultFound(Fault.BAD_VALUE);
        };
    }

    private Text string() throws FaultFound {
        int from = ++at;
        while (at < end && bytes[at] != '"') {
            at += bytes[at] == '\\' ? 2 : 1;
        }
        if (at >= end) {
            throw new FaultFound(Fault.OPEN_STRING);
        }
        String text = unquoted(bytes, from, at);
        at++;
        if (at < end && bytes[at] != ',' && bytes[at] != ' ') {
            throw new FaultFound(Fault.BAD_VALUE);
        }
        return new Text(text);
    }

    /** The text of a name in which a backslash escapes a comma, space or equals sign. */
    private static String unescaped(byte[] bytes, int from, int to) {
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            boolean escape = bytes[i] == '\\' && i + 1 < to && isSpecial(bytes[i + 1]);
            plain[length++] = bytes[escape ? ++i : i];
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    /** The text of a string in which a backslash escapes a quote or a backslash. */
    private static String unquoted(byte[] bytes, int from, int to) {
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            boolean escape = bytes[i] == '\\' && i + 1 < to && (bytes[i + 1] == '"' || bytes[i + 1] == '\\');
            plain[length++] = bytes[escape ? ++i : i];
        }
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }

    private void skipSpaces() {
        while (at < end && bytes[at] == ' ') {
            at++;
        }
    }
}
