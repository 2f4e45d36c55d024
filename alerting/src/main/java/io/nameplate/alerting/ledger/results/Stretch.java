/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import java.time.Instant;

/** The intervals that begin from one instant on and before another. */
public record Stretch(Instant from, Instant to) {}
