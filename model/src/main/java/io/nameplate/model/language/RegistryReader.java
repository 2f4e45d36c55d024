/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Place;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a registry from its documents and checks it: keys, values, references, overlaps. Every problem is reported
 * together, each with file and line. The format is described in {@code docs/registry-format.md}.
 */
public final class RegistryReader {

    private static final Set<Long> INTERVALS = Set.of(10L, 15L, 20L, 30L, 60L, 300L, 600L, 900L);
    private static final List<String> SECTIONS = List.of(
            "site", "skus", "halls", "collectors", "assets", "groups", "blocks", "leases", "allocations", "windows");

    private static final String ONLY_MEASURES =
            "asset '%s' only measures; it has no 'up' rule, so its state is never known";

    private final Problems problems = new Problems();
    private final MeterReader meters = new MeterReader(problems);
    private final Map<String, List<Tree>> sections = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();
    private @Nullable Tree site;

    private RegistryReader() {}

    /**
     * Reads one version of a registry.
     *
     * @param documents the texts; sections of the same name in several texts are joined
     * @param version the number the ledger gave it; 1 for a folder
     * @throws DocumentException with every problem found
     */
    public static Registry read(List<Document> documents, long version) {
        RegistryReader reader = new RegistryReader();
        documents.forEach(reader::gather);
        Registry registry = reader.build(version);
        reader.problems.throwIfAny();
        return registry;
    }

    private void gather(Document document) {
        Tree tree;
        try {
            tree = YamlText.parse(document.name(), document.text());
        } catch (DocumentException broken) {
            broken.problems().forEach(problem -> problems.add(problem.place(), problem.sentence()));
            return;
        }
        Fields fields = Fields.of(tree, problems, "a registry document");
        for (String section : SECTIONS) {
            if (!fields.has(section)) {
                continue;
            }
            if (section.equals("site")) {
                if (site != null) {
                    fields.problem("site", "'site' stands twice (first at " + site.place() + "); keep one");
                }
                site = fields.tree("site");
            } else {
                sections.computeIfAbsent(section, key -> new ArrayList<>()).addAll(fields.list(section));
            }
        }
        fields.end();
    }

    private List<Tree> section(String name) {
        return sections.getOrDefault(name, List.of());
    }

    private Registry build(long version) {
        Tree siteTree = site;
        if (siteTree == null) {
            // A document that could not be read may be the one that has it: then only that is said.
            problems.throwIfAny();
            problems.add(new Place("registry", 1), "no document has a 'site' section");
            problems.throwIfAny();
            throw new IllegalStateException("unreachable");
        }
        Fields top = Fields.of(siteTree, problems, "the site");
        SiteId siteId = top.id("site", SiteId::new);
        ZoneId zone = top.zone("zone");
        Duration slot = top.duration("slot", Duration.ofSeconds(10));
        Duration interval = top.duration("interval", Duration.ofSeconds(60));
        Duration deadline = top.duration("deadline", Duration.ofMinutes(5));
        top.end();
        if (!INTERVALS.contains(interval.toSeconds()) || interval.toMillisPart() != 0) {
            top.problem("interval", "'interval' must be one of 10s, 15s, 20s, 30s, 60s, 300s, 600s, 900s");
            interval = Duration.ofSeconds(60);
        }
        if (slot.isZero() || slot.toMillisPart() != 0 || interval.toSeconds() % Math.max(1, slot.toSeconds()) != 0) {
            top.problem("slot", "'slot' must be whole seconds and a divisor of the interval");
        }

        Map<HallId, List<BlockId>> halls = new LinkedHashMap<>();
        for (Tree tree : section("halls")) {
            if (tree instanceof Tree.Scalar scalar && Ids.fits(scalar.text())) {
                unique("hall " + scalar.text(), tree.place());
                halls.put(new HallId(scalar.text()), new ArrayList<>());
            } else {
                problems.add(tree.place(), "a hall must be an id, found " + tree.kind());
            }
        }
        Map<String, Sku> skus = new LinkedHashMap<>();
        for (Tree tree : section("skus")) {
            Fields fields = Fields.of(tree, problems, "a SKU");
            Sku sku = new Sku(fields.text("sku"), (int) fields.integer("reference_clock_mhz", 1, 8000));
            fields.end();
            unique("SKU " + sku.name(), fields.place("sku"));
            skus.put(sku.name(), sku);
        }
        Map<CollectorId, Collector> collectors = new LinkedHashMap<>();
        for (Tree tree : section("collectors")) {
            Fields fields = Fields.of(tree, problems, "a collector");
            CollectorId id = fields.id("collector", CollectorId::new);
            List<HallId> served = fields.values("halls", HallId::new);
            fields.end();
            unique("collector " + id, fields.place("collector"));
            served.forEach(hall -> known(halls, hall, "hall", fields.place("halls")));
            collectors.put(id, new Collector(id, served));
        }
        Plant plant = plant(collectors);
        Map<BlockId, Block> blocks = blocks(halls, skus, collectors, plant);
        meters.check(blocks);
        Set<NodeId> nodes = new HashSet<>();
        blocks.values().forEach(block -> block.nodes().forEach(node -> nodes.add(node.node())));
        notAssets(nodes, plant.assets.keySet());
        LeaseReader leaseReader = new LeaseReader(problems, skus, blocks);
        Map<LeaseId, Lease> leases = new LinkedHashMap<>();
        Map<LeaseId, Place> leasePlaces = new LinkedHashMap<>();
        for (Tree tree : section("leases")) {
            Lease lease = leaseReader.lease(tree);
            unique("lease " + lease.lease(), tree.place());
            leasePlaces.put(lease.lease(), tree.place());
            leases.put(lease.lease(), lease);
        }
        meters.checkServed(leases);
        List<Allocation> allocations = leaseReader.allocations(section("allocations"), leases);
        WindowReader windowReader = new WindowReader(problems, halls.keySet(), blocks, nodes, leases);
        List<Window> windows = new ArrayList<>();
        for (Tree tree : section("windows")) {
            Window window = windowReader.window(tree);
            unique("window " + window.id(), tree.place());
            windows.add(window);
        }
        Registry registry = new Registry(
                version,
                siteId,
                zone,
                slot,
                interval,
                deadline,
                halls,
                collectors,
                plant.assets,
                plant.groups,
                blocks,
                leases,
                allocations,
                windows);
        TermCheck check = new TermCheck(problems, registry);
        leases.forEach((id, lease) -> check.check(lease, leasePlaces.getOrDefault(id, new Place("registry", 1))));
        return registry;
    }

