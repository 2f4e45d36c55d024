/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;

/**
 * What a contract says of time that was not measured, over a billing month.
 *
 * @param treatment what unmeasured time counts as, as far as it is allowed
 * @param minCoveragePerMille how much of the obliged capacity has to be measured in the month; what is missing beyond
 *     counts as lost, whatever the treatment, so that nobody gains by unplugging a meter
 * @param carry how old the last known interval may be, for {@link Treatment#LAST_KNOWN}
 */
public record MissingPolicy(Treatment treatment, int minCoveragePerMille, Duration carry) {

    /** What unmeasured time counts as. */
    public enum Treatment {
        /** It leaves both sides. */
        EXCLUDED,
        /** All of it was lost. */
        LOST,
        /** None of it was lost. */
        DELIVERED,
        /** It is like the last interval before it that was measured; excluded where none is young enough. */
        LAST_KNOWN
    }

    /** Excluded, with nine tenths measured at least. */
    public static final MissingPolicy DEFAULT = new MissingPolicy(Treatment.EXCLUDED, 900, Duration.ZERO);

    public MissingPolicy {
        if (minCoveragePerMille < 0 || minCoveragePerMille > 1000 || carry.isNegative()) {
            throw new IllegalArgumentException(
                    "no month has a coverage of " + minCoveragePerMille + " per mille or carries for " + carry);
        }
    }
}
