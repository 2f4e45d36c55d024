/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import java.math.BigInteger;

/** Spreads a whole number pro rata by largest remainder; of equal remainders the earlier wins. */
final class Shares {

    private Shares() {}

    /**
     * Adds to each place its share of {@code total}, pro rata of the weights.
     *
     * @param total at most the sum of the weights
     */
    static void spread(long total, long[] weights, long[] into) {
        long sum = 0;
        for (long weight : weights) {
            sum += weight;
        }
        if (total < 0 || total > sum) {
            throw new IllegalArgumentException(total + " cannot be spread over " + sum);
        }
        if (total == 0) {
            return;
        }
        long[] remainders = new long[weights.length];
        long left = total;
        for (int i = 0; i < weights.length; i++) {
            long share;
            if (Math.multiplyHigh(total, weights[i]) == 0 && total * weights[i] >= 0) {
                share = total * weights[i] / sum;
                remainders[i] = total * weights[i] % sum;
            } else {
                BigInteger[] parts = BigInteger.valueOf(total)
                        .multiply(BigInteger.valueOf(weights[i]))
                        .divideAndRemainder(BigInteger.valueOf(sum));
                share = parts[0].longValueExact();
                remainders[i] = parts[1].longValueExact();
            }
            into[i] += share;
            left -= share;
        }
        for (; left > 0; left--) {
            int largest = 0;
            for (int i = 1; i < remainders.length; i++) {
                largest = remainders[i] > remainders[largest] ? i : largest;
            }
            into[largest]++;
            remainders[largest] = -1;
        }
    }

    /** {@code total x part / whole}, rounded down, exact for numbers of any size. */
    static long part(long total, long part, long whole) {
        return BigInteger.valueOf(total)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }
}
