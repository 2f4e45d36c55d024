/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import io.nameplate.alerting.ledger.results.Obligation;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.account.BillingMonth;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MonthAccount;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Adds up billing months from the settled results; provisional ones never reach an account. */
public final class AccountReader {

    private final ResultReader results;

    public AccountReader(ResultReader results) {
        this.results = results;
    }

    /** The account of the billing month that holds an instant, in the lease's zone. */
    public LeaseAccount account(Lease lease, Instant at) {
        BillingMonth month = BillingMonth.of(at, lease.zone());
        List<LineAccount> lines = new ArrayList<>();
        Totals all = Totals.NONE;
        for (CapacityLine line : lease.lines()) {
            Totals totals = results.totals(lease.lease(), line.line(), month.start(), month.end(), false);
            all = all.plus(totals);
            lines.add(new LineAccount(line.line(), totals, availability(lease, month, totals)));
        }
        return new LeaseAccount(month, all, availability(lease, month, all), lines);
    }

    private static EquivalentAvailability availability(Lease lease, BillingMonth month, Totals totals) {
        MonthAccount account = new MonthAccount(month, lease.tenantBears());
        account.add(month.start(), totals.contracted(), totals.states());
        return account.availability();
    }

    /**
     * What lost GPU-milliseconds are worth at the lease's price: their share of what the month obliges. An estimate: the
     * lease's credit schedule is not applied.
     */
    public static BigDecimal worth(Lease lease, Instant at, long lost) {
        BillingMonth month = BillingMonth.of(at, lease.zone());
        long obliged = Obligation.between(lease, month.start(), month.end());
        return obliged == 0
                ? BigDecimal.ZERO
                : lease.pricePerMonth()
                        .multiply(BigDecimal.valueOf(lost))
                        .divide(BigDecimal.valueOf(obliged), 2, RoundingMode.HALF_EVEN);
    }
}
