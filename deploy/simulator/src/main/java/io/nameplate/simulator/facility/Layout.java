/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.NodeId;
import io.nameplate.simulator.scenario.BlockPlan;
import io.nameplate.simulator.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where every node and GPU stands in the facility's arrays: nodes in the order of the scenario, GPUs in node order. */
public final class Layout {

    private final List<BlockPlan> blocks;
    private final NodeId[] nodes;
    private final int[] blockOf;
    private final int[] firstGpu;
    private final int[] firstNode;
    private final Map<NodeId, Integer> byId = new HashMap<>();

    Layout(Scenario scenario) {
        blocks = scenario.blocks();
        List<NodeId> all = new ArrayList<>();
        firstNode = new int[blocks.size() + 1];
        for (int b = 0; b < blocks.size(); b++) {
            firstNode[b] = all.size();
            all.addAll(blocks.get(b).nodes());
        }
        firstNode[blocks.size()] = all.size();
        nodes = all.toArray(new NodeId[0]);
        blockOf = new int[nodes.length];
        firstGpu = new int[nodes.length + 1];
        for (int b = 0; b < blocks.size(); b++) {
            for (int n = firstNode[b]; n < firstNode[b + 1]; n++) {
                blockOf[n] = b;
                firstGpu[n + 1] = firstGpu[n] + blocks.get(b).gpus();
                byId.put(nodes[n], n);
            }
        }
    }

    public int nodeCount() {
        return nodes.length;
    }

    public int gpuCount() {
        return firstGpu[nodes.length];
    }

    public int blockCount() {
        return blocks.size();
    }

    public BlockPlan block(int block) {
        return blocks.get(block);
    }

    /** The index of a block. */
    public int indexOf(BlockId block) {
        for (int b = 0; b < blocks.size(); b++) {
            if (blocks.get(b).block().equals(block)) {
                return b;
            }
        }
        throw new IllegalArgumentException("no block is named '" + block + "'");
    }

    public NodeId node(int node) {
        return nodes[node];
    }

    /** The index of a node. */
    public int indexOf(NodeId node) {
        Integer index = byId.get(node);
        if (index == null) {
            throw new IllegalArgumentException("no node is named '" + node + "'");
        }
        return index;
    }

    public int blockOf(int node) {
        return blockOf[node];
    }

    public int firstNode(int block) {
        return firstNode[block];
    }

    public int endNode(int block) {
        return firstNode[block + 1];
    }

    public int firstGpu(int node) {
        return firstGpu[node];
    }

    public int endGpu(int node) {
        return firstGpu[node + 1];
    }
}
