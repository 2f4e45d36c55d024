/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.SettledReader;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.account.BillingMonth;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MaintenanceCap;
import io.nameplate.model.account.MissingDataAccount;
import io.nameplate.model.account.MonthAccount;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.MissingPolicy;
import io.nameplate.model.language.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Adds up billing months from the settled results; provisional ones never reach an account. Safe for concurrent use. */
public final class AccountReader {

    /** A month of short intervals takes a second to add up; pages that follow the news must not do that each time. */
    private static final Duration KEPT = Duration.ofSeconds(15);

    private final ResultReader results;
    private final SettledReader settled;
    private final Clock clock;
    private final ConcurrentHashMap<LeaseId, Kept> kept = new ConcurrentHashMap<>();

    public AccountReader(ResultReader results, SettledReader settled, Clock clock) {
        this.results = results;
        this.settled = settled;
        this.clock = clock;
    }

    private record Kept(Lease lease, LeaseAccount account, Instant until) {}

    /** The account as a live page shows it: up to fifteen seconds old. */
    public LeaseAccount recent(Lease lease, Instant at) {
        Kept known = kept.get(lease.lease());
        if (known != null
                && known.lease().equals(lease)
                && known.account().month().holds(at)
                && clock.instant().isBefore(known.until())) {
            return known.account();
        }
        LeaseAccount account = account(lease, at);
        kept.put(lease.lease(), new Kept(lease, account, clock.instant().plus(KEPT)));
        return account;
    }

    /** The account of the billing month that holds an instant, in the lease's zone. */
    public LeaseAccount account(Lease lease, Instant at) {
        BillingMonth month = BillingMonth.of(at, lease.zone());
        List<LineAccount> lines = new ArrayList<>();
        Totals all = Totals.NONE;
        MissingDataAccount.Month counted = MissingDataAccount.Month.NONE;
        EquivalentAvailability available = new EquivalentAvailability(0, 0, 0);
        for (CapacityLine line : lease.lines()) {
            Totals totals = results.totals(lease.lease(), line.line(), month.start(), month.end(), false);
            long maintenance = MaintenanceCap.allowedGpuMs(lease, line, month);
            MissingDataAccount.Month ofLine = counted(lease, line, month, totals, maintenance);
            EquivalentAvailability lineAvailable = availability(lease, month, totals, maintenance);
            all = all.plus(totals);
            counted = counted.plus(ofLine);
            available = available.plus(lineAvailable);
            lines.add(new LineAccount(line.line(), totals, lineAvailable, ofLine));
        }
        return new LeaseAccount(month, all, available, counted, lines);
    }

    /** Only what is like the last known interval needs every interval; all other policies need sums. */
    private MissingDataAccount.Month counted(
            Lease lease, CapacityLine line, BillingMonth month, Totals totals, long maintenance) {
        MissingDataAccount account = new MissingDataAccount(month, lease.tenantBears(), lease.missing(), maintenance);
        if (lease.missing().treatment() == MissingPolicy.Treatment.LAST_KNOWN && totals.of(State.UNMEASURED) > 0) {
            settled.figures(
                    lease.lease(),
                    line.line(),
                    month.start(),
                    month.end(),
                    interval -> account.add(interval.start(), interval.contracted(), interval.states()));
        } else {
            account.add(month.start(), totals.contracted(), totals.states());
        }
        return account.settle();
    }

    private static EquivalentAvailability availability(
            Lease lease, BillingMonth month, Totals totals, long maintenance) {
        MonthAccount account = new MonthAccount(month, lease.tenantBears(), maintenance);
        account.add(month.start(), totals.contracted(), totals.states());
        return account.availability();
    }
}
