/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.text;

/** Reads decimal numbers from bytes; plain ones without an exponent and of few digits without making a text. */
public final class Numbers {

    private static final double[] TENS = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    private static final int EXACT_DIGITS = 15;

    private Numbers() {}

    /**
     * The number between two positions, to the last bit what {@link Double#parseDouble} gives.
     *
     * @throws NumberFormatException if it is none
     */
    public static double parse(byte[] bytes, int from, int to) {
        int at = from;
        boolean negative = at < to && bytes[at] == '-';
        if (negative) {
            at++;
        }
        long digits = 0;
        int count = 0;
        int fraction = -1;
        for (; at < to; at++) {
            byte c = bytes[at];
            if (c >= '0' && c <= '9') {
                digits = digits * 10 + (c - '0');
                count++;
                if (fraction >= 0) {
                    fraction++;
                }
            } else if (c == '.' && fraction < 0) {
                fraction = 0;
            } else {
                return slow(bytes, from, to);
            }
            if (count > EXACT_DIGITS) {
                return slow(bytes, from, to);
            }
        }
        if (count == 0) {
            throw new NumberFormatException("no digit");
        }
        if (fraction >= TENS.length) {
            return slow(bytes, from, to);
        }
        double value = fraction <= 0 ? digits : digits / TENS[fraction];
        return negative ? -value : value;
    }

    private static double slow(byte[] bytes, int from, int to) {
        String text = Words.ascii(bytes, from, to);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                throw new NumberFormatException(text);
            }
        }
        return Double.parseDouble(text);
    }
}
