/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import io.nameplate.model.language.Window;
import io.nameplate.orders.LoadTarget;
import java.util.List;

/**
 * What became of one target of an order.
 *
 * @param number which of the order's targets, from 1
 * @param windows those that were made of it
 * @param sentences why there are none, or fewer, or shorter ones than it asks for
 */
public record Fate(KeptOrder order, int number, LoadTarget target, List<Window> windows, List<String> sentences) {

    public Fate {
        windows = List.copyOf(windows);
        sentences = List.copyOf(sentences);
    }
}
