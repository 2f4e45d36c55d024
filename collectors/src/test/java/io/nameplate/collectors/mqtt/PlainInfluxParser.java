/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Fault;
import io.nameplate.collectors.mqtt.InfluxLine.Field;
import io.nameplate.collectors.mqtt.InfluxLine.Flag;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.collectors.text.Numbers;
import io.nameplate.collectors.text.Words;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The plain way to read Influx line protocol, which remembers nothing and guesses nothing: what the parser is held against. */
final class PlainInfluxParser {

    record Line(String measurement, Map<String, String> tags, List<Field> fields, OptionalLong time) {}

    /** Takes what a payload holds, line by line. */
    interface Lines {
        void line(Line line);

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

    private final Words words = new Words();
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    void parse(byte[] payload, Lines into) {
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
                    into.line(line());
                } catch (FaultFound found) {
                    into.bad(found.fault, number);
                }
            }
        }
        bytes = new byte[0];
    }

    /** The end of a line: the next newline outside a string. Strings only stand behind the first unescaped space. */
    private int lineEnd(int from) {
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

    private Line line() throws FaultFound {
        String measurement = word(false);
        if (measurement.isEmpty()) {
            throw new FaultFound(Fault.NO_MEASUREMENT);
        }
        Map<String, String> tags = new LinkedHashMap<>();
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
            tags.put(key, value);
        }
        skipSpaces();
        List<Field> fields = fields();
        skipSpaces();
        return new Line(measurement, tags, fields, time());
    }

    private List<Field> fields() throws FaultFound {
        if (at == end) {
            throw new FaultFound(Fault.NO_FIELDS);
        }
        List<Field> fields = new ArrayList<>(12);
        while (true) {
            String key = word(true);
            if (key.isEmpty() || at == end || bytes[at] != '=') {
                throw new FaultFound(Fault.BAD_FIELD);
            }
            at++;
            fields.add(new Field(key, value()));
            if (at == end || bytes[at] != ',') {
                return fields;
            }
            at++;
        }
    }

    private OptionalLong time() throws FaultFound {
        if (at == end) {
            return OptionalLong.empty();
        }
        int from = at;
        while (at < end && bytes[at] != ' ') {
            at++;
        }
        int to = at;
        skipSpaces();
        if (at < end) {
            throw new FaultFound(Fault.BAD_TIME);
        }
        try {
            return OptionalLong.of(Long.parseLong(Words.ascii(bytes, from, to)));
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

    private Value value() throws FaultFound {
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
