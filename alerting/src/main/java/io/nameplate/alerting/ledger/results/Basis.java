/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import java.time.Instant;
import java.util.Optional;

/**
 * What a sum of intervals rests on: it stands beside every sum that people are shown.
 *
 * @param intervals how many results were added up
 * @param restated how many of them stand in a later revision than the first
 * @param provisional how many of them are not settled yet
 * @param asOf the end of the latest of them
 */
public record Basis(long intervals, long restated, long provisional, Optional<Instant> asOf) {

    public static final Basis NONE = new Basis(0, 0, 0, Optional.empty());

    /** What two sums of the same time rest on together; the sum is as old as the older of them. */
    Basis plus(Basis other) {
        Optional<Instant> older = asOf.isEmpty()
                ? other.asOf
                : other.asOf.isEmpty()
                        ? asOf
                        : asOf.filter(mine -> other.asOf.get().isAfter(mine)).or(other::asOf);
        return new Basis(
                intervals + other.intervals, restated + other.restated, provisional + other.provisional, older);
    }
}
