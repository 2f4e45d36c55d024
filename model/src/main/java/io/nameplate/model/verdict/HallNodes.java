/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.NodeIndex;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.Registry;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a hall of which one collector's frames count, found by number: what {@link FrameEvidence} must know of them
 * at hand. Not thread-safe, as its {@link NodeIndex}.
 */
public final class HallNodes {

    private final NodeIndex index;
    private final @Nullable Block[] blocks;

    /** The nodes, under numbers of their own. */
    public HallNodes(Map<String, Registry.Placed> nodes) {
        this(nodes, new NodeIndex());
    }

    /** The nodes, under numbers that evidence of the hall uses too. */
    public HallNodes(Map<String, Registry.Placed> nodes, NodeIndex index) {
        this.index = index;
        nodes.keySet().stream().sorted().forEach(index::number);
        this.blocks = new Block[index.size()];
        nodes.forEach((name, node) -> blocks[index.number(name)] = node.block());
    }

    public NodeIndex index() {
        return index;
    }

    /** The block of the node with a number; null if frames of it do not count. */
    @Nullable
    Block block(int number) {
        return number < 0 || number >= blocks.length ? null : blocks[number];
    }
}
