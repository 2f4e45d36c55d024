/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.mqtt.InfluxLine.Fault;
import io.nameplate.collectors.mqtt.InfluxLine.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** The plain way to read Influx line protocol, which remembers nothing and guesses nothing: what the parser is held against. */
final class PlainInfluxParser extends InfluxCursor {

    record Line(String measurement, Map<String, String> tags, List<Field> fields, OptionalLong time) {}

    /** Takes what a payload holds, line by line. */
    interface Lines {
        void line(Line line);

        void bad(Fault fault, int lineNumber);
    }

    void parse(byte[] payload, Lines into) {
        bytes = payload;
        int from = 0;
        for (int number = 1; from < payload.length; number++) {
            end = lineEndBehindStrings(from);
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
        return new Line(measurement, tags, fields, at == end ? OptionalLong.empty() : OptionalLong.of(anyTime()));
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
            fields.add(new Field(key, anyValue()));
            if (at == end || bytes[at] != ',') {
                return fields;
            }
            at++;
        }
    }
}
