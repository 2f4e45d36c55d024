/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** What a registry expects of one collector: its nodes hall by hall, and its assets; with what is known of them now. */
final class Expected {

    final Map<HallId, HallTrack> halls = new TreeMap<>();
    final Map<NodeId, NodeTrack> nodes = new HashMap<>();

    private final Set<AssetId> assets = new HashSet<>();
    private final Set<NodeId> knownNodes;
    private final Set<AssetId> knownAssets;
    private final long longestPeriod;

    /**
     * The expectation.
     *
     * @param track makes a hall of its nodes
     */
    Expected(
            Registry registry,
            CollectorId collector,
            BiFunction<HallId, List<NodeTrack>, HallTrack> track,
            Tally tally) {
        knownNodes = registry.nodes().keySet();
        knownAssets = registry.assets().keySet();
        Map<HallId, List<NodeTrack>> byHall = new TreeMap<>();
        long longest = 0;
        for (Block block : registry.blocks().values()) {
            if (block.source().equals(collector)) {
                longest = Math.max(longest, block.period().toMillis());
                for (Node node : block.nodes()) {
                    NodeTrack one = new NodeTrack(node.node(), block, tally);
                    nodes.put(node.node(), one);
                    byHall.computeIfAbsent(block.hall(), key -> new ArrayList<>())
                            .add(one);
                }
            }
        }
        longestPeriod = longest;
        byHall.forEach((id, tracks) -> {
            HallTrack hall = track.apply(id, tracks);
            halls.put(id, hall);
            tracks.forEach(node -> node.hall = hall);
        });
        registry.assets().values().stream()
                .filter(asset -> asset.collector().equals(collector))
                .forEach(asset -> assets.add(asset.asset()));
    }

    /** Why a node's reading is of no use, whatever it says. */
    Optional<Refusal> refuse(NodeId node) {
        if (nodes.containsKey(node)) {
            return Optional.empty();
        }
        return Optional.of(knownNodes.contains(node) ? Refusal.NOT_OURS : Refusal.UNKNOWN_NODE);
    }

    /** Why an asset's reading is of no use, whatever it says. */
    Optional<Refusal> refuse(AssetId asset) {
        if (assets.contains(asset)) {
            return Optional.empty();
        }
        return Optional.of(knownAssets.contains(asset) ? Refusal.NOT_OURS : Refusal.UNKNOWN_ASSET);
    }

    /** The longest period of any source, in milliseconds; 0 without nodes. */
    long longestPeriod() {
        return longestPeriod;
    }
}
