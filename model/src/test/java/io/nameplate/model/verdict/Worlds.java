/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What tests of the engine on random worlds have in common: their seeds, what the engine makes of them, and changed registries. */
final class Worlds {

    private Worlds() {}

    /** The seeds from 1, or the one of {@code -Dnameplate.seed=N}. */
    static List<Long> seeds(int worlds) {
        Long one = Long.getLong("nameplate.seed");
        List<Long> seeds = new ArrayList<>();
        for (long seed = 1; one == null && seed <= worlds; seed++) {
            seeds.add(seed);
        }
        return one == null ? seeds : List.of(one);
    }

    /** Evidence of all halls without any observation. */
    static Map<HallId, HallEvidence> nothing(Registry registry, long start) {
        Verdict verdict = new Verdict(registry);
        Map<HallId, HallEvidence> halls = new TreeMap<>();
        registry.halls().keySet().forEach(hall -> halls.put(hall, verdict.nothing(start)));
        return halls;
    }

    /** All observations of a world, one after the other. */
    static Map<HallId, HallEvidence> evidence(World world) {
        Map<HallId, HallEvidence> halls = nothing(world.registry, world.start);
        for (World.Observation seen : world.observations) {
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

    static PlantTimeline plant(List<World.PlantReading> readings) {
        PlantTimeline plant = new PlantTimeline();
        readings.forEach(
                reading -> plant.merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value()));
        return plant;
    }

    /** The same plant for every hall. */
    static Map<HallId, PlantTimeline> everywhere(Registry registry, PlantTimeline plant) {
        Map<HallId, PlantTimeline> halls = new TreeMap<>();
        registry.halls().keySet().forEach(hall -> halls.put(hall, plant));
        return halls;
    }

    /** Some readings shuffled, in three batches, some twice, some through bytes, and merged. */
    static PlantTimeline premerged(
            List<World.PlantReading> readings, Predicate<World.PlantReading> goes, Random random) {
        List<World.PlantReading> shuffled = new ArrayList<>(readings);
        Collections.shuffle(shuffled, random);
        List<PlantTimeline> batches = List.of(new PlantTimeline(), new PlantTimeline(), new PlantTimeline());
        for (World.PlantReading reading : shuffled) {
            boolean isIn = goes.test(reading);
            for (int copy = random.nextInt(5) == 0 ? 2 : 1; copy > 0 && isIn; copy--) {
                batches.get(random.nextInt(3))
                        .merge(reading.asset().value(), reading.point(), reading.tsMillis(), reading.value());
            }
        }
        PlantTimeline sum = new PlantTimeline();
        batches.forEach(batch -> sum.merge(random.nextBoolean() ? PlantTimeline.fromBytes(batch.toBytes()) : batch));
        return sum;
    }

    /** What the engine settles, with every part through bytes and in another order. */
    static Map<LineKey, LineResult> results(
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

    static Registry with(Registry bare, Map<AssetId, Asset> assets, Map<LeaseId, Lease> leases) {
        return new Registry(
                bare.version(),
                bare.site(),
                bare.zone(),
                bare.slot(),
                bare.interval(),
                bare.deadline(),
                bare.halls(),
                bare.collectors(),
                assets,
                bare.groups(),
                bare.blocks(),
                leases,
                bare.allocations(),
                bare.windows(),
                bare.loadTargets());
    }

    static Lease with(Lease lease, List<CapacityLine> lines, List<Term> terms) {
        return new Lease(
                lease.lease(),
                lease.supplier(),
                lease.tenant(),
                lease.from(),
                lease.to(),
                lease.zone(),
                lease.pricePerMonth(),
                lease.currency(),
                lines,
                terms,
                lease.tenantBears(),
                lease.xidTable(),
                lease.unreachableAfter(),
                lease.maintenanceNotice(),
                lease.maintenanceCap(),
                lease.deadline(),
                lease.missing(),
                lease.openAfter(),
                lease.closeAfter(),
                lease.tenantOperates(),
                lease.contacts());
    }
}
