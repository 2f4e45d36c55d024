/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.ledger.deviations.DeviationId;
import java.time.Instant;
import java.util.Optional;

/**
 * A message with its fate.
 *
 * @param key stable: the same deviation, kind, channel and recipient never make a second message
 */
public record Notification(
        long number,
        String key,
        DeviationId deviation,
        String lease,
        String kind,
        String channel,
        Message message,
        int attempts,
        Instant createdAt,
        Optional<Instant> sentAt,
        Optional<String> lastError) {}
