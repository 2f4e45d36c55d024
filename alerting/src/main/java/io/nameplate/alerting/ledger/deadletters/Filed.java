/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deadletters;

import java.time.Instant;

/**
 * A dead letter as it is kept.
 *
 * @param times how often the same came from the same place
 */
public record Filed(DeadLetter letter, String job, long times, Instant firstAt, Instant lastAt) {}
