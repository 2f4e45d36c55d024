/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.account.BillingMonth;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MissingDataAccount;
import java.util.List;

/**
 * A lease's settled intervals of a billing month so far: all lines together, and each line.
 *
 * @param counted the month after the lease's policy for what was not measured, each line by itself, added up
 */
public record LeaseAccount(
        BillingMonth month,
        Totals totals,
        EquivalentAvailability availability,
        MissingDataAccount.Month counted,
        List<LineAccount> lines) {

    public LeaseAccount {
        lines = List.copyOf(lines);
    }
}
