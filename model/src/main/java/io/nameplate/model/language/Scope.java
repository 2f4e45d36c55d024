/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Set;

/** What a window or order covers; a node is covered when any part names it. An empty scope covers the whole site. */
public record Scope(Set<HallId> halls, Set<BlockId> blocks, Set<NodeId> nodes, Set<LeaseId> leases) {

    public Scope {
        halls = Set.copyOf(halls);
        blocks = Set.copyOf(blocks);
        nodes = Set.copyOf(nodes);
        leases = Set.copyOf(leases);
    }

    /** Whether a node, standing in a block and allocated to a lease, is covered. */
    public boolean covers(HallId hall, BlockId block, NodeId node, LeaseId lease) {
        boolean placed = !halls.isEmpty() || !blocks.isEmpty() || !nodes.isEmpty();
        boolean here = !placed || halls.contains(hall) || blocks.contains(block) || nodes.contains(node);
        return here && (leases.isEmpty() || leases.contains(lease));
    }
}
