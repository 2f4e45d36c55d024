/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Throughput and use on random worlds against naive oracles; run one alone with {@code -Dnameplate.seed=N}. */
class ThroughputPropertiesTest {

    private static final int WORLDS = 150;

    private static List<Long> seeds() {
        Long one = Long.getLong("nameplate.seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; one == null && seed <= WORLDS; seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    private static Map<HallId, HallEvidence> evidence(UsedWorld used, Verdict verdict) {
        Map<HallId, HallEvidence> halls = new TreeMap<>();
        used.registry.halls().keySet().forEach(hall -> halls.put(hall, verdict.nothing(used.world.start)));
        for (World.Observation seen : used.world.observations) {
            halls.get(seen.hall())
                    .mergeRun(
                            seen.node().value(),
                            seen.gpu(),
                            seen.from(),
                            seen.to(),
                            seen.seen().code());
        }
        return halls;
    }

    private static PlantTimeline plant(List<World.PlantReading> readings) {
        PlantTimeline plant = new PlantTimeline();
        readings.forEach(
                reading -> plant.merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value()));
        return plant;
    }

    private static Map<LineKey, LineResult> results(
            Verdict verdict, long start, Map<HallId, HallEvidence> evidence, Map<HallId, PlantTimeline> plant) {
        Map<LineKey, List<HallPart>> parts = new TreeMap<>();
        evidence.forEach((hall, seen) -> verdict.hallParts(
                        hall, start, seen, plant.getOrDefault(hall, new PlantTimeline()))
                .forEach((line, part) ->
                        parts.computeIfAbsent(line, key -> new ArrayList<>()).add(HallPart.fromBytes(part.toBytes()))));
        Map<LineKey, LineResult> results = new TreeMap<>();
        for (LineKey key : verdict.lines(start)) {
            List<HallPart> own = new ArrayList<>(parts.getOrDefault(key, List.of()));
            Collections.reverse(own);
            results.put(key, verdict.line(key, start, own));
        }
        return results;
    }

    private static Map<HallId, PlantTimeline> everywhere(UsedWorld used, PlantTimeline plant) {
        Map<HallId, PlantTimeline> halls = new TreeMap<>();
        used.registry.halls().keySet().forEach(hall -> halls.put(hall, plant));
        return halls;
    }

    @Test
    void theEngineAgreesWithTheOraclesFigureByFigure() {
        Map<String, Integer> judged = new HashMap<>();
        Map<String, Integer> occurred = new HashMap<>();
        for (long seed : seeds()) {
            UsedWorld used = new UsedWorld(seed);
            Verdict verdict = new Verdict(used.registry);
            Map<LineKey, LineResult> results = results(
                    verdict, used.world.start, evidence(used, verdict), everywhere(used, plant(used.world.readings)));
            for (Lease lease : used.registry.leases().values()) {
                for (CapacityLine line : lease.lines()) {
                    LineResult result = results.get(new LineKey(lease.lease(), line.line()));
                    if (result == null) {
                        continue;
                    }
                    String where = "world " + seed + ", " + lease.lease() + "/" + line.line();
                    Oracle states = new Oracle(used.world, lease, line).settle();
                    UseOracle oracle = new UseOracle(used, lease, line).settle();
                    assertThat(result.use().figures().byName()).as(where).isEqualTo(oracle.figures);
                    assertThat(inWords(result.use())).as(where).isEqualTo(states.delivered);
                    oracle.figures.forEach((name, value) -> occurred.merge(name, value > 0 ? 1 : 0, Integer::sum));
                    boolean promised = false;
                    for (int t = 0; t < lease.terms().size(); t++) {
                        Term term = lease.terms().get(t);
                        if (term.kind() == Term.Kind.THROUGHPUT) {
                            promised = true;
                            String outcome = states.judgeThroughput(term, oracle.written, oracle.exact);
                            assertThat(result.judgements().get(t).outcome().text())
                                    .as(where)
                                    .isEqualTo(outcome);
                            judged.merge(outcome, 1, Integer::sum);
                        }
                    }
                    assertThat(figures(result)).as(where).isEqualTo(promised ? oracle.throughput : Map.of());
                }
            }
        }
        if (seeds().size() == WORLDS) {
            assertThat(judged)
                    .as("every outcome occurs")
                    .hasSize(3)
                    .allSatisfy(
                            (outcome, times) -> assertThat(times).as(outcome).isGreaterThan(5));
            assertThat(occurred)
                    .hasSize(10)
                    .allSatisfy((name, times) -> assertThat(times).as(name).isPositive());
        }
    }

