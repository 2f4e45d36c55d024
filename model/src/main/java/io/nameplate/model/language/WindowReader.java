/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads windows and orders, and checks what they cover against the rest of the registry. */
final class WindowReader {

    private final Problems problems;
    private final Set<HallId> halls;
    private final Map<BlockId, Block> blocks;
    private final Set<NodeId> nodes;
    private final Map<LeaseId, Lease> leases;

    WindowReader(
            Problems problems,
            Set<HallId> halls,
            Map<BlockId, Block> blocks,
            Set<NodeId> nodes,
            Map<LeaseId, Lease> leases) {
        this.problems = problems;
        this.halls = halls;
        this.blocks = blocks;
        this.nodes = nodes;
        this.leases = leases;
    }

    Window window(Tree tree) {
        Fields fields = Fields.of(tree, problems, "a window or order");
        OrderId id = fields.id("id", OrderId::new);
        State state = fields.oneOf("state", State.class);
        if (state != State.EXCLUDED && state != State.OUTSIDE_CONTROL && state != State.CURTAILED) {
            fields.problem("state", "'state' must be one of excluded, outside_control, curtailed");
            state = State.EXCLUDED;
        }
        Instant from = fields.instant("from");
        Instant to = fields.instant("to");
        if (!to.isAfter(from)) {
            fields.problem("to", "'to' must be after 'from'");
        }
        Instant noticed = fields.has("noticed") ? fields.instant("noticed") : null;
        if (noticed != null && state != State.EXCLUDED) {
            fields.problem("noticed", "'noticed' belongs to agreed maintenance (excluded) alone");
        }
        Scope scope = new Scope(Set.of(), Set.of(), Set.of(), Set.of());
        if (fields.has("scope")) {
            Fields part = fields.fields("scope", "what the window covers");
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
            scope = new Scope(
                    Set.copyOf(scopeHalls), Set.copyOf(scopeBlocks), Set.copyOf(scopeNodes), Set.copyOf(scopeLeases));
        }
        String reason = fields.text("reason");
        fields.end();
        return new Window(id, state, from, to, scope, reason, noticed);
    }
}
