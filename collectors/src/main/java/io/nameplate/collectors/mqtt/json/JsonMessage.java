/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.mqtt.InfluxLine.Flag;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Walks a message once and takes what a shape names. Nesting, names, numbers and texts are bounded; of a member that
 * stands twice the last one counts.
 */
final class JsonMessage {

    private static final int ROWS = 10_000;
    private static final int KEPT = 256;

    /** A message that goes on beyond every bound. */
    static final class TooMany extends IOException {
        private static final long serialVersionUID = 1L;

        TooMany(String sentence) {
            super(sentence);
        }
    }

    private final JsonShape shape;
    private final int size;
    private final JsonRow whole;
    /** Those before {@link #count} are of the message that was read last. */
    private final List<JsonRow> rows = new ArrayList<>();

    private int count;

    /**
     * For messages of a shape, one after the other.
     *
     * @param size how many slots the shape has
     */
    JsonMessage(JsonShape shape, int size) {
        this.shape = shape;
        this.size = size;
        whole = new JsonRow(size);
    }

    /**
     * Reads a message; what was said by the one before is forgotten.
     *
     * @throws IOException if it is no JSON, or more of it than is bearable
     */
    void read(byte[] payload) throws IOException {
        if (rows.size() > KEPT) {
            rows.subList(KEPT, rows.size()).clear();
        }
        whole.clear();
        count = 0;
        try (JsonParser parser = BoundedJson.parser(payload)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IOException("the message is empty");
            }
            take(parser, first, shape, whole);
            if (parser.nextToken() != null) {
                throw new IOException("something stands behind the end of the JSON value");
            }
        }
    }

    /** What the message says for all it holds. */
    JsonRow whole() {
        return whole;
    }

    /** The elements of its array. */
    List<JsonRow> rows() {
        return rows.subList(0, count);
    }

    private void take(JsonParser parser, JsonToken token, JsonShape at, JsonRow outer) throws IOException {
        JsonRow row = outer;
        if (at.isRow()) {
            row = next();
        }
        if (token == JsonToken.START_OBJECT) {
            object(parser, at, row);
        } else if (token == JsonToken.START_ARRAY) {
            array(parser, at, row);
        } else if (at.slot() != JsonShape.NO_SLOT) {
            scalar(parser, token, row, at.slot());
        }
    }

    private JsonRow next() throws TooMany {
        if (count == ROWS) {
            throw new TooMany("an array has more than " + ROWS + " elements");
        }
        if (count == rows.size()) {
            rows.add(new JsonRow(size));
        }
        JsonRow row = rows.get(count++);
        row.clear();
        return row;
    }

    private void object(JsonParser parser, JsonShape at, JsonRow row) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            JsonShape member = at.member(parser.currentName());
            JsonToken token = next(parser);
            if (member != null) {
                take(parser, token, member, row);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void array(JsonParser parser, JsonShape at, JsonRow row) throws IOException {
        int index = 0;
        for (JsonToken token = next(parser); token != JsonToken.END_ARRAY; token = next(parser)) {
            JsonShape element = at.element(index++);
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

    /** Puts a value into a slot. */
    private static void scalar(JsonParser parser, JsonToken token, JsonRow row, int slot) throws IOException {
        switch (token) {
            case VALUE_NUMBER_INT -> {
                if (parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
                    row.put(slot, parser.getDoubleValue());
                } else {
                    row.put(slot, parser.getLongValue());
                }
            }
            case VALUE_NUMBER_FLOAT -> row.put(slot, parser.getDoubleValue());
            case VALUE_STRING -> row.put(slot, new Text(parser.getText()));
            case VALUE_TRUE -> row.put(slot, new Flag(true));
            case VALUE_FALSE -> row.put(slot, new Flag(false));
            default -> {
                // null says nothing
            }
        }
    }
}
