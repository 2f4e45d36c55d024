/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Term;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The terms that rest on plant against the {@link PlantOracle} on random worlds. A failure names the world's seed; run it
 * alone with {@code -Dnameplate.seed=N}.
 */
class PlantTermsPropertiesTest {

    private static final int WORLDS = 120;

    @Test
    void theEngineAgreesWithTheOracleFigureByFigure() {
        Map<String, Integer> judged = new HashMap<>();
        Map<String, Integer> occurred = new HashMap<>();
        Map<String, Integer> tripped = new HashMap<>();
        for (long seed : Worlds.seeds(WORLDS)) {
            MeteredWorld world = new MeteredWorld(seed);
            Verdict verdict = new Verdict(world.registry);
            Map<LineKey, LineResult> results =
                    results(verdict, world, Worlds.everywhere(world.registry, Worlds.plant(world.readings)));
            for (Lease lease : world.registry.leases().values()) {
                for (CapacityLine line : lease.lines()) {
                    LineResult result = results.get(new LineKey(lease.lease(), line.line()));
                    if (result == null) {
                        continue;
                    }
                    String where = "world " + seed + ", " + lease.lease() + "/" + line.line();
                    PlantOracle oracle = new PlantOracle(world, lease, line).settle();
                    assertThat(result.content().measured().byName()).as(where).isEqualTo(oracle.figures);
                    oracle.figures.forEach((name, value) ->
                            occurred.merge(name.substring(name.lastIndexOf('/') + 1), value > 0 ? 1 : 0, Integer::sum));
                    assertHeadroom(verdict, world, new LineKey(lease.lease(), line.line()), oracle, where)
                            .forEach(kind -> tripped.merge(kind, 1, Integer::sum));
                    for (int t = 3; t < lease.terms().size(); t++) {
                        Term term = lease.terms().get(t);
                        String outcome = oracle.judge(term, result.content().contractedGpuMs());
                        assertThat(result.judgements().get(t).outcome().text())
                                .as(where + ", " + term)
                                .isEqualTo(outcome);
                        judged.merge(term.kind().text() + " " + outcome, 1, Integer::sum);
                        BlockLosses blocks = result.judgements().get(t).blocks();
                        if (term.kind() == Term.Kind.THERMAL) {
                            assertThat(blocks.on(Layer.COOLING))
                                    .as(where)
                                    .isEqualTo(outcome.equals("breached") ? oracle.brokenIn : Map.of());
                        } else if (term.kind() == Term.Kind.FIRM_POWER) {
                            assertThat(blocks.on(Layer.POWER).values().stream()
                                            .mapToLong(Long::longValue)
                                            .sum())
                                    .as(where)
                                    .isLessThanOrEqualTo(
                                            result.judgements().get(t).layers().getOrDefault(Layer.POWER, 0L));
                        }
                    }
                }
            }
        }
        if (Worlds.seeds(WORLDS).size() == WORLDS) {
            assertThat(judged).as("every outcome of every term occurs").hasSize(9);
            assertThat(occurred)
                    .allSatisfy((name, times) -> assertThat(times).as(name).isPositive());
            assertThat(tripped).as("what trips come to").containsOnlyKeys("GPUs, too", "power alone", "a range");
        }
    }

    /** What a trip leaves of firm power is what would stand ready if the unit were down; live by halls, and in a trace. */
    private static Set<String> assertHeadroom(
            Verdict verdict, MeteredWorld world, LineKey key, PlantOracle oracle, String where) {
        long start = world.world.start;
        PlantTimeline plant = Worlds.plant(world.readings);
        LineTrace trace = verdict.trace(key, start, Worlds.nothing(world.registry, start), plant);
        List<Headroom.Unit> byHall = new ArrayList<>();
        verdict.halls(key, start).forEach(hall -> byHall.addAll(verdict.headroom(key, hall, start, plant)));
        assertThat(Headroom.sum(byHall)).as(where).isEqualTo(trace.headroom());
        assertThat(List.of(trace.ready().low(), trace.ready().high())).as(where).isEqualTo(oracle.readyAtTheEnd());
        Set<String> kinds = new HashSet<>();
        Map<String, List<Long>> left = new TreeMap<>();
        for (Headroom.Unit unit : trace.headroom()) {
            if (unit.takesPower()) {
                Headroom.Watts then = trace.ready().less(unit.lost());
                left.put(unit.unit().value(), List.of(then.low(), then.high()));
                kinds.add(unit.lostGpus() + unit.unsureGpus() == 0 ? "power alone" : "GPUs, too");
                if (then.low() < then.high()) {
                    kinds.add("a range");
                }
            }
        }
        assertThat(left).as(where).isEqualTo(oracle.leftByTrips());
        return kinds;
    }

    /** Each hall hears only what the job gives it: readings whose hold reaches the interval, of the assets it rests on. */
    @Test
    void orderDuplicationAndBatchingChangeNothingByteForByte() {
        for (long seed : Worlds.seeds(WORLDS)) {
            MeteredWorld world = new MeteredWorld(seed);
            Random random = new Random(~seed);
            Verdict verdict = new Verdict(world.registry);
            PlantTimeline all = Worlds.plant(world.readings);
            Map<LineKey, LineResult> straight = results(verdict, world, Worlds.everywhere(world.registry, all));
            Map<HallId, PlantTimeline> heard = new TreeMap<>();
            Map<HallId, PlantTimeline> kept = new TreeMap<>();
            for (HallId hall : world.registry.halls().keySet()) {
                PlantTimeline live = premerged(world, hall, random);
                heard.put(hall, live);
                HallEvidence nodes = verdict.nothing(world.world.start);
                byte[] stored =
                        KeptEvidence.of(world.registry, hall, nodes, live).toBytes();
                assertThat(stored)
                        .as("world %d", seed)
                        .isEqualTo(KeptEvidence.of(world.registry, hall, nodes, all)
                                .toBytes());
                kept.put(hall, KeptEvidence.fromBytes(stored).plant());
            }
            assertThat(results(verdict, world, heard)).as("world %d", seed).isEqualTo(straight);
            assertThat(results(verdict, world, kept)).as("world %d", seed).isEqualTo(straight);
        }
    }

    private static PlantTimeline premerged(MeteredWorld world, HallId hall, Random random) {
        Set<Asset> restsOn = new HashSet<>(world.registry.assetsOf(hall));
        long start = world.world.start * 1000;
        long end = start + world.registry.interval().toMillis();
        return Worlds.premerged(
                world.readings,
                reading -> {
                    Asset asset = world.registry.assets().get(reading.asset());
                    return restsOn.contains(asset)
                            && reading.tsMillis() < end
                            && start < reading.tsMillis() + asset.hold().toMillis();
                },
                random);
    }

    private static Map<LineKey, LineResult> results(
            Verdict verdict, MeteredWorld world, Map<HallId, PlantTimeline> plant) {
        long start = world.world.start;
        return Worlds.results(verdict, start, Worlds.nothing(world.registry, start), plant);
    }
}