    /** What the content says of the term but for its meters, by the last word. */
    private static Map<String, Long> figures(LineResult result) {
        Map<String, Long> figures = new TreeMap<>();
        result.content().measured().byName().forEach((name, value) -> {
            if (!name.startsWith("throughput/meters/")) {
                figures.put(name.substring("throughput/".length()), value);
            }
        });
        return figures;
    }

    private static Map<String, Map<String, Long>> inWords(Use use) {
        Map<String, Map<String, Long>> blocks = new TreeMap<>();
        for (Map.Entry<BlockId, Use.Delivered> block : use.blocks().entrySet()) {
            Map<String, Long> states = new TreeMap<>();
            if (block.getValue().utilizedGpuMs() > 0) {
                states.put("UTILIZED", block.getValue().utilizedGpuMs());
            }
            if (block.getValue().idleGpuMs() > 0) {
                states.put("IDLE", block.getValue().idleGpuMs());
            }
            blocks.put(block.getKey().value(), states);
        }
        return blocks;
    }

    /** Each hall hears only what the job gives it: readings whose hold reaches the interval, of what it rests on. */
    @Test
    void orderDuplicationAndBatchingChangeNothingByteForByte() {
        for (long seed : seeds()) {
            UsedWorld used = new UsedWorld(seed);
            Random random = new Random(~seed);
            Verdict verdict = new Verdict(used.registry);
            Map<HallId, HallEvidence> evidence = evidence(used, verdict);
            PlantTimeline all = plant(used.world.readings);
            Map<LineKey, LineResult> straight = results(verdict, used.world.start, evidence, everywhere(used, all));
            Map<HallId, PlantTimeline> heard = new TreeMap<>();
            Map<HallId, PlantTimeline> kept = new TreeMap<>();
            for (HallId hall : used.registry.halls().keySet()) {
                heard.put(hall, premerged(used, hall, random));
                byte[] stored = KeptEvidence.of(used.registry, hall, evidence.get(hall), heard.get(hall))
                        .toBytes();
                assertThat(stored)
                        .as("world %d", seed)
                        .isEqualTo(KeptEvidence.of(used.registry, hall, evidence.get(hall), all)
                                .toBytes());
                kept.put(hall, KeptEvidence.fromBytes(stored).plant());
            }
            assertThat(results(verdict, used.world.start, evidence, heard))
                    .as("world %d", seed)
                    .isEqualTo(straight);
            assertThat(results(verdict, used.world.start, evidence, kept))
                    .as("world %d", seed)
                    .isEqualTo(straight);
        }
    }

    private static PlantTimeline premerged(UsedWorld used, HallId hall, Random random) {
        List<World.PlantReading> readings = new ArrayList<>(used.world.readings);
        Collections.shuffle(readings, random);
        long start = used.world.start * 1000;
        long end = start + used.registry.interval().toMillis();
        List<PlantTimeline> batches = List.of(new PlantTimeline(), new PlantTimeline(), new PlantTimeline());
        for (World.PlantReading reading : readings) {
            Asset asset = used.registry.assets().get(reading.asset());
            long hold = (asset == null ? used.registry.interval() : asset.hold()).toMillis();
            boolean reaches = reading.tsMillis() < end && start < reading.tsMillis() + hold;
            boolean goes = reaches && UseOracle.concerns(used, hall, reading);
            for (int copy = random.nextInt(5) == 0 ? 2 : 1; copy > 0 && goes; copy--) {
                batches.get(random.nextInt(3))
                        .merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value());
            }
        }
        PlantTimeline sum = new PlantTimeline();
        batches.forEach(batch -> sum.merge(random.nextBoolean() ? PlantTimeline.fromBytes(batch.toBytes()) : batch));
        return sum;
    }
}
