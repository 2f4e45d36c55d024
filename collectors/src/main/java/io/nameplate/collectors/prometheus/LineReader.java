/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import io.nameplate.collectors.text.Numbers;
import io.nameplate.collectors.text.Words;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/** Reads one line of an exposition. The line is a window over the text's bytes. Not thread-safe. */
final class LineReader {

    /** Leaves a line where its fault is found; it carries no place. */
    static final class FaultFound extends Exception {
        private static final long serialVersionUID = 1L;
        final transient Fault fault;

        FaultFound(Fault fault) {
            super(fault.name(), null, false, false);
            this.fault = fault;
        }
    }

    /** Beyond it a time in seconds is no time any more, and one in milliseconds has no room. */
    private static final double LATEST_SECONDS = 1e12;

    private static final int LONGEST_NUMBER = 400;
    private static final int LONGEST_KEYWORD = 8;

    private final Words words = new Words();
    private final KnownLabels known = new KnownLabels();
    private final int mostLabels;
    private byte[] bytes = new byte[0];
    private int at;
    private int end;

    LineReader(int mostLabels) {
        this.mostLabels = mostLabels;
    }

    /** Looks at the bytes between two positions. */
    void on(byte[] text, int from, int to) {
        bytes = text;
        at = from;
        end = to;
        skipBlanks();
    }

    boolean isBlank() {
        return at == end;
    }

    /** Whether the line is a comment, which also what says something of a family is. */
    boolean isComment() {
        return bytes[at] == '#';
    }

    /** Steps over the {@code #}; gives the word behind it, empty where none stands there that could be a keyword. */
    String keyword() {
        at++;
        skipBlanks();
        int from = at;
        int to = wordEnd();
        return to - from > LONGEST_KEYWORD ? "" : Words.ascii(bytes, from, to);
    }

    /** The next word of a line that says something of a family. */
    String token() throws FaultFound {
        skipBlanks();
        int from = at;
        if (at < end && bytes[at] == '"') {
            at++;
            return quoted(Fault.BAD_METADATA);
        }
        while (at < end && !isBlank(bytes[at])) {
            at++;
        }
        return text(from, at);
    }

    /** Whether nothing but blanks is left. */
    boolean atEnd() {
        skipBlanks();
        return at == end;
    }

    Sample sample(Format format) throws FaultFound {
        String name = bytes[at] == '{' ? "" : name();
        skipBlanks();
        Map<String, String> labels = Map.of();
        if (at < end && bytes[at] == '{') {
            int from = at;
            int to = closing();
            KnownLabels.Entry entry = known.of(bytes, from, to);
            if (entry == null) {
                entry = labels(name.isEmpty());
                known.keep(bytes, from, to, entry);
            }
            at = to;
            labels = entry.labels();
            if (name.isEmpty()) {
                name = entry.name();
            } else if (!entry.name().isEmpty()) {
                throw new FaultFound(Fault.BAD_LABELS);
            }
        }
        if (name.isEmpty()) {
            throw new FaultFound(Fault.BAD_NAME);
        }
        double value = value();
        OptionalLong time = time(format);
        rest(format);
        return new Sample(name, labels, value, time);
    }

    private String name() throws FaultFound {
        int from = at;
        while (at < end && isNameByte(bytes[at], at == from)) {
            at++;
        }
        if (at == from || (at < end && !isBlank(bytes[at]) && bytes[at] != '{')) {
            throw new FaultFound(Fault.BAD_NAME);
        }
        return words.of(bytes, from, at);
    }

