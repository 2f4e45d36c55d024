/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.RegistryReader;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a loss is worth, worked out by hand: 512 GPUs for 1,000,000 a month, billed in Chicago. */
class WorthTest {

    private static final Lease LEASE = Optional.ofNullable(
                    RegistryReader.read(Sample.registry(), 1).leases().get(new LeaseId("acme-17")))
            .orElseThrow();
    private static final long ONE_HOUR_OF_ALL = 512L * 3_600_000;

    @Test
    void anHourOfThirtyDaysIsA720thOfThePrice() {
        assertThat(Worth.of(LEASE, Instant.parse("2026-06-15T12:00:00Z"), ONE_HOUR_OF_ALL))
                .isEqualByComparingTo("1388.89");
    }

    @Test
    void theMonthInWhichClocksGoBackIsAnHourLonger() {
        assertThat(Worth.of(LEASE, Instant.parse("2026-11-15T12:00:00Z"), ONE_HOUR_OF_ALL))
                .isEqualByComparingTo("1386.96");
    }

    @Test
    void aMonthThatTheLeaseCoversForFiveHoursIsNotWorthMorePerHour() {
        assertThat(Worth.of(LEASE, Instant.parse("2026-06-01T01:00:00Z"), ONE_HOUR_OF_ALL))
                .isEqualByComparingTo("1344.09");
    }

    @Test
    void outsideTheTermNothingIsAtStake() {
        assertThat(Worth.of(LEASE, Instant.parse("2026-03-01T00:00:00Z"), 0)).isZero();
    }
}
