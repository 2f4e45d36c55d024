/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Flag;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Walks a message once and takes what a shape names. Nesting, names, numbers and texts are bounded; of a member that
 * stands twice the last one counts.
 */
final class JsonMessage {

    private static final int ROWS = 10_000;
    private static final int OTHERS = 256;

    /** A message that goes on beyond every bound. */
    static final class TooMany extends IOException {
        private static final long serialVersionUID = 1L;

        TooMany(String sentence) {
            super(sentence);
        }
    }

    private final int size;
    private final JsonRow whole;
    private final List<JsonRow> rows = new ArrayList<>();

    private JsonMessage(int size) {
        this.size = size;
        whole = new JsonRow(size);
    }

    /**
     * Reads a message.
     *
     * @param size how many slots the shape has
     * @throws IOException if it is no JSON, or more of it than is bearable
     */
    static JsonMessage read(byte[] payload, JsonShape shape, int size) throws IOException {
        JsonMessage message = new JsonMessage(size);
        try (JsonParser parser = BoundedJson.parser(payload)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IOException("the message is empty");
            }
            message.take(parser, first, shape, message.whole);
            if (parser.nextToken() != null) {
                throw new IOException("something stands behind the end of the JSON value");
            }
        }
        return message;
    }

    /** What the message says for all it holds. */
    JsonRow whole() {
        return whole;
    }

    /** The elements of its array. */
    List<JsonRow> rows() {
        return rows;
    }

    private void take(JsonParser parser, JsonToken token, JsonShape shape, JsonRow outer) throws IOException {
        JsonRow row = outer;
        if (shape.isRow()) {
            if (rows.size() == ROWS) {
                throw new TooMany("an array has more than " + ROWS + " elements");
            }
            row = new JsonRow(size);
            rows.add(row);
        }
        if (token == JsonToken.START_OBJECT) {
            object(parser, shape, row);
        } else if (token == JsonToken.START_ARRAY) {
            array(parser, shape, row);
        } else if (shape.slot() != JsonShape.NO_SLOT) {
            Value value = scalar(parser, token);
            if (value != null) {
                row.put(shape.slot(), value);
            }
        }
    }

    private void object(JsonParser parser, JsonShape shape, JsonRow row) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = next(parser);
            JsonShape member = shape.member(name);
            if (member != null) {
                take(parser, token, member, row);
            } else if (shape.isKeeping() && token.isScalarValue()) {
                Value value = scalar(parser, token);
                if (value != null && row.others().size() < OTHERS) {
                    row.keep(name, value);
                }
            } else {
                parser.skipChildren();
            }
        }
    }

    private void array(JsonParser parser, JsonShape shape, JsonRow row) throws IOException {
        int index = 0;
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            JsonShape element = shape.element(index++);
            if (element == null) {
                parser.skipChildren();
            } else {
                take(parser, token, element, row);
            }
        }
    }

    private static JsonToken next(JsonParser parser) throws IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new IOException("the message ends in the middle");
        }
        return token;
    }

    private static @Nullable Value scalar(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case VALUE_NUMBER_INT ->
                parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                        ? new Decimal(parser.getDoubleValue())
                        : new Whole(parser.getLongValue(), false);
            case VALUE_NUMBER_FLOAT -> new Decimal(parser.getDoubleValue());
            case VALUE_STRING -> new Text(parser.getText());
            case VALUE_TRUE -> new Flag(true);
            case VALUE_FALSE -> new Flag(false);
            default -> null;
        };
    }
}
