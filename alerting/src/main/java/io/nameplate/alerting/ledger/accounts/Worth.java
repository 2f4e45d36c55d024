/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import io.nameplate.alerting.ledger.results.Obligation;
import io.nameplate.model.account.BillingMonth;
import io.nameplate.model.language.Lease;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;

/** What a loss is worth. */
public final class Worth {

    private Worth() {}

    /**
     * What lost GPU-milliseconds are worth at the lease's price: their share of what the month obliges, of the price for
     * the part of the month that the lease covers. An estimate: the lease's credit schedule is not applied.
     */
    public static BigDecimal of(Lease lease, Instant at, long lost) {
        BillingMonth month = BillingMonth.of(at, lease.zone());
        Instant from = month.start().isBefore(lease.from()) ? lease.from() : month.start();
        Instant to = month.end().isAfter(lease.to()) ? lease.to() : month.end();
        long obliged = Obligation.between(lease, month.start(), month.end());
        if (obliged == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal whole = BigDecimal.valueOf(month.length().toSeconds()).multiply(BigDecimal.valueOf(obliged));
        return lease.pricePerMonth()
                .multiply(BigDecimal.valueOf(Duration.between(from, to).toSeconds()))
                .multiply(BigDecimal.valueOf(lost))
                .divide(whole, 2, RoundingMode.HALF_EVEN);
    }
}
