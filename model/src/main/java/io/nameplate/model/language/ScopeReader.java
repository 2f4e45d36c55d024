/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what a window, an order or a rule covers, and checks it against the rest of the registry. */
final class ScopeReader {

    private final Set<HallId> halls;
    private final Map<BlockId, Block> blocks;
    private final Set<NodeId> nodes;
    private final Map<LeaseId, Lease> leases;

    ScopeReader(Set<HallId> halls, Map<BlockId, Block> blocks, Set<NodeId> nodes, Map<LeaseId, Lease> leases) {
        this.halls = halls;
        this.blocks = blocks;
        this.nodes = nodes;
        this.leases = leases;
    }

    /** The key {@code scope} of a mapping; what it names and the registry does not have is noted. */
    Scope scope(Fields fields, String what) {
        Fields part = fields.fields("scope", what);
        List<HallId> scopeHalls = part.values("halls", HallId::new);
        List<BlockId> scopeBlocks = part.values("blocks", BlockId::new);
        List<NodeId> scopeNodes = part.values("nodes", NodeId::new);
        List<LeaseId> scopeLeases = part.values("leases", LeaseId::new);
        part.end();
        scopeHalls.stream()
                .filter(hall -> !halls.contains(hall))
                .forEach(hall -> part.problem("halls", Names.unknown("hall", hall, halls)));
        scopeBlocks.stream()
                .filter(block -> !blocks.containsKey(block))
                .forEach(block -> part.problem("blocks", Names.unknown("block", block, blocks.keySet())));
        scopeNodes.stream()
                .filter(node -> !nodes.contains(node))
                .forEach(node -> part.problem("nodes", "no node is named '" + node + "'"));
        scopeLeases.stream()
                .filter(lease -> !leases.containsKey(lease))
                .forEach(lease -> part.problem("leases", Names.unknown("lease", lease, leases.keySet())));
        return new Scope(
                Set.copyOf(scopeHalls), Set.copyOf(scopeBlocks), Set.copyOf(scopeNodes), Set.copyOf(scopeLeases));
    }
}
