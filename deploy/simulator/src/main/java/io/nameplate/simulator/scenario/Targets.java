/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what a target names: nodes, blocks, halls or leases, never a mixture. */
final class Targets {

    private final Map<Target.Kind, Map<String, List<NodeId>>> known = new LinkedHashMap<>();

    Targets(List<HallId> halls, List<BlockPlan> blocks) {
        for (Target.Kind kind : Target.Kind.values()) {
            known.put(kind, new LinkedHashMap<>());
        }
        halls.forEach(hall -> of(Target.Kind.HALLS).put(hall.value(), new ArrayList<>()));
        for (BlockPlan block : blocks) {
            List<NodeId> nodes = block.nodes();
            of(Target.Kind.BLOCKS).put(block.block().value(), nodes);
            of(Target.Kind.HALLS)
                    .computeIfAbsent(block.hall().value(), key -> new ArrayList<>())
                    .addAll(nodes);
            nodes.forEach(node -> of(Target.Kind.NODES).put(node.value(), List.of(node)));
        }
    }

    /** A lease as a target means every node it is ever given. */
    void know(List<LeasePlan> leases) {
        for (LeasePlan lease : leases) {
            Set<NodeId> nodes = new LinkedHashSet<>();
            lease.lines()
                    .forEach(line -> line.shares()
                            .forEach(share -> nodes.addAll(share.target().nodes())));
            of(Target.Kind.LEASES).put(lease.lease().value(), List.copyOf(nodes));
        }
    }

    private Map<String, List<NodeId>> of(Target.Kind kind) {
        return known.computeIfAbsent(kind, key -> new LinkedHashMap<>());
    }

    /** Reads a target: one name, or a list of names of one kind. */
    Target read(Fields fields, String key) {
        Tree tree = fields.tree(key);
        List<String> names =
                tree instanceof Tree.Sequence ? fields.values(key, text -> text) : List.of(fields.text(key));
        for (Map.Entry<Target.Kind, Map<String, List<NodeId>>> entry : known.entrySet()) {
            if (!names.isEmpty() && entry.getValue().keySet().containsAll(names)) {
                Set<NodeId> nodes = new LinkedHashSet<>();
                names.forEach(name -> nodes.addAll(entry.getValue().getOrDefault(name, List.of())));
                return new Target(entry.getKey(), names, List.copyOf(nodes));
            }
        }
        if (tree != null) {
            fields.problem(key, complaint(names));
        }
        return new Target(Target.Kind.NODES, names, List.of());
    }

    private String complaint(List<String> names) {
        Set<String> all = new LinkedHashSet<>();
        known.forEach((kind, byName) -> {
            if (kind != Target.Kind.NODES) {
                all.addAll(byName.keySet());
            }
        });
        for (String name : names) {
            if (known.values().stream().noneMatch(byName -> byName.containsKey(name))) {
                return Names.unknown("node, block, hall or lease", name, all) + " and the nodes of the blocks";
            }
        }
        return names.isEmpty()
                ? "a target must name something"
                : "a target names nodes, or blocks, or halls, or leases, not a mixture: " + String.join(", ", names);
    }
}