    private static boolean isNameByte(byte c, boolean first) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || c == '_'
                || c == ':'
                || (!first && c >= '0' && c <= '9');
    }

    /** The position behind the brace that closes the labels. */
    private int closing() throws FaultFound {
        boolean string = false;
        for (int i = at + 1; i < end; i++) {
            byte c = bytes[i];
            if (string && c == '\\') {
                i++;
            } else if (c == '"') {
                string = !string;
            } else if (c == '}' && !string) {
                return i + 1;
            }
        }
        throw new FaultFound(Fault.BAD_LABELS);
    }

    /** What stands between braces; a metric's own name may stand there too, in quotes. */
    private KnownLabels.Entry labels(boolean nameInside) throws FaultFound {
        Map<String, String> labels = new LinkedHashMap<>();
        String name = "";
        at++;
        skipBlanks();
        while (bytes[at] != '}') {
            boolean isQuoted = bytes[at] == '"';
            String key = isQuoted ? quotedFrom() : labelName();
            skipBlanks();
            if (isQuoted && nameInside && name.isEmpty() && labels.isEmpty() && bytes[at] != '=') {
                name = key;
            } else {
                expect((byte) '=');
                skipBlanks();
                String value = quotedFrom();
                if (key.isEmpty() || labels.put(key, value) != null) {
                    throw new FaultFound(Fault.BAD_LABELS);
                }
                if (labels.size() > mostLabels) {
                    throw new FaultFound(Fault.TOO_MANY_LABELS);
                }
            }
            skipBlanks();
            if (bytes[at] != '}') {
                expect((byte) ',');
                skipBlanks();
            }
        }
        return KnownLabels.Entry.of(name, labels);
    }

    private String labelName() throws FaultFound {
        int from = at;
        while (at < end && bytes[at] != ':' && isNameByte(bytes[at], at == from)) {
            at++;
        }
        if (at == from) {
            throw new FaultFound(Fault.BAD_LABELS);
        }
        return words.of(bytes, from, at);
    }

    private void expect(byte wanted) throws FaultFound {
        if (at >= end || bytes[at] != wanted) {
            throw new FaultFound(Fault.BAD_LABELS);
        }
        at++;
    }

    private String quotedFrom() throws FaultFound {
        expect((byte) '"');
        return quoted(Fault.BAD_LABELS);
    }

    /** The text of a string whose first quote is behind us: a backslash escapes a quote, a backslash and a line's end. */
    private String quoted(Fault fault) throws FaultFound {
        int from = at;
        boolean escaped = false;
        while (at < end && bytes[at] != '"') {
            escaped |= bytes[at] == '\\';
            at += bytes[at] == '\\' ? 2 : 1;
        }
        if (at >= end) {
            throw new FaultFound(fault);
        }
        int to = at++;
        return escaped ? unescaped(from, to, fault) : text(from, to);
    }

    private String unescaped(int from, int to, Fault fault) throws FaultFound {
        byte[] plain = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            byte c = bytes[i];
            if (c == '\\') {
                byte next = bytes[++i];
                if (next != '\\' && next != '"' && next != 'n') {
                    throw new FaultFound(fault);
                }
                c = next == 'n' ? (byte) '\n' : next;
            }
            plain[length++] = c;
        }
        return utf8(plain, 0, length);
    }

    private String text(int from, int to) throws FaultFound {
        for (int i = from; i < to; i++) {
            if (bytes[i] < 0) {
                return utf8(bytes, from, to - from);
            }
        }
        return words.of(bytes, from, to);
    }

    private static String utf8(byte[] from, int offset, int length) throws FaultFound {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(from, offset, length))
                    .toString();
        } catch (CharacterCodingException notUtf8) {
            throw new FaultFound(Fault.BAD_TEXT);
        }
    }

    private double value() throws FaultFound {
        skipBlanks();
        int from = at;
        int to = wordEnd();
        try {
            return number(from, to);
        } catch (NumberFormatException wrong) {
            throw new FaultFound(Fault.BAD_VALUE);
        }
    }

    private double number(int from, int to) {
        if (to == from || to - from > LONGEST_NUMBER) {
            throw new NumberFormatException("no number");
        }
        byte last = bytes[to - 1];
        if ((last >= '0' && last <= '9') || last == '.') {
            double number = Numbers.parse(bytes, from, to);
            if (Double.isInfinite(number)) {
                throw new NumberFormatException("beyond any number");
            }
            return number;
        }
        return switch (Words.ascii(bytes, from, to).toLowerCase(Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new NumberFormatException("no number");
        };
    }

    private OptionalLong time(Format format) throws FaultFound {
        skipBlanks();
        if (at == end || bytes[at] == '#') {
            return OptionalLong.empty();
        }
        int from = at;
        int to = wordEnd();
        try {
            if (format == Format.TEXT) {
                return OptionalLong.of(Long.parseLong(Words.ascii(bytes, from, to)));
            }
            double seconds = number(from, to);
            if (Math.abs(seconds) <= LATEST_SECONDS) {
                return OptionalLong.of(Math.round(seconds * 1_000));
            }
        } catch (NumberFormatException wrong) {
            throw new FaultFound(Fault.BAD_TIME);
        }
        throw new FaultFound(Fault.BAD_TIME);
    }

    /** What may follow a sample: nothing, or in OpenMetrics an exemplar, which is read and passed over. */
    private void rest(Format format) throws FaultFound {
        skipBlanks();
        if (at == end) {
            return;
        }
        if (format == Format.TEXT || bytes[at] != '#') {
            throw new FaultFound(Fault.BAD_TIME);
        }
        try {
            at++;
            skipBlanks();
            if (at == end || bytes[at] != '{') {
                throw new FaultFound(Fault.BAD_EXEMPLAR);
            }
            int to = closing();
            labels(false);
            at = to;
            value();
            time(format);
        } catch (FaultFound inside) {
            throw new FaultFound(Fault.BAD_EXEMPLAR);
        }
        if (!atEnd()) {
            throw new FaultFound(Fault.BAD_EXEMPLAR);
        }
    }

    private int wordEnd() {
        while (at < end && !isBlank(bytes[at])) {
            at++;
        }
        return at;
    }

    private void skipBlanks() {
        while (at < end && isBlank(bytes[at])) {
            at++;
        }
    }

    private static boolean isBlank(byte c) {
        return c == ' ' || c == '\t';
    }
}
