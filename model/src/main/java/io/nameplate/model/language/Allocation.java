/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Instant;
import java.util.List;

/** Whole nodes handed over to, and accepted for, a line; {@code [from, to)}. */
public record Allocation(LeaseId lease, LineId line, List<NodeId> nodes, Instant from, Instant to) {

    public Allocation {
        nodes = List.copyOf(nodes);
    }

    public boolean covers(Instant at) {
        return !at.isBefore(from) && at.isBefore(to);
    }
}