    /** A node's own counters come like plant readings, under its id. */
    private void notAssets(Set<NodeId> nodes, Set<AssetId> assets) {
        for (AssetId asset : assets) {
            if (nodes.contains(new NodeId(asset.value()))) {
                problems.add(
                        places.getOrDefault("node " + asset, new Place("registry", 1)),
                        "'" + asset + "' is a node and an asset; readings of the one would be taken for the other's");
            }
        }
    }

    private record Plant(Map<AssetId, Asset> assets, Map<GroupId, PlantGroup> groups) {
        boolean knows(GroupId id) {
            return groups.containsKey(id) || assets.containsKey(new AssetId(id.value()));
        }

        boolean onlyMeasures(GroupId id) {
            Asset asset = groups.containsKey(id) ? null : assets.get(new AssetId(id.value()));
            return asset != null && asset.up().isEmpty() && !asset.meters().isEmpty();
        }
    }

    private Plant plant(Map<CollectorId, Collector> collectors) {
        Map<AssetId, Asset> assets = new LinkedHashMap<>();
        for (Tree tree : section("assets")) {
            Fields fields = Fields.of(tree, problems, "an asset");
            AssetId id = fields.id("asset", AssetId::new);
            String kind = fields.text("kind");
            CollectorId collector = fields.id("collector", CollectorId::new);
            Duration hold = fields.duration("hold");
            if (hold.isZero()) {
                fields.problem("hold", "'hold' must be longer than nothing, or no reading is ever in force");
            }
            List<Asset.UpRule> rules = new ArrayList<>();
            for (Tree ruleTree : fields.list("up")) {
                Fields rule = Fields.of(ruleTree, problems, "an 'up' rule");
                String point = rule.text("point");
                double min = rule.number("min", Double.NEGATIVE_INFINITY);
                double max = rule.number("max", Double.POSITIVE_INFINITY);
                rule.end();
                if (min > max) {
                    rule.problem("min", "'min' is above 'max'");
                }
                rules.add(new Asset.UpRule(point, min, max));
            }
            long capacityW = MeterReader.capacityW(fields);
            List<Meter> measures = meters.meters(id, kind, fields);
            if (rules.isEmpty() && measures.isEmpty()) {
                fields.problem("up", "asset '" + id + "' needs at least one 'up' rule, or its state is never known");
            }
            fields.end();
            unique("plant " + id, fields.place("asset"));
            known(collectors, collector, "collector", fields.place("collector"));
            assets.put(id, new Asset(id, kind, collector, hold, rules, capacityW, measures));
        }
        Map<GroupId, PlantGroup> groups = new LinkedHashMap<>();
        Map<GroupId, Fields> groupFields = new LinkedHashMap<>();
        for (Tree tree : section("groups")) {
            Fields fields = Fields.of(tree, problems, "a plant group");
            GroupId id = fields.id("group", GroupId::new);
            List<GroupId> of = fields.values("of", GroupId::new);
            int needs = (int) fields.integer("needs", 1, Math.max(1, of.size()));
            fields.end();
            unique("plant " + id, fields.place("group"));
            groups.put(id, new PlantGroup(id, needs, of));
            groupFields.put(id, fields);
        }
        Plant plant = new Plant(assets, groups);
        groupFields.forEach((id, fields) -> {
            PlantGroup group = groups.get(id);
            if (group == null) {
                return;
            }
            for (GroupId member : group.of()) {
                if (!plant.knows(member)) {
                    fields.problem("of", "no asset or group is named '" + member + "'");
                } else if (plant.onlyMeasures(member)) {
                    fields.problem("of", ONLY_MEASURES.formatted(member));
                } else if (reaches(groups, member, id, 0)) {
                    fields.problem("of", "group '" + id + "' contains itself through '" + member + "'");
                }
            }
        });
        return plant;
    }

