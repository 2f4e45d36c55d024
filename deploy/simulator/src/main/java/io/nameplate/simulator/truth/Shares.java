/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Divides whole milliseconds by weights, largest remainder first, ties in the order given. */
final class Shares {

    private Shares() {}

    /** Parts of {@code total} in proportion to the weights; they add up to it exactly. */
    static long[] of(long total, long[] weights) {
        long sum = 0;
        for (long weight : weights) {
            sum += weight;
        }
        long[] parts = new long[weights.length];
        if (total == 0 || sum == 0) {
            return parts;
        }
        if (total == sum) {
            return weights.clone();
        }
        long[] remainders = new long[weights.length];
        long left = total;
        for (int i = 0; i < weights.length; i++) {
            BigInteger[] divided = BigInteger.valueOf(total)
                    .multiply(BigInteger.valueOf(weights[i]))
                    .divideAndRemainder(BigInteger.valueOf(sum));
            parts[i] = divided[0].longValueExact();
            remainders[i] = divided[1].longValueExact();
            left -= parts[i];
        }
        int[] order = IntStream.range(0, weights.length)
                .boxed()
                .sorted(Comparator.comparingLong((Integer i) -> -remainders[i]).thenComparing(i -> i))
                .mapToInt(i -> i)
                .toArray();
        for (int i = 0; i < left; i++) {
            parts[order[i]]++;
        }
        return parts;
    }
}
