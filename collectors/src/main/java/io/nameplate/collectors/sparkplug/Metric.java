/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A metric of a payload.
 *
 * @param name null where only the alias is given
 * @param alias {@link #NONE} where only the name is given
 * @param time epoch milliseconds; {@link #NONE} where it does not say
 * @param type a {@link DataType} code; 0 where it does not say
 * @param raw the number as the wire has it; what it means depends on the type
 * @param quality 192 good, 0 bad, 500 stale; {@link #NONE} where it does not say
 * @param unit as the property engUnit says it
 */
record Metric(
        @Nullable String name,
        long alias,
        long time,
        int type,
        boolean historical,
        boolean isNull,
        @Nullable Raw raw,
        int quality,
        @Nullable String unit) {

    static final int NONE = -1;
    static final int GOOD = 192;
    static final int STALE = 500;

    /** A value before its type is known. */
    sealed interface Raw permits Bits, Real, Other {}

    /** An integer of 32 or 64 bits, or 1 and 0 for true and false. */
    record Bits(long bits, boolean wide) implements Raw {}

    /** A float or double. */
    record Real(double value) implements Raw {}

    /** A text, bytes, a data set, a template: none that a point could have. */
    record Other() implements Raw {}

    OptionalLong timeOr(OptionalLong payload) {
        return time == NONE ? payload : OptionalLong.of(time);
    }

    /** Whether there is a value, and nobody says that it does not count. */
    boolean isGood() {
        return !isNull && (quality == NONE || quality == GOOD);
    }

    /** The number in a type; empty where it is none. */
    OptionalDouble number(int declared) {
        if (raw instanceof Real real) {
            return OptionalDouble.of(real.value());
        }
        return raw instanceof Bits bits ? DataType.number(type == 0 ? declared : type, bits) : OptionalDouble.empty();
    }
}
