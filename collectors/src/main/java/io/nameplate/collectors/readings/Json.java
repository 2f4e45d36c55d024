/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.readings.BadLine.Why;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Takes values of a named field from a parser, or says what was there instead; null is as good as absent. */
final class Json {

    private Json() {}

    static String text(JsonParser in, String field) throws IOException {
        if (in.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong(in, field, "a text");
        }
        return in.getText();
    }

    static @Nullable String optionalText(JsonParser in, String field) throws IOException {
        return in.currentToken() == JsonToken.VALUE_NULL ? null : text(in, field);
    }

    static long integer(JsonParser in, String field, long min, long max, long ifNull) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return ifNull;
        }
        if (in.currentToken() != JsonToken.VALUE_NUMBER_INT) {
            throw wrong(in, field, "a whole number");
        }
        boolean fits = in.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
        long value = fits ? in.getLongValue() : -1;
        if (!fits || value < min || value > max) {
            throw new NotAReading(
                    Why.OUT_OF_RANGE, "'" + field + "' must be " + min + " to " + max + ", found " + in.getText());
        }
        return value;
    }

    static @Nullable Double optionalNumber(JsonParser in, String field) throws IOException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        if (!in.currentToken().isNumeric()) {
            throw wrong(in, field, "a number");
        }
        double value = in.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new NotAReading(Why.OUT_OF_RANGE, "'" + field + "' is too large");
        }
        return value;
    }

    static NotAReading wrong(JsonParser in, String field, String expected) {
        return new NotAReading(Why.WRONG_TYPE, "'" + field + "' must be " + expected + ", found " + kind(in));
    }

    private static String kind(JsonParser in) {
        JsonToken token = in.currentToken();
        if (token == null) {
            return "nothing";
        }
        return switch (token) {
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a truth value";
            case VALUE_NULL -> "null";
            case START_ARRAY -> "a list";
            case START_OBJECT -> "an object";
            default -> "something else";
        };
    }
}
