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
import org.jspecify.annotations.Nullable;

/**
 * Reads a registry from its documents and checks it: keys, values, references, overlaps. Every problem is reported
 * together, each with file and line. The format is described in {@code docs/registry-format.md}.
 */
public final class RegistryReader {

    private static final Set<Long> INTERVALS = Set.of(10L, 15L, 20L, 30L, 60L, 300L, 600L, 900L);
    private static final List<String> SECTIONS = List.of(
            "site",
            "skus",
            "halls",
            "collectors",
            "assets",
            "groups",
            "blocks",
            "leases",
            "allocations",
            "windows",
            "load_targets");

    private final Problems problems = new Problems();
    private final Names names = new Names(problems);
    private final MeterReader meters = new MeterReader(problems);
    private final Map<String, List<Tree>> sections = new HashMap<>();
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

        Map<HallId, List<BlockId>> halls = halls();
        Map<String, Sku> skus = skus();
        Map<CollectorId, Collector> collectors = collectors(halls);
        PlantReader plant = new PlantReader(problems, names, meters, collectors);
        plant.read(section("assets"), section("groups"));
        Map<BlockId, Block> blocks = blocks(new BlockReader(problems, names, halls, skus, collectors, plant), halls);
        meters.check(blocks);
        Set<NodeId> nodes = new HashSet<>();
        blocks.values().forEach(block -> block.nodes().forEach(node -> nodes.add(node.node())));
        notAssets(nodes, plant.assets().keySet());
        LeaseReader leaseReader = new LeaseReader(problems, skus, blocks);
        Map<LeaseId, Lease> leases = leases(leaseReader);
        meters.checkServed(leases);
        List<Allocation> allocations = leaseReader.allocations(section("allocations"), leases);
        ScopeReader scopes = new ScopeReader(halls.keySet(), blocks, nodes, leases);
        List<Window> windows = windows(new WindowReader(problems, scopes));
        LoadTargetReader targets = new LoadTargetReader(problems, names, scopes);
        List<LoadTargetRule> loadTargets =
                section("load_targets").stream().map(targets::rule).toList();
        Registry registry = new Registry(
                version,
                siteId,
                zone,
                slot,
                interval,
                deadline,
                halls,
                collectors,
                plant.assets(),
                plant.groups(),
                blocks,
                leases,
                allocations,
                windows,
                loadTargets);
        TermCheck check = new TermCheck(problems, registry);
        leases.forEach((id, lease) -> check.check(lease, names.place("lease " + id)));
        return registry;
    }

    private Map<HallId, List<BlockId>> halls() {
        Map<HallId, List<BlockId>> halls = new LinkedHashMap<>();
        for (Tree tree : section("halls")) {
            if (tree instanceof Tree.Scalar scalar && Ids.fits(scalar.text())) {
                names.unique("hall " + scalar.text(), tree.place());
                halls.put(new HallId(scalar.text()), new ArrayList<>());
            } else {
                problems.add(tree.place(), "a hall must be an id, found " + tree.kind());
            }
        }
        return halls;
    }

    private Map<String, Sku> skus() {
        Map<String, Sku> skus = new LinkedHashMap<>();
        for (Tree tree : section("skus")) {
            Fields fields = Fields.of(tree, problems, "a SKU");
            Sku sku = new Sku(fields.text("sku"), (int) fields.integer("reference_clock_mhz", 1, 8000));
            fields.end();
            names.unique("SKU " + sku.name(), fields.place("sku"));
            skus.put(sku.name(), sku);
        }
        return skus;
    }

    private Map<CollectorId, Collector> collectors(Map<HallId, List<BlockId>> halls) {
        Map<CollectorId, Collector> collectors = new LinkedHashMap<>();
        for (Tree tree : section("collectors")) {
            Fields fields = Fields.of(tree, problems, "a collector");
            CollectorId id = fields.id("collector", CollectorId::new);
            List<HallId> served = fields.values("halls", HallId::new);
            fields.end();
            names.unique("collector " + id, fields.place("collector"));
            served.forEach(hall -> names.known(halls, hall, "hall", fields.place("halls")));
            collectors.put(id, new Collector(id, served));
        }
        return collectors;
    }

    /** The blocks, each told to its hall. */
    private Map<BlockId, Block> blocks(BlockReader reader, Map<HallId, List<BlockId>> halls) {
        Map<BlockId, Block> blocks = new LinkedHashMap<>();
        for (Tree tree : section("blocks")) {
            Block block = reader.block(tree);
            blocks.put(block.block(), block);
            List<BlockId> inHall = halls.get(block.hall());
            if (inHall != null) {
                inHall.add(block.block());
            }
        }
        return blocks;
    }

    private Map<LeaseId, Lease> leases(LeaseReader reader) {
        Map<LeaseId, Lease> leases = new LinkedHashMap<>();
        for (Tree tree : section("leases")) {
            Lease lease = reader.lease(tree);
            names.unique("lease " + lease.lease(), tree.place());
            leases.putIfAbsent(lease.lease(), lease);
        }
        return leases;
    }

    private List<Window> windows(WindowReader reader) {
        List<Window> windows = new ArrayList<>();
        for (Tree tree : section("windows")) {
            Window window = reader.window(tree);
            names.unique("window " + window.id(), tree.place());
            windows.add(window);
        }
        return windows;
    }

    /** A node's own counters come like plant readings, under its id. */
    private void notAssets(Set<NodeId> nodes, Set<AssetId> assets) {
        for (AssetId asset : assets) {
            if (nodes.contains(new NodeId(asset.value()))) {
                problems.add(
                        names.place("node " + asset),
                        "'" + asset + "' is a node and an asset; readings of the one would be taken for the other's");
            }
        }
    }

    /** A range's n-th name: the prefix and at least three digits. */
    public static String numbered(String prefix, int number) {
        String digits = Integer.toString(number);
        return prefix + "0".repeat(Math.max(0, 3 - digits.length())) + digits;
    }
}
