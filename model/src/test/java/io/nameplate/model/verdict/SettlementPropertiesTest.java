/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.State;
import io.nameplate.model.language.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The engine against the {@link Oracle} on random worlds. A failure names the world's seed; run it alone with {@code
 * -Dnameplate.seed=N}.
 */
class SettlementPropertiesTest {

    /** A breached term's layers are its blocks', but what no block lost; random sites have fewer blocks than are kept. */
    private static void assertBlocksAddUp(String where, Judgement judgement) {
        judgement.layers().forEach((layer, lost) -> {
            long located = judgement.blocks().on(layer).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            boolean named = judgement.outcome() == Judgement.Outcome.BREACHED && layer != Layer.DELIVERY;
            assertThat(located).as(where).isEqualTo(named ? lost : 0);
        });
    }

    private static final int WORLDS = 400;

    private static Map<LineKey, List<HallPart>> parts(
            Verdict verdict, long start, Map<HallId, HallEvidence> halls, PlantTimeline plant) {
        return parts(verdict, start, halls, plant, new Gaps());
    }

    /** What is known of missing records in a world. */
    private static List<Oracle.Known> known(World world, long seed) {
        Random random = new Random(seed * 31);
        List<Oracle.Known> known = new ArrayList<>();
        for (CollectorId collector : world.registry.collectors().keySet()) {
            for (int i = random.nextInt(4); i > 0; i--) {
                long from = world.start + random.nextInt(40) - 10;
                Gaps.Why why = Gaps.Why.values()[random.nextInt(5)];
                known.add(new Oracle.Known(collector, from, from + random.nextInt(30), why));
            }
        }
        return known;
    }

    private static Gaps gaps(List<Oracle.Known> known) {
        Gaps gaps = new Gaps();
        known.forEach(one -> gaps.add(one.collector(), one.from(), one.to(), one.why()));
        return gaps;
    }

    private static Map<LineKey, List<HallPart>> parts(
            Verdict verdict, long start, Map<HallId, HallEvidence> halls, PlantTimeline plant, Gaps gaps) {
        Map<LineKey, List<HallPart>> parts = new TreeMap<>();
        halls.forEach((hall, evidence) -> verdict.hallParts(hall, start, evidence, plant, gaps)
                .forEach((line, part) ->
                        parts.computeIfAbsent(line, key -> new ArrayList<>()).add(part)));
        return parts;
    }

    @Test
    void theEngineAgreesWithTheOracleStateByState() {
        Set<String> occurred = new HashSet<>();
        Map<String, Integer> judged = new HashMap<>();
        for (long seed : Worlds.seeds(WORLDS)) {
            World world = new World(seed);
            Verdict verdict = new Verdict(world.registry);
            List<Oracle.Known> known = known(world, seed);
            Map<LineKey, List<HallPart>> parts =
                    parts(verdict, world.start, Worlds.evidence(world), Worlds.plant(world.readings), gaps(known));
            for (Lease lease : world.registry.leases().values()) {
                for (CapacityLine line : lease.lines()) {
                    LineKey key = new LineKey(lease.lease(), line.line());
                    Oracle oracle = new Oracle(world, lease, line, known).settle();
                    LineResult result = verdict.line(key, world.start, parts.getOrDefault(key, List.of()));
                    String where = "world " + seed + ", " + key;
                    assertThat(inWords(result.content())).as(where).isEqualTo(oracle.states);
                    assertThat(blocksInWords(result.content())).as(where).isEqualTo(oracle.blocks);
                    Map<String, Long> causes = new TreeMap<>();
                    result.coverage().unmeasured().forEach((cause, ms) -> causes.put(cause.name(), ms));
                    assertThat(causes).as(where).isEqualTo(oracle.causes);
                    assertThat(result.content().contractedGpuMs()).as(where).isEqualTo(oracle.contracted);
                    for (int t = 0; t < lease.terms().size(); t++) {
                        Term term = lease.terms().get(t);
                        String outcome = oracle.judge(term);
                        assertThat(result.judgements().get(t).outcome().text())
                                .as(where + ", " + term)
                                .isEqualTo(outcome);
                        judged.merge(term.kind() + " " + outcome, 1, Integer::sum);
                        assertBlocksAddUp(
                                where + ", " + term, result.judgements().get(t));
                    }
                    occurred.addAll(oracle.states.keySet());
                }
            }
        }
        if (Worlds.seeds(WORLDS).size() == WORLDS) {
            assertThat(occurred)
                    .as("every state occurs")
                    .containsAll(Oracle.LADDER)
                    .contains("IDLE", "UTILIZED");
            assertThat(judged)
                    .as("every outcome of every term occurs: coverage is always assessed")
                    .hasSizeGreaterThan(7);
        }
    }

