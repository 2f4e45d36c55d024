/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MissingDataAccount;
import io.nameplate.model.language.LineId;

/**
 * A capacity line's part of a billing month.
 *
 * @param availability what was available, as a range
 * @param counted the same after the lease's policy for what was not measured
 */
public record LineAccount(
        LineId line, Totals totals, EquivalentAvailability availability, MissingDataAccount.Month counted) {}
