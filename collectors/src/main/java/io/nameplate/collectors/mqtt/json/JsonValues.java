/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Flag;
import io.nameplate.collectors.mqtt.InfluxLine.Text;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import java.util.regex.Pattern;

/** Values of JSON as what a device file takes them for: many gateways write numbers as texts. */
final class JsonValues {

    private static final Pattern NUMBER = Pattern.compile("[-+]?[0-9]{1,30}(\\.[0-9]{0,30})?([eE][-+]?[0-9]{1,3})?");

    private JsonValues() {}

    /** The number, 1 and 0 for true and false; NaN for what is none. */
    static double number(Value value) {
        if (value instanceof Decimal real) {
            return real.value();
        }
        if (value instanceof Whole whole) {
            return whole.value();
        }
        if (value instanceof Flag flag) {
            return flag.value() ? 1 : 0;
        }
        return number(((Text) value).value());
    }

    /** The number that a text writes, or NaN. */
    static double number(String text) {
        String plain = text.strip();
        if (plain.equals("true") || plain.equals("false")) {
            return plain.equals("true") ? 1 : 0;
        }
        return plain.length() <= 70 && NUMBER.matcher(plain).matches() ? Double.parseDouble(plain) : Double.NaN;
    }

    /** As a word: true, 1, good. */
    static String word(Value value) {
        if (value instanceof Text text) {
            return text.value();
        }
        if (value instanceof Flag flag) {
            return Boolean.toString(flag.value());
        }
        double number = number(value);
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }
}
