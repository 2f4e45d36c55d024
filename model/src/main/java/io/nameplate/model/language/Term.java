/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Locale;

/**
 * What a lease promises per settlement interval.
 *
 * @param kind what is measured
 * @param atLeastPerMille the smallest value that meets the term, in per mille; of a PUE the reciprocal of the largest
 *     that does, rounded down
 * @param promise what the term says beside
 */
public record Term(Kind kind, int atLeastPerMille, Promise promise) {

    /** The terms this version judges; any other is refused when the registry is read. */
    public enum Kind {
        AVAILABILITY,
        PERFORMANCE,
        COVERAGE,
        FIRM_POWER,
        THERMAL,
        PUE,
        THROUGHPUT;

        /** The kind as registry, results and pages spell it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether what the term counts is lost GPU time, so that it can be valued by the lease's price. */
        public boolean losesCapacity() {
            return this == AVAILABILITY || this == PERFORMANCE;
        }
    }

    public Term {
        if (atLeastPerMille < 0 || atLeastPerMille > 1000) {
            throw new IllegalArgumentException("at_least must be 0 to 1000 per mille: " + atLeastPerMille);
        }
        if ((kind == Kind.THERMAL) != promise instanceof Promise.Supply
                || (kind == Kind.PUE) != promise instanceof Promise.Pue
                || (kind == Kind.THROUGHPUT) != promise instanceof Promise.Throughput) {
            throw new IllegalArgumentException("a " + kind.text() + " term does not promise " + promise);
        }
    }

    /** A term that is a share and nothing else. */
    public Term(Kind kind, int atLeastPerMille) {
        this(kind, atLeastPerMille, Promise.SHARE);
    }
}