    @Test
    void itAddsUpAndNothingIsNegative() {
        for (long seed : Worlds.seeds(WORLDS)) {
            World world = new World(seed);
            Verdict verdict = new Verdict(world.registry);
            Map<LineKey, List<HallPart>> parts =
                    parts(verdict, world.start, Worlds.evidence(world), Worlds.plant(world.readings));
            for (LineKey key : verdict.lines(world.start)) {
                Content content = verdict.line(key, world.start, parts.getOrDefault(key, List.of()))
                        .content();
                long sum = 0;
                long noBlocks = content.gpuMs(State.UNCOMMISSIONED) + content.gpuMs(State.WITHDRAWN);
                for (Map.Entry<State, Long> state : content.states().entrySet()) {
                    assertThat(state.getValue()).as("world %d, %s", seed, key).isPositive();
                    sum += state.getValue();
                }
                long inBlocks = content.blocks().values().stream()
                        .flatMap(losses -> losses.values().stream())
                        .mapToLong(Long::longValue)
                        .sum();
                long delivered = content.gpuMs(State.IDLE) + content.gpuMs(State.UTILIZED);
                assertThat(sum).as("world %d, %s", seed, key).isEqualTo(content.contractedGpuMs());
                assertThat(inBlocks + noBlocks + delivered)
                        .as("world %d, %s", seed, key)
                        .isEqualTo(sum);
            }
        }
    }

    @Test
    void causesAddUpToWhatIsUnmeasuredWhateverIsKnownOfMissingRecordsAndNoContentDependsOnIt() {
        int unmeasured = 0;
        Set<MissingCause> seen = EnumSet.noneOf(MissingCause.class);
        for (long seed : Worlds.seeds(WORLDS)) {
            World world = new World(seed);
            Verdict verdict = new Verdict(world.registry);
            Map<HallId, HallEvidence> evidence = Worlds.evidence(world);
            PlantTimeline plant = Worlds.plant(world.readings);
            Map<LineKey, List<HallPart>> plain = parts(verdict, world.start, evidence, plant);
            Map<LineKey, List<HallPart>> explained =
                    parts(verdict, world.start, evidence, plant, gaps(known(world, seed)));
            for (LineKey key : verdict.lines(world.start)) {
                LineResult told = verdict.line(key, world.start, explained.getOrDefault(key, List.of()));
                LineResult other = verdict.line(key, world.start, plain.getOrDefault(key, List.of()));
                long counted = told.content().gpuMs(State.UNMEASURED);
                assertThat(told.coverage().unmeasuredGpuMs())
                        .as("world %d, %s", seed, key)
                        .isEqualTo(counted);
                assertThat(told.content().canonicalJson())
                        .isEqualTo(other.content().canonicalJson());
                assertThat(told.judgements()).isEqualTo(other.judgements());
                assertThat(told.provenance()).isEqualTo(other.provenance());
                Integer low = told.coverage().lowPerMille();
                Integer high = told.coverage().highPerMille();
                if (low != null && high != null) {
                    assertThat(low).as("world %d, %s", seed, key).isBetween(0, high);
                    assertThat(counted > 0 || low.equals(high)).isTrue();
                }
                unmeasured += counted > 0 ? 1 : 0;
                seen.addAll(told.coverage().unmeasured().keySet());
            }
        }
        if (Worlds.seeds(WORLDS).size() > 1) {
            assertThat(unmeasured).isGreaterThan(20);
            assertThat(seen).containsExactly(MissingCause.values());
        }
    }