    private static boolean reaches(Map<GroupId, PlantGroup> groups, GroupId from, GroupId target, int depth) {
        if (from.equals(target) || depth > groups.size()) {
            return true;
        }
        PlantGroup group = groups.get(from);
        return group != null && group.of().stream().anyMatch(member -> reaches(groups, member, target, depth + 1));
    }

    private Map<BlockId, Block> blocks(
            Map<HallId, List<BlockId>> halls,
            Map<String, Sku> skus,
            Map<CollectorId, Collector> collectors,
            Plant plant) {
        Map<BlockId, Block> blocks = new LinkedHashMap<>();
        for (Tree tree : section("blocks")) {
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
            unique("block " + id, fields.place("block"));
            known(halls, hall, "hall", fields.place("hall"));
            known(skus, skuName, "SKU", fields.place("sku"));
            known(collectors, collector, "collector", source.place("collector"));
            Collector owner = collectors.get(collector);
            if (owner != null && !owner.halls().contains(hall)) {
                source.problem("collector", "collector '" + collector + "' does not serve hall '" + hall + "'");
            }
            for (GroupId path : List.of(power, cooling)) {
                if (!plant.knows(path)) {
                    fields.problem(
                            path.equals(power) ? "power" : "cooling", "no asset or group is named '" + path + "'");
                } else if (plant.onlyMeasures(path)) {
                    fields.problem(path.equals(power) ? "power" : "cooling", ONLY_MEASURES.formatted(path));
                }
            }
            if (nodes.isEmpty()) {
                fields.problem("nodes", "block '" + id + "' has no nodes");
            }
            Sku sku = skus.getOrDefault(skuName, new Sku(skuName, 1));
            blocks.put(id, new Block(id, hall, sku, gpus, power, cooling, collector, period, nodes));
            List<BlockId> inHall = halls.get(hall);
            if (inHall != null) {
                inHall.add(id);
            }
        }
        return blocks;
    }

    private void nodes(Fields fields, List<Node> into) {
        if (fields.has("node")) {
            NodeId id = fields.id("node", NodeId::new);
            String rack = fields.text("rack");
            unique("node " + id, fields.place("node"));
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
                NodeId id = new NodeId(numbered(prefix, first + i));
                unique("node " + id, fields.place("prefix"));
                into.add(new Node(id, numbered(rackPrefix, i / perRack + 1)));
            }
        }
        fields.end();
    }

    /** A range's n-th name: the prefix and at least three digits. */
    public static String numbered(String prefix, int number) {
        String digits = Integer.toString(number);
        return prefix + "0".repeat(Math.max(0, 3 - digits.length())) + digits;
    }

    private void unique(String name, Place place) {
        Place first = places.putIfAbsent(name, place);
        if (first != null) {
            problems.add(place, name + " stands twice (first at " + first + "); ids are unique");
        }
    }

    private <K> void known(Map<K, ?> among, K key, String kind, Place place) {
        if (!among.containsKey(key)) {
            problems.add(place, unknown(kind, key, among.keySet()));
        }
    }

    static String unknown(String kind, Object key, Set<?> known) {
        Function<Object, String> name = Object::toString;
        String list = known.stream()
                .map(name)
                .sorted()
                .limit(12)
                .reduce((a, b) -> a + ", " + b)
                .orElse("none");
        return "no " + kind + " is named '" + key + "'; known: " + list;
    }
}
