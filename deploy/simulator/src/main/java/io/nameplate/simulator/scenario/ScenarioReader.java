/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.SiteId;
import io.nameplate.model.language.document.DocumentException;
import io.nameplate.model.language.document.Fields;
import io.nameplate.model.language.document.Problems;
import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads a scenario file; every problem is reported together, with file, line and a sentence. The format is described in
 * {@code docs/simulator.md}.
 */
public final class ScenarioReader {

    private static final Set<Integer> INTERVALS = Set.of(10, 15, 20, 30, 60, 300, 600, 900);

    private final Problems problems = new Problems();
    private final Set<String> names = new HashSet<>();

    private ScenarioReader() {}

    /**
     * Reads one scenario.
     *
     * @param file the name that problems show
     * @throws DocumentException with every problem found
     */
    public static Scenario read(String file, String text) {
        ScenarioReader reader = new ScenarioReader();
        Scenario scenario = reader.scenario(YamlText.parse(file, text));
        reader.problems.throwIfAny();
        return scenario;
    }

    private Scenario scenario(Tree tree) {
        Fields top = Fields.of(tree, problems, "a scenario");
        String name = top.text("scenario");
        String about = top.text("about");
        Fields site = top.fields("site", "the site, its zone, slot and interval");
        int slot = seconds(site, "slot", 10);
        int interval = seconds(site, "interval", 60);
        if (!INTERVALS.contains(interval)) {
            site.problem("interval", "'interval' must be one of 10s, 15s, 20s, 30s, 60s, 300s, 600s, 900s");
        } else if (interval % slot != 0) {
            site.problem("slot", "'slot' must divide the interval of " + interval + " s");
        }
        Fields collector = top.fields("collector", "the collector that reads the site");
        int poll = seconds(collector, "poll", 1);
        int hold = seconds(collector, "hold", 3 * poll);
        if (slot % poll != 0) {
            collector.problem("poll", "'poll' must divide the slot of " + slot + " s");
        }
        if (hold <= poll) {
            collector.problem(
                    "hold", "'hold' must be longer than 'poll', or the plant is unknown between two readings");
        }
        List<HallId> halls = top.values("halls", HallId::new);
        halls.forEach(hall -> unique(hall.value(), top, "halls"));
        Map<String, SkuPlan> skus = skus(top);
        Plant plant = PlantReader.read(top.fields("plant", "feeds, pdus, chillers, cdus and groups"), names);
        Physics physics = physics(top);
        List<BlockPlan> blocks = new ArrayList<>();
        Set<NodeId> nodes = new HashSet<>();
        for (Tree block : top.list("blocks")) {
            blocks.add(block(block, halls, skus, plant, slot, nodes));
        }
        if (blocks.isEmpty()) {
            top.problem("blocks", "a scenario needs at least one block");
        }
        List<MeterPlan> meters = new ArrayList<>();
        for (Tree meter : top.list("meters")) {
            meters.add(meter(Fields.of(meter, problems, "a meter"), blocks));
        }
        Targets targets = new Targets(halls, blocks);
        List<LeasePlan> leases = new LeasePlanReader(skus, targets).read(top.list("leases"), problems);
        leases.forEach(lease -> {
            unique(lease.lease().value(), top, "leases");
            lease.endpoints().forEach(endpoint -> unique(endpoint.endpoint().value(), top, "leases"));
        });
        targets.know(leases);
        EventReader eventReader = new EventReader(plant, blocks, leases, skus, targets);
        List<Event> events = new ArrayList<>();
        for (Tree event : top.list("events")) {
            eventReader.read(Fields.of(event, problems, "an event"), events);
        }
        Scenario scenario = new Scenario(
                name,
                about,
                site.id("site", SiteId::new),
                site.zone("zone"),
                slot,
                interval,
                site.duration("deadline", Duration.ofMinutes(5)),
                collector.id("collector", CollectorId::new),
                poll,
                hold,
                halls,
                skus,
                plant,
                physics,
                blocks,
                meters,
                leases,
                events);
        site.end();
        collector.end();
        top.end();
        return scenario;
    }

