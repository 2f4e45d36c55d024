/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Instant;

/**
 * A window or order of the registry: losses inside it take its state.
 *
 * @param state EXCLUDED (agreed maintenance), OUTSIDE_CONTROL or CURTAILED (an order)
 */
public record Window(OrderId id, State state, Instant from, Instant to, Scope scope, String reason) {

    public Window {
        if (state != State.EXCLUDED && state != State.OUTSIDE_CONTROL && state != State.CURTAILED) {
            throw new IllegalArgumentException("a window cannot make a loss " + state);
        }
    }

    public boolean covers(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
