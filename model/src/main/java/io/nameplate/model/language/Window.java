/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A window or order of the registry: losses inside it take its state.
 *
 * @param state EXCLUDED (agreed maintenance), OUTSIDE_CONTROL or CURTAILED (an order)
 * @param noticed when the tenant was told of agreed maintenance; null where the registry does not say
 */
public record Window(
        OrderId id,
        State state,
        Instant from,
        Instant to,
        Scope scope,
        String reason,
        @Nullable Instant noticed) {

    public Window {
        if (state != State.EXCLUDED && state != State.OUTSIDE_CONTROL && state != State.CURTAILED) {
            throw new IllegalArgumentException("a window cannot make a loss " + state);
        }
    }

    public boolean covers(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }

    /**
     * Whether the window counts for a lease that asks for so much notice of maintenance: it was noticed at least that
     * long before it begins. Events and orders need no notice.
     */
    public boolean isInTime(Duration notice) {
        if (state != State.EXCLUDED || notice.isZero()) {
            return true;
        }
        return noticed != null && !noticed.plus(notice).isAfter(from);
    }
}
