/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Locale;

/**
 * What a lease promises per settlement interval.
 *
 * @param kind what is measured
 * @param atLeastPerMille the smallest value that meets the term, in per mille
 */
public record Term(Kind kind, int atLeastPerMille) {

    /** The terms this version judges; any other is refused when the registry is read. */
    public enum Kind {
        AVAILABILITY,
        PERFORMANCE,
        COVERAGE;

        /** The kind as registry, results and pages spell it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Term {
        if (atLeastPerMille < 0 || atLeastPerMille > 1000) {
            throw new IllegalArgumentException("at_least must be 0 to 1000 per mille: " + atLeastPerMille);
        }
    }
}
