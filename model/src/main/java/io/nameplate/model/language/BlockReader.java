/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads blocks with their nodes, and checks what they rest on: hall, SKU, power, cooling, source of record. */
final class BlockReader {

    private final Problems problems;
    private final Names names;
    private final Map<HallId, List<BlockId>> halls;
    private final Map<String, Sku> skus;
    private final Map<CollectorId, Collector> collectors;
    private final PlantReader plant;

    BlockReader(
            Problems problems,
            Names names,
            Map<HallId, List<BlockId>> halls,
            Map<String, Sku> skus,
            Map<CollectorId, Collector> collectors,
            PlantReader plant) {
        this.problems = problems;
        this.names = names;
        this.halls = halls;
        this.skus = skus;
        this.collectors = collectors;
        this.plant = plant;
    }

    Block block(Tree tree) {
        Fields fields = Fields.of(tree, problems, "a block");
        BlockId id = fields.id("block", BlockId::new);
        HallId hall = fields.id("hall", HallId::new);
        String skuName = fields.text("sku");
        int gpus = (int) fields.integer("gpus_per_node", 1, 64);
        GroupId power = fields.id("power", GroupId::new);
        GroupId cooling = fields.id("cooling", GroupId::new);
        Fields source = fields.fields("source", "the collector and period of the source of record");
        CollectorId collector = source.id("collector", CollectorId::new);
        Duration period = source.duration("period");
        source.end();
        List<Node> nodes = new ArrayList<>();
        for (Tree nodeTree : fields.list("nodes")) {
            nodes(Fields.of(nodeTree, problems, "a node or a range of nodes"), nodes);
        }
        fields.end();
        names.unique("block " + id, fields.place("block"));
        names.known(halls, hall, "hall", fields.place("hall"));
        names.known(skus, skuName, "SKU", fields.place("sku"));
        names.known(collectors, collector, "collector", source.place("collector"));
        Collector owner = collectors.get(collector);
        if (owner != null && !owner.halls().contains(hall)) {
            source.problem("collector", "collector '" + collector + "' does not serve hall '" + hall + "'");
        }
        plant.unfit(power).ifPresent(why -> fields.problem("power", why));
        plant.unfit(cooling).ifPresent(why -> fields.problem("cooling", why));
        if (nodes.isEmpty()) {
            fields.problem("nodes", "block '" + id + "' has no nodes");
        }
        Sku sku = skus.getOrDefault(skuName, new Sku(skuName, 1));
        return new Block(id, hall, sku, gpus, power, cooling, collector, period, nodes);
    }

    private void nodes(Fields fields, List<Node> into) {
        if (fields.has("node")) {
            NodeId id = fields.id("node", NodeId::new);
            String rack = fields.text("rack");
            names.unique("node " + id, fields.place("node"));
            into.add(new Node(id, rack));
        } else {
            String prefix = fields.text("prefix");
            int count = (int) fields.integer("count", 1, 100_000);
            int first = (int) fields.integer("first", 0, 1_000_000, 1);
            String rackPrefix = fields.text("rack_prefix", "rack-");
            int perRack = (int) fields.integer("nodes_per_rack", 1, 1_000, 8);
            if (!Ids.fits(prefix + "0")) {
                fields.problem("prefix", "'" + prefix + "' cannot begin a node id");
                return;
            }
            for (int i = 0; i < count; i++) {
                NodeId id = new NodeId(RegistryReader.numbered(prefix, first + i));
                names.unique("node " + id, fields.place("prefix"));
                into.add(new Node(id, RegistryReader.numbered(rackPrefix, i / perRack + 1)));
            }
        }
        fields.end();
    }
}