    @Test
    void orderDuplicationAndBatchingChangeNothingByteForByte() {
        for (long seed : Worlds.seeds(WORLDS)) {
            World world = new World(seed);
            Random random = new Random(~seed);
            Verdict verdict = new Verdict(world.registry);
            Map<HallId, HallEvidence> straight = Worlds.evidence(world);
            Map<HallId, HallEvidence> shuffled = shuffledEvidence(world, random);
            straight.forEach((hall, evidence) -> assertThat(shuffled.get(hall).toBytes())
                    .as("world %d", seed)
                    .isEqualTo(evidence.toBytes()));
            PlantTimeline plant = Worlds.plant(world.readings);
            PlantTimeline shuffledPlant = shuffledPlant(world, random);
            assertThat(shuffledPlant.toBytes()).as("world %d", seed).isEqualTo(plant.toBytes());
            long from = world.start * 1000 - PlantTimeline.lookbackMillis(world.registry);
            long to = (world.start + world.registry.interval().toSeconds()) * 1000;

            Map<LineKey, List<HallPart>> parts = parts(verdict, world.start, straight, plant);
            Map<LineKey, List<HallPart>> again = parts(verdict, world.start, shuffled, shuffledPlant.slice(from, to));
            for (LineKey key : verdict.lines(world.start)) {
                List<HallPart> copies = new ArrayList<>();
                for (HallPart part : again.getOrDefault(key, List.of())) {
                    HallPart copy = HallPart.fromBytes(part.toBytes());
                    assertThat(copy.toBytes()).as("world %d", seed).isEqualTo(part.toBytes());
                    copies.add(copy);
                }
                Collections.shuffle(copies, random);
                LineResult first = verdict.line(key, world.start, parts.getOrDefault(key, List.of()));
                LineResult second = verdict.line(key, world.start, copies);
                assertThat(second).as("world %d, %s", seed, key).isEqualTo(first);
                assertThat(second.content().canonicalJson())
                        .isEqualTo(first.content().canonicalJson());
            }
        }
    }

    private static Map<HallId, HallEvidence> shuffledEvidence(World world, Random random) {
        Map<HallId, List<HallEvidence>> pieces = new HashMap<>();
        Verdict verdict = new Verdict(world.registry);
        for (HallId hall : world.registry.halls().keySet()) {
            for (int i = 0; i <= random.nextInt(4); i++) {
                pieces.computeIfAbsent(hall, key -> new ArrayList<>()).add(verdict.nothing(world.start));
            }
        }
        List<World.Observation> observations = new ArrayList<>(world.observations);
        Collections.shuffle(observations, random);
        for (World.Observation seen : observations) {
            List<HallEvidence> inHall = pieces.get(seen.hall());
            for (int copy = random.nextInt(10) == 0 ? 2 : 1; copy > 0; copy--) {
                HallEvidence piece = inHall.get(random.nextInt(inHall.size()));
                int cut = seen.from() + random.nextInt(seen.to() - seen.from());
                String node = seen.node().value();
                piece.mergeRun(node, seen.gpu(), cut, seen.to(), seen.seen().code());
                for (int slot = cut - 1; slot >= seen.from(); slot--) {
                    inHall.get(random.nextInt(inHall.size()))
                            .merge(node, seen.gpu(), slot, seen.seen().code());
                }
            }
        }
        Map<HallId, HallEvidence> merged = new TreeMap<>();
        pieces.forEach((hall, list) -> {
            Collections.shuffle(list, random);
            HallEvidence sum = verdict.nothing(world.start);
            for (HallEvidence piece : list) {
                sum.merge(random.nextBoolean() ? HallEvidence.fromBytes(piece.toBytes()) : piece);
                sum = random.nextBoolean() ? HallEvidence.fromBytes(sum.toBytes()) : sum;
            }
            merged.put(hall, sum);
        });
        return merged;
    }

    private static PlantTimeline shuffledPlant(World world, Random random) {
        List<World.PlantReading> readings = new ArrayList<>(world.readings);
        Collections.shuffle(readings, random);
        PlantTimeline one = new PlantTimeline();
        PlantTimeline other = new PlantTimeline();
        for (World.PlantReading reading : readings) {
            PlantTimeline into = random.nextBoolean() ? one : other;
            into.merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value());
            if (random.nextInt(5) == 0) {
                other.merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value());
            }
        }
        PlantTimeline sum = PlantTimeline.fromBytes(other.toBytes());
        sum.merge(one);
        sum.merge(other);
        return sum;
    }

    private static Map<String, Long> inWords(Content content) {
        Map<String, Long> words = new TreeMap<>();
        content.states().forEach((state, ms) -> {
            if (state != State.DERATED) {
                words.put(state.name(), ms);
            }
        });
        content.derated().forEach((cause, ms) -> words.put("DERATED " + cause.text(), ms));
        return words;
    }

    private static Map<String, Map<String, Long>> blocksInWords(Content content) {
        Map<String, Map<String, Long>> words = new TreeMap<>();
        content.blocks()
                .forEach((block, losses) ->
                        losses.forEach((state, ms) -> words.computeIfAbsent(block.value(), key -> new TreeMap<>())
                                .put(state.name(), ms)));
        return words;
    }
}
