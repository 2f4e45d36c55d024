/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Milestone;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import java.time.Instant;
import java.util.List;

/** Which nodes a line holds and what it was promised, second by second, as the {@link Oracle} reads the registry. */
record OracleHoldings(Registry registry, Lease lease, CapacityLine line) {

    boolean isOurs(Allocation allocation) {
        return allocation.lease().equals(lease.lease()) && allocation.line().equals(line.line());
    }

    boolean isHeld(NodeId node, long second) {
        Instant at = Instant.ofEpochSecond(second);
        return registry.allocations().stream()
                .anyMatch(allocation -> isOurs(allocation)
                        && allocation.nodes().contains(node)
                        && !at.isBefore(allocation.from())
                        && at.isBefore(allocation.to()));
    }

    long gpusHeld(long second) {
        long gpus = 0;
        for (Block block : registry.blocks().values()) {
            for (Node node : block.nodes()) {
                gpus += isHeld(node.node(), second) ? block.gpusPerNode() : 0;
            }
        }
        return gpus;
    }

    long mostGpusEverHeld(long second) {
        long most = gpusHeld(second);
        for (Allocation allocation : registry.allocations()) {
            for (Instant change : List.of(allocation.from(), allocation.to())) {
                if (change.getEpochSecond() <= second) {
                    most = Math.max(most, gpusHeld(change.getEpochSecond()));
                }
            }
        }
        return most;
    }

    long gpusContracted(long second) {
        Instant at = Instant.ofEpochSecond(second);
        if (at.isBefore(lease.from()) || !at.isBefore(lease.to())) {
            return 0;
        }
        long gpus = 0;
        for (Milestone milestone : line.ramp()) {
            gpus = milestone.from().isAfter(at) ? gpus : milestone.gpus();
        }
        return gpus;
    }
}
