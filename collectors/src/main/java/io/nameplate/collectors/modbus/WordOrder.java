/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

/**
 * The order in which a device sends the bytes of a value, A being the most significant of 32 bits. Of 16 bits BADC and
 * DCBA swap the two bytes.
 */
public enum WordOrder {
    /** Big-endian. */
    ABCD(false, false),
    /** Big-endian words, the bytes in each word swapped. */
    BADC(false, true),
    /** Least significant word first. */
    CDAB(true, false),
    /** Little-endian. */
    DCBA(true, true);

    private final boolean wordsReversed;
    private final boolean bytesSwapped;

    WordOrder(boolean wordsReversed, boolean bytesSwapped) {
        this.wordsReversed = wordsReversed;
        this.bytesSwapped = bytesSwapped;
    }

    /** The bytes of a value in big-endian order. */
    byte[] bigEndian(byte[] registers, int word, int words) {
        byte[] ordered = new byte[words * 2];
        for (int i = 0; i < words; i++) {
            int from = 2 * (word + (wordsReversed ? words - 1 - i : i));
            ordered[2 * i] = registers[bytesSwapped ? from + 1 : from];
            ordered[2 * i + 1] = registers[bytesSwapped ? from : from + 1];
        }
        return ordered;
    }
}