    private Map<String, SkuPlan> skus(Fields top) {
        Map<String, SkuPlan> skus = new LinkedHashMap<>();
        for (Tree tree : top.list("skus")) {
            Fields fields = Fields.of(tree, problems, "a SKU");
            SkuPlan sku = new SkuPlan(fields.text("sku"), (int) fields.integer("clock_mhz", 500, 8000), (int)
                    fields.integer("limit_w", 50, 8000));
            fields.end();
            skus.put(sku.sku(), sku);
        }
        return skus;
    }

    private Physics physics(Fields top) {
        if (!top.has("physics")) {
            return new Physics(30, 60, 3, 150);
        }
        Fields fields = top.fields("physics", "how the site reacts");
        Physics physics = new Physics(
                seconds(fields, "boot", 30),
                (int) fields.integer("throttle_mhz", 1, 1000, 60),
                (int) fields.integer("recover", 1, 1000, 3),
                (int) fields.integer("shutdown_heat", 10, 100_000, 150));
        fields.end();
        return physics;
    }

    private BlockPlan block(
            Tree tree, List<HallId> halls, Map<String, SkuPlan> skus, Plant plant, int slot, Set<NodeId> nodes) {
        Fields fields = Fields.of(tree, problems, "a block");
        BlockId id = fields.id("block", BlockId::new);
        unique(id.value(), fields, "block");
        HallId hall = fields.id("hall", HallId::new);
        Names.known(
                fields,
                "hall",
                "hall",
                hall.value(),
                halls.stream().map(HallId::value).toList());
        String sku = fields.text("sku");
        Names.known(fields, "sku", "SKU", sku, skus.keySet());
        int period = seconds(fields, "period", slot);
        if (slot % period != 0) {
            fields.problem(
                    "period", "'period' must divide the slot of " + slot + " s, so that a slot begins on a reading");
        }
        String power = fields.text("power");
        Names.known(fields, "power", "PDU, feed or group", power, PlantReader.powerNames(plant));
        String cooling = fields.text("cooling");
        Names.known(fields, "cooling", "CDU or group", cooling, PlantReader.coolingNames(plant));
        BlockPlan block = new BlockPlan(
                id,
                hall,
                skus.getOrDefault(sku, new SkuPlan("invalid", 1980, 700)),
                (int) fields.integer("gpus", 1, 16),
                period,
                power,
                cooling,
                fields.text("prefix", id + "-n"),
                (int) fields.integer("first", 0, 1_000_000, 1),
                (int) fields.integer("nodes", 1, 100_000),
                (int) fields.integer("nodes_per_rack", 1, 1_000, 8));
        fields.end();
        for (NodeId node : block.nodes()) {
            if (!nodes.add(node)) {
                fields.problem("prefix", "node '" + node + "' stands in two blocks; change 'prefix' or 'first'");
                break;
            }
        }
        return block;
    }

    private MeterPlan meter(Fields fields, List<BlockPlan> blocks) {
        AssetId id = fields.id("meter", AssetId::new);
        unique(id.value(), fields, "meter");
        Meter.Measure measure = fields.oneOf("measures", Meter.Measure.class);
        boolean facility = measure == Meter.Measure.FACILITY_ENERGY;
        if (!facility && measure != Meter.Measure.IT_ENERGY) {
            fields.problem("measures", "a meter measures it_energy or facility_energy");
        }
        List<BlockId> of = fields.values("blocks", BlockId::new);
        List<String> known = blocks.stream().map(block -> block.block().value()).toList();
        of.forEach(block -> Names.known(fields, "blocks", "block", block.value(), known));
        int ratio = (fields.has("ratio") ? fields.decimal("ratio") : BigDecimal.ONE)
                .movePointRight(3)
                .setScale(0, RoundingMode.HALF_EVEN)
                .intValueExact();
        fields.end();
        return new MeterPlan(id, facility, of, ratio);
    }

    private void unique(String name, Fields fields, String key) {
        if (!names.add(name)) {
            fields.problem(key, "the name '" + name + "' stands twice; events could not tell which is meant");
        }
    }

    /** A duration in whole seconds, at least one. */
    static int seconds(Fields fields, String key, int fallback) {
        Duration duration = fields.duration(key, Duration.ofSeconds(fallback));
        if (duration.toMillisPart() != 0 || duration.isZero() || duration.toSeconds() > 86_400) {
            fields.problem(key, "'" + key + "' must be whole seconds, from 1s to 24h");
            return fallback;
        }
        return (int) duration.toSeconds();
    }
}
