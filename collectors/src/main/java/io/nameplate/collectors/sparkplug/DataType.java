/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import io.nameplate.collectors.sparkplug.Metric.Bits;
import java.util.OptionalDouble;

/**
 * Sparkplug's data types by their codes. Integers travel as unsigned 32 or 64 bits, negative ones as two's complement;
 * encoders differ in whether they extend the sign of the small ones, so only the bits of the type are looked at.
 */
final class DataType {

    static final int BOOLEAN = 11;
    private static final int LAST = 34;

    private DataType() {}

    /** Whether there is a type of this code. */
    static boolean isKnown(int code) {
        return code >= 0 && code <= LAST;
    }

    static OptionalDouble number(int code, Bits raw) {
        long bits = raw.bits();
        return switch (code) {
            case 1 -> OptionalDouble.of((byte) bits);
            case 2 -> OptionalDouble.of((short) bits);
            case 3 -> OptionalDouble.of((int) bits);
            case 4 -> OptionalDouble.of((double) bits);
            case 5 -> OptionalDouble.of((int) bits & 0xFF);
            case 6 -> OptionalDouble.of((int) bits & 0xFFFF);
            case 7 -> OptionalDouble.of((double) (bits & 0xFFFF_FFFFL));
            case 8 -> OptionalDouble.of(unsigned(bits));
            case BOOLEAN -> OptionalDouble.of(bits == 0 ? 0 : 1);
            default -> OptionalDouble.empty();
        };
    }

    private static double unsigned(long bits) {
        return bits >= 0 ? bits : (bits >>> 1 | (bits & 1)) * 2.0;
    }
}
