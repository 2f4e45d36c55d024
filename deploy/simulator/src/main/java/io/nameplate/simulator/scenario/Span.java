/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

/** When an event acts: whole seconds from the scenario's start, {@code [from, to)}. */
public record Span(long from, long to) {

    public Span {
        if (from < 0 || to <= from) {
            throw new IllegalArgumentException("a span must end after it begins: " + from + " to " + to);
        }
    }

    public boolean covers(long second) {
        return from <= second && second < to;
    }
}
