/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

/** One stream of a collector: a ULID, so that the text order of epochs is the order in which they were opened. */
public record EpochId(String value) implements Comparable<EpochId> {

    private static final int LENGTH = 26;
    private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final long MAX_MILLIS = (1L << 48) - 1;

    public EpochId {
        if (!isUlid(value)) {
            throw new IllegalArgumentException("epoch '" + value + "' is not a ULID");
        }
    }

    /** By hand, because every record names its epoch, and a pattern took half of the time of receiving one. */
    private static boolean isUlid(String value) {
        if (value.length() != LENGTH || value.charAt(0) > '7') {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char c = value.charAt(i);
            boolean digit = c >= '0' && c <= '9';
            boolean letter = c >= 'A' && c <= 'Z' && c != 'I' && c != 'L' && c != 'O' && c != 'U';
            if (!digit && !letter) {
                return false;
            }
        }
        return true;
    }

    /**
     * The ULID of a time and 80 bits of randomness.
     *
     * @param high the 16 upper random bits (the rest of the int is ignored)
     * @param low the 64 lower random bits
     */
    public static EpochId of(long epochMillis, int high, long low) {
        if (epochMillis < 0 || epochMillis > MAX_MILLIS) {
            throw new IllegalArgumentException("a ULID cannot hold the time " + epochMillis);
        }
        char[] text = new char[26];
        for (int i = 9; i >= 0; i--) {
            text[i] = DIGITS.charAt((int) (epochMillis >>> (5 * (9 - i))) & 31);
        }
        long upper = ((long) (high & 0xFFFF) << 24) | (low >>> 40);
        for (int i = 17; i >= 10; i--) {
            text[i] = DIGITS.charAt((int) (upper >>> (5 * (17 - i))) & 31);
        }
        for (int i = 25; i >= 18; i--) {
            text[i] = DIGITS.charAt((int) (low >>> (5 * (25 - i))) & 31);
        }
        return new EpochId(new String(text));
    }

    /** When the epoch was opened, by the collector's clock. */
    public long millis() {
        long millis = 0;
        for (int i = 0; i < 10; i++) {
            millis = millis << 5 | DIGITS.indexOf(value.charAt(i));
        }
        return millis;
    }

    @Override
    public int compareTo(EpochId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
