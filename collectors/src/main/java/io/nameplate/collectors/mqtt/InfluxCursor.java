/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Fault;
import io.nameplate.collectors.mqtt.InfluxLine.Flag;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import io.nameplate.collectors.text.Numbers;
import io.nameplate.collectors.text.Words;
import java.nio.charset.StandardCharsets;

/** A place in a line of Influx line protocol, and what its words, values and times are, each read without a guess. */
abstract class InfluxCursor {

    /** Leaves a line where its fault is found; made once, it carries no place. */
    static final class FaultFound extends Exception {
        private static final long serialVersionUID = 1L;
        final Fault fault;

        FaultFound(Fault fault) {
            super(fault.name(), null, false, false);
            this.fault = fault;
        }
    }

    private final Words words = new Words();
    byte[] bytes = new byte[0];
    int at;

    /** Where the line ends. */
    int end;

    /** The end of a line: the next newline outside a string. Strings only stand behind the first unescaped space. */
    final int lineEndBehindStrings(int from) {
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

    /** A name or tag value up to an unescaped comma or space, and '=' where that ends it too. */
    final String word(boolean endsAtEquals) {
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

    static boolean isSpecial(byte c) {
        return c == ',' || c == ' ' || c == '=';
    }

    /** What stands between here and the end of the line, which is to be a whole number. */
    final long anyTime() throws FaultFound {
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
            return Long.parseLong(Words.ascii(bytes, from, to));
        } catch (NumberFormatException wrong) {
            throw new FaultFound(Fault.BAD_TIME);
        }
    }

    /** A value of any kind. */
    final Value anyValue() throws FaultFound {
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

    final void skipSpaces() {
        while (at < end && bytes[at] == ' ') {
            at++;
        }
    }
}
