/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;
import java.util.List;

/**
 * Nodes of one SKU on one power path and one cooling loop: the unit of attribution.
 *
 * @param power the asset or group whose DOWN means the block has no power
 * @param cooling the asset or group whose DOWN means the block is not cooled
 * @param source the collector that is the source of record of the block's nodes
 * @param period the nominal period of that source's readings
 */
public record Block(
        BlockId block,
        HallId hall,
        Sku sku,
        int gpusPerNode,
        GroupId power,
        GroupId cooling,
        CollectorId source,
        Duration period,
        List<Node> nodes) {

    public Block {
        nodes = List.copyOf(nodes);
    }

    /** The GPUs installed in it, whoever holds them. */
    public long gpus() {
        return (long) gpusPerNode * nodes.size();
    }

    /** That of its id: its nodes are many, and blocks are keys where nodes are counted one by one. */
    @Override
    public int hashCode() {
        return block.hashCode();
    }
}
