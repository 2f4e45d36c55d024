/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a value lies in registers. */
public enum RegisterType {
    /** A coil or discrete input; not in registers. */
    BIT(1),
    /** The high half of a register. */
    INT8H(1),
    /** The low half of a register. */
    INT8L(1),
    /** The high half of a register. */
    UINT8H(1),
    /** The low half of a register. */
    UINT8L(1),
    INT16(1),
    UINT16(1),
    INT32(2),
    UINT32(2),
    INT64(4),
    UINT64(4),
    FLOAT16(1),
    FLOAT32(2),
    FLOAT64(4);

    private static final Pattern RAW = Pattern.compile("(-?)(?:0[xX]([0-9A-Fa-f]{1,16})|([0-9]{1,20}))");

    private final int words;

    RegisterType(int words) {
        this.words = words;
    }

    /** How many registers of 16 bits it takes. */
    public int words() {
        return words;
    }

    /** How many bits there are in a value. */
    int width() {
        return switch (this) {
            case BIT -> 1;
            case INT8H, INT8L, UINT8H, UINT8L -> 8;
            default -> 16 * words;
        };
    }

    /** The raw bits, for comparing with a 'blank' value. */
    long bits(byte[] bigEndian) {
        ByteBuffer buffer = ByteBuffer.wrap(bigEndian);
        return switch (this) {
            case BIT -> buffer.get() & 1;
            case INT8H, UINT8H -> buffer.get(0) & 0xFFL;
            case INT8L, UINT8L -> buffer.get(1) & 0xFFL;
            case INT16, UINT16, FLOAT16 -> buffer.getShort() & 0xFFFFL;
            case INT32, UINT32, FLOAT32 -> buffer.getInt() & 0xFFFF_FFFFL;
            case INT64, UINT64, FLOAT64 -> buffer.getLong();
        };
    }

    /** What {@link #rawBits} takes, in words. */
    String rawRange() {
        String most = "0x" + mask().toString(16).toUpperCase(Locale.ROOT);
        return "raw bits from " + (isSigned() ? least() + " or 0x0" : "0x0") + " to " + most;
    }

    /**
     * The bits of a number as a person writes it: as bits such as 0x8000, or as a number of the type such as -32768.
     *
     * @throws IllegalArgumentException with a sentence if it is no number, or none that fits
     */
    long rawBits(String text) {
        Matcher written = RAW.matcher(text);
        if (written.matches()) {
            boolean hex = written.group(2) != null;
            BigInteger size = new BigInteger(hex ? written.group(2) : written.group(3), hex ? 16 : 10);
            BigInteger number = written.group(1).isEmpty() ? size : size.negate();
            if (number.compareTo(isSigned() ? least() : BigInteger.ZERO) >= 0 && number.compareTo(mask()) <= 0) {
                return number.and(mask()).longValue();
            }
        }
        throw new IllegalArgumentException("expected " + rawRange());
    }

    private boolean isSigned() {
        return switch (this) {
            case INT8H, INT8L, INT16, INT32, INT64 -> true;
            default -> false;
        };
    }

    private BigInteger least() {
        return BigInteger.ONE.shiftLeft(width() - 1).negate();
    }

    /** All bits of a value. */
    private BigInteger mask() {
        return BigInteger.ONE.shiftLeft(width()).subtract(BigInteger.ONE);
    }

    /** The value of bytes in big-endian order. */
    double value(byte[] bigEndian) {
        long bits = bits(bigEndian);
        return switch (this) {
            case INT8H, INT8L -> (byte) bits;
            case INT16 -> (short) bits;
            case INT32 -> (int) bits;
            case BIT, UINT8H, UINT8L, UINT16, UINT32, INT64 -> bits;
            case UINT64 -> unsigned(bits);
            case FLOAT16 -> half((int) bits);
            case FLOAT32 -> Float.intBitsToFloat((int) bits);
            case FLOAT64 -> Double.longBitsToDouble(bits);
        };
    }

    private static double unsigned(long bits) {
        double half = (bits >>> 1) * 2.0 + (bits & 1);
        return bits < 0 ? half : bits;
    }

    /** IEEE 754 half precision: a sign, five bits of exponent, ten of fraction. */
    private static double half(int bits) {
        int exponent = (bits >> 10) & 0x1F;
        int fraction = bits & 0x3FF;
        double size;
        if (exponent == 0x1F) {
            size = fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
        } else if (exponent == 0) {
            size = Math.scalb((double) fraction, -24);
        } else {
            size = Math.scalb((double) (fraction + 0x400), exponent - 25);
        }
        return (bits & 0x8000) == 0 ? size : -size;
    }
}
