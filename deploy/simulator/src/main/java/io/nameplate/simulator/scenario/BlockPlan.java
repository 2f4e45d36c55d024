/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.RegistryReader;
import java.util.ArrayList;
import java.util.List;

/** A block and its nodes {@code {prefix}{first...}}, {@code nodesPerRack} to a rack. */
public record BlockPlan(
        BlockId block,
        HallId hall,
        SkuPlan sku,
        int gpus,
        int periodSeconds,
        String power,
        String cooling,
        String prefix,
        int first,
        int count,
        int nodesPerRack) {

    /** The nodes in the order of their numbers. */
    public List<NodeId> nodes() {
        List<NodeId> nodes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeId(RegistryReader.numbered(prefix, first + i)));
        }
        return nodes;
    }
}
