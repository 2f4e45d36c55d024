/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.language.LineId;

/** A line's settled intervals of a billing month so far. */
public record LineAccount(LineId line, Totals totals, EquivalentAvailability availability) {}
