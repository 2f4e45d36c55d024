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
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Throughput and use on random worlds against naive oracles; run one alone with {@code -Dnameplate.seed=N}. */
class ThroughputPropertiesTest {

    private static final int WORLDS = 150;

    @Test
    void theEngineAgreesWithTheOraclesFigureByFigure() {
        Map<String, Integer> judged = new HashMap<>();
        Map<String, Integer> occurred = new HashMap<>();
        for (long seed : Worlds.seeds(WORLDS)) {
            UsedWorld used = new UsedWorld(seed);
            Verdict verdict = new Verdict(used.registry);
            Map<LineKey, LineResult> results = Worlds.results(
                    verdict,
                    used.world.start,
                    Worlds.evidence(used.world),
                    Worlds.everywhere(used.registry, Worlds.plant(used.world.readings)));
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
        if (Worlds.seeds(WORLDS).size() == WORLDS) {
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
        for (long seed : Worlds.seeds(WORLDS)) {
            UsedWorld used = new UsedWorld(seed);
            Random random = new Random(~seed);
            Verdict verdict = new Verdict(used.registry);
            Map<HallId, HallEvidence> evidence = Worlds.evidence(used.world);
            PlantTimeline all = Worlds.plant(used.world.readings);
            Map<LineKey, LineResult> straight =
                    Worlds.results(verdict, used.world.start, evidence, Worlds.everywhere(used.registry, all));
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
            assertThat(Worlds.results(verdict, used.world.start, evidence, heard))
                    .as("world %d", seed)
                    .isEqualTo(straight);
            assertThat(Worlds.results(verdict, used.world.start, evidence, kept))
                    .as("world %d", seed)
                    .isEqualTo(straight);
        }
    }

    private static PlantTimeline premerged(UsedWorld used, HallId hall, Random random) {
        long start = used.world.start * 1000;
        long end = start + used.registry.interval().toMillis();
        return Worlds.premerged(
                used.world.readings,
                reading -> {
                    Asset asset = used.registry.assets().get(reading.asset());
                    long hold = (asset == null ? used.registry.interval() : asset.hold()).toMillis();
                    boolean reaches = reading.tsMillis() < end && start < reading.tsMillis() + hold;
                    return reaches && UseOracle.concerns(used, hall, reading);
                },
                random);
    }
}
