/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import io.nameplate.collectors.prometheus.LineReader.FaultFound;

/**
 * Reads expositions from bytes: Prometheus's text format 0.0.4, with the quoted names that Prometheus 3 added, and
 * OpenMetrics 1.0. No text makes it throw: a line that cannot be read costs only itself. Not thread-safe; keep one for
 * many texts of the same kind, because it remembers names and labels.
 *
 * <p>It reads what is written and does not judge it: the order of lines, a series that stands twice, a histogram with
 * missing buckets are its caller's affair.
 */
public final class PrometheusText {

    private final Limits limits;
    private final LineReader reader;

    public PrometheusText(Limits limits) {
        this.limits = limits;
        this.reader = new LineReader(limits.labels());
    }

    /** Reads all lines of a text. */
    public void read(byte[] text, Format format, Exposition into) {
        read(text, text.length, format, into);
    }

    /**
     * Reads all lines of a text.
     *
     * @param length how many of the bytes are the text
     */
    public void read(byte[] text, int length, Format format, Exposition into) {
        if (length > limits.bytes()) {
            into.bad(Fault.TOO_LARGE, 0);
            return;
        }
        boolean ended = false;
        int from = 0;
        for (int number = 1; from < length; number++) {
            int end = lineEnd(text, from, length);
            int to = end > from && text[end - 1] == '\r' ? end - 1 : end;
            if (ended && to > from) {
                into.bad(Fault.AFTER_END, number);
                break;
            }
            if (to - from > limits.lineBytes()) {
                into.bad(Fault.LINE_TOO_LONG, number);
            } else if (!ended) {
                ended = line(text, from, to, format, number, into);
            }
            from = end + 1;
        }
        if (format == Format.OPEN_METRICS && !ended) {
            into.bad(Fault.NO_END, 0);
        }
        reader.on(new byte[0], 0, 0);
    }

    private static int lineEnd(byte[] text, int from, int length) {
        for (int i = from; i < length; i++) {
            if (text[i] == '\n') {
                return i;
            }
        }
        return length;
    }

    /** Reads a line; gives whether it says that nothing follows. */
    private boolean line(byte[] text, int from, int to, Format format, int number, Exposition into) {
        reader.on(text, from, to);
        try {
            if (reader.isBlank()) {
                return false;
            }
            if (reader.isComment()) {
                return comment(format, into);
            }
            into.sample(reader.sample(format));
        } catch (FaultFound found) {
            into.bad(found.fault, number);
        }
        return false;
    }

    private boolean comment(Format format, Exposition into) throws FaultFound {
        switch (reader.keyword()) {
            case "TYPE" -> {
                String family = required();
                MetricType type = MetricType.of(required()).orElseThrow(() -> new FaultFound(Fault.BAD_METADATA));
                into.type(family, type);
            }
            case "UNIT" -> into.unit(required(), reader.token());
            case "EOF" -> {
                return format == Format.OPEN_METRICS && reader.atEnd();
            }
            default -> {
                // a help text, or a word to people
            }
        }
        return false;
    }

    private String required() throws FaultFound {
        String word = reader.token();
        if (word.isEmpty()) {
            throw new FaultFound(Fault.BAD_METADATA);
        }
        return word;
    }
}
