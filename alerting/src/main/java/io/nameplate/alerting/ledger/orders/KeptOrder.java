/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import io.nameplate.orders.LoadTarget;
import java.time.Instant;
import java.util.List;

/**
 * An order that the ledger has verified and recorded.
 *
 * @param provider whose key signed it
 * @param kid which key that was
 * @param signed the text as it came: header, payload and signature
 * @param receivedAt when a collector says it received it; nobody signed that
 * @param recordedAt when the ledger recorded it
 * @param collector who sent it first
 */
public record KeptOrder(
        String id,
        String provider,
        String kid,
        List<LoadTarget> targets,
        String signed,
        Instant receivedAt,
        Instant recordedAt,
        String collector) {

    public KeptOrder {
        targets = List.copyOf(targets);
    }

    /** What the window of one of its targets is called, counted from 1. */
    String nameOf(int number) {
        return targets.size() == 1 ? id : id + "-" + number;
    }
}
