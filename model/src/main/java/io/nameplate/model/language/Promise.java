/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

/**
 * What a term promises beside its share: contract data that only one kind of term has. Temperatures are thousandths of a
 * degree Celsius, flows millilitres a second, ratios per mille, so that nothing is rounded when it is judged.
 */
public sealed interface Promise {

    /** Of a term that is a share and nothing else. */
    Promise SHARE = new Share();

    /** Nothing but the share. */
    record Share() implements Promise {}

    /**
     * The coolant, or air, that the supplier gives.
     *
     * @param minMilliC the coldest, {@link Integer#MIN_VALUE} where nothing is said
     * @param maxMilliC the warmest, {@link Integer#MAX_VALUE} where nothing is said
     * @param minFlowMl the least flow to a block in millilitres a second, 0 where nothing is said
     */
    record Supply(int minMilliC, int maxMilliC, long minFlowMl) implements Promise {
        public Supply {
            if (minMilliC >= maxMilliC || minFlowMl < 0) {
                throw new IllegalArgumentException(
                        "no supply lies between " + minMilliC + " and " + maxMilliC + " with a flow of " + minFlowMl);
            }
        }

        /** Whether a temperature is one that was promised. */
        public boolean holds(long milliC) {
            return milliC >= minMilliC && milliC <= maxMilliC;
        }
    }

    /**
     * Facility energy over IT energy.
     *
     * @param atMostPerMille the largest that meets the term, 1250 for 1.25
     */
    record Pue(int atMostPerMille) implements Promise {
        public Pue {
            if (atMostPerMille < 1000) {
                throw new IllegalArgumentException("a PUE is never below 1: " + atMostPerMille + " per mille");
            }
        }
    }

    /**
     * Tokens written for the GPU time that is owed.
     *
     * @param tokensPerGpuHour of the lease's own kind of work: contract data
     */
    record Throughput(long tokensPerGpuHour) implements Promise {

        /** The most that a contract may say, so that what it owes in an interval is a number: 3 million a second. */
        public static final long MOST = 10_000_000_000L;

        public Throughput {
            if (tokensPerGpuHour < 1 || tokensPerGpuHour > MOST) {
                throw new IllegalArgumentException("no throughput is " + tokensPerGpuHour + " tokens per GPU-hour");
            }
        }
    }
}
