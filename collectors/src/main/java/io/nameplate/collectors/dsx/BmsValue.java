/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.mqtt.json.BoundedJson;
import java.io.IOException;
import java.util.OptionalLong;

/**
 * A value as a BMS publishes it.
 *
 * @param number NaN where the value is null or no number
 * @param isNull whether the BMS says that there is none
 * @param time epoch milliseconds, where it says so
 * @param good whether the BMS says that the value is good
 */
record BmsValue(double number, boolean isNull, OptionalLong time, boolean good) {

    private static final long LATEST = 10_000_000_000_000L;

    /**
     * Reads a message.
     *
     * @throws IOException if it is none, or lacks its value or quality
     */
    static BmsValue read(byte[] payload) throws IOException {
        double number = Double.NaN;
        boolean said = false;
        boolean isNull = false;
        OptionalLong time = OptionalLong.empty();
        int quality = -1;
        try (JsonParser parser = BoundedJson.parser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("a value is an object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                JsonToken token = parser.nextToken();
                switch (name) {
                    case "value" -> {
                        said = true;
                        isNull = token == JsonToken.VALUE_NULL;
                        number = token.isNumeric()
                                ? parser.getDoubleValue()
                                : token.isBoolean() ? (token == JsonToken.VALUE_TRUE ? 1 : 0) : Double.NaN;
                    }
                    case "timestamp" -> time = token.isNumeric() ? time(parser.getDoubleValue()) : time;
                    case "quality" -> quality = token.isNumeric() && parser.getDoubleValue() == 1 ? 1 : 0;
                    default -> {
                        // a BMS may say more
                    }
                }
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new IOException("something stands behind the value");
            }
        }
        if (!said || quality < 0) {
            throw new IOException("a value message has 'value', 'timestamp' and 'quality'");
        }
        return new BmsValue(number, isNull, time, quality == 1);
    }

    private static OptionalLong time(double millis) {
        return millis > 0 && millis < LATEST ? OptionalLong.of((long) millis) : OptionalLong.empty();
    }
}
