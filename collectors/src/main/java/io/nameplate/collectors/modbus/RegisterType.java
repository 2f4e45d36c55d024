/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.nio.ByteBuffer;

/** How a value lies in registers. */
public enum RegisterType {
    INT16(1),
    UINT16(1),
    INT32(2),
    UINT32(2),
    INT64(4),
    UINT64(4),
    FLOAT32(2),
    FLOAT64(4);

    private final int words;

    RegisterType(int words) {
        this.words = words;
    }

    /** How many registers of 16 bits it takes. */
    public int words() {
        return words;
    }

    /** The raw bits of an integer type, for comparing with a 'blank' value. */
    long bits(byte[] bigEndian) {
        ByteBuffer buffer = ByteBuffer.wrap(bigEndian);
        return switch (this) {
            case INT16, UINT16 -> buffer.getShort() & 0xFFFFL;
            case INT32, UINT32, FLOAT32 -> buffer.getInt() & 0xFFFF_FFFFL;
            case INT64, UINT64, FLOAT64 -> buffer.getLong();
        };
    }

    /** The value of bytes in big-endian order. */
    double value(byte[] bigEndian) {
        long bits = bits(bigEndian);
        return switch (this) {
            case INT16 -> (short) bits;
            case INT32 -> (int) bits;
            case UINT16, UINT32, INT64 -> bits;
            case UINT64 -> unsigned(bits);
            case FLOAT32 -> Float.intBitsToFloat((int) bits);
            case FLOAT64 -> Double.longBitsToDouble(bits);
        };
    }

    private static double unsigned(long bits) {
        double half = (bits >>> 1) * 2.0 + (bits & 1);
        return bits < 0 ? half : bits;
    }
}
