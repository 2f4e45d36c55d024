/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.mqtt.InfluxLine.Decimal;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.InfluxLine.Whole;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a message, or an element of its array, holds: values in slots. Numbers lie in arrays, because a site sends millions of them a
 * second; {@link #get} makes objects of them for those who read little. It is filled again for the next message.
 */
final class JsonRow {

    private static final byte NOTHING = 0;
    private static final byte DECIMAL = 1;
    private static final byte WHOLE = 2;
    private static final byte OTHER = 3;

    private final byte[] kinds;
    private final double[] decimals;
    private final long[] wholes;
    private final @Nullable Value[] others;

    JsonRow(int size) {
        kinds = new byte[size];
        decimals = new double[size];
        wholes = new long[size];
        others = new @Nullable Value[size];
    }

    void clear() {
        Arrays.fill(kinds, NOTHING);
    }

    void put(int slot, double value) {
        kinds[slot] = DECIMAL;
        decimals[slot] = value;
    }

    void put(int slot, long value) {
        kinds[slot] = WHOLE;
        wholes[slot] = value;
    }

    void put(int slot, Value value) {
        kinds[slot] = OTHER;
        others[slot] = value;
    }

    boolean has(int slot) {
        return slot != JsonShape.NO_SLOT && kinds[slot] != NOTHING;
    }

    boolean isNumber(int slot) {
        return kinds[slot] == DECIMAL || kinds[slot] == WHOLE;
    }

    /** The number in a slot that has one. */
    double number(int slot) {
        return kinds[slot] == DECIMAL ? decimals[slot] : wholes[slot];
    }

    Optional<Value> get(int slot) {
        if (!has(slot)) {
            return Optional.empty();
        }
        return switch (kinds[slot]) {
            case DECIMAL -> Optional.of(new Decimal(decimals[slot]));
            case WHOLE -> Optional.of(new Whole(wholes[slot], false));
            default -> Optional.ofNullable(others[slot]);
        };
    }
}
