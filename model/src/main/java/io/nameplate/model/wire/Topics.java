/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.language.CollectorId;

/** The topics of the wire, version 1: {@code np/1/{collector}/...}. */
public record Topics(CollectorId collector) {

    private String of(String leaf) {
        return "np/1/" + collector + "/" + leaf;
    }

    /** Records, not retained; one publishing thread. */
    public String up() {
        return of("up");
    }

    /** {@link Head}, retained. */
    public String head() {
        return of("head");
    }

    /** {@link Status}, retained, last will. */
    public String status() {
        return of("status");
    }

    /** {@link Cursor}, retained. */
    public String cursor(ConsumerId consumer) {
        return of("cursor/" + consumer);
    }
}
