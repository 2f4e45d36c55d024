/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.PointReading;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Metered;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Counts how long the supply to a line's GPUs of one hall was as promised, and what its instruments said. */
final class SupplyCount {

    private static final long UNKNOWN = Long.MIN_VALUE;
    private static final long STOPPED = Long.MIN_VALUE + 1;
    private static final double HOTTEST_C = 1000;
    private static final double COLDEST_C = -273.15;
    private static final double LARGEST_FLOW = 1000;

    /** Whether a promise was kept. */
    private enum Kept {
        YES,
        NO,
        UNKNOWN
    }

    private final Registry registry;
    private final PlantTimeline plant;
    private final Promise.Supply promise;
    private final List<Standing> standings;
    private final Map<BlockId, List<Metered>> temperatures = new TreeMap<>();
    private final Map<BlockId, List<Metered>> flows = new TreeMap<>();
    private final List<Metered> all = new ArrayList<>();
    private final SupplySums sums = new SupplySums();

    SupplyCount(
            Registry registry,
            PlantTimeline plant,
            Promise.Supply promise,
            List<Standing> standings,
            List<Metered> meters) {
        this.registry = registry;
        this.plant = plant;
        this.promise = promise;
        this.standings = standings;
        for (Metered metered : meters) {
            Map<BlockId, List<Metered>> into = switch (metered.meter().measure()) {
                case SUPPLY_TEMPERATURE -> temperatures;
                case FLOW -> flows;
                case IT_ENERGY, FACILITY_ENERGY, PROMPT_TOKENS, GENERATION_TOKENS, REQUESTS -> null;
            };
            if (into != null) {
                all.add(metered);
                metered.meter()
                        .blocks()
                        .forEach(block -> into.computeIfAbsent(block, key -> new ArrayList<>())
                                .add(metered));
            }
        }
    }

    SupplySums count() {
        long start = standings.get(0).from();
        long end = standings.get(standings.size() - 1).to();
        TreeSet<Long> changes = new TreeSet<>();
        for (Metered metered : all) {
            Asset asset = metered.asset();
            plant.changes(asset, metered.meter().point(), start, end, changes);
            asset.up().forEach(rule -> plant.changes(asset, rule.point(), start, end, changes));
        }
        for (Standing standing : standings) {
            TreeSet<Long> instants = new TreeSet<>(changes.subSet(standing.from(), false, standing.to(), false));
            instants.add(standing.from());
            for (long at : instants) {
                Long next = instants.higher(at);
                piece(standing, at, (next == null ? standing.to() : next) - at);
            }
        }
        return sums;
    }

    private void piece(Standing standing, long at, long millis) {
        Map<Metered, Long> values = new LinkedHashMap<>();
        standing.blocks().forEach((block, gpus) -> {
            Kept warmth = warmth(temperatures.getOrDefault(block, List.of()), at, values);
            Kept flow = promise.minFlowMl() == 0 ? Kept.YES : flow(flows.getOrDefault(block, List.of()), at, values);
            boolean broken = warmth == Kept.NO || flow == Kept.NO;
            sums.count(block, gpus, millis, broken, !broken && (warmth == Kept.UNKNOWN || flow == Kept.UNKNOWN));
        });
        values.forEach((metered, value) -> {
            if (value != UNKNOWN && value != STOPPED) {
                if (metered.meter().measure() == Meter.Measure.FLOW) {
                    sums.flow(value, millis);
                } else {
                    sums.temperature(value, promise.holds(value), millis);
                }
            }
        });
    }

    /** Broken if one supply of a block is not as promised or all are stopped; a stopped one beside others says nothing. */
    private Kept warmth(List<Metered> sensors, long at, Map<Metered, Long> values) {
        int unknown = 0;
        int stopped = 0;
        int broken = 0;
        for (Metered sensor : sensors) {
            long value = values.computeIfAbsent(sensor, key -> value(key, at));
            if (value == UNKNOWN) {
                unknown++;
            } else if (value == STOPPED) {
                stopped++;
            } else if (!promise.holds(value)) {
                broken++;
            }
        }
        if (broken > 0) {
            return Kept.NO;
        }
        if (sensors.isEmpty() || unknown > 0) {
            return Kept.UNKNOWN;
        }
        return stopped == sensors.size() ? Kept.NO : Kept.YES;
    }

    /** Whether what flows to a block is enough; an asset that is down gives nothing. */
    private Kept flow(List<Metered> meters, long at, Map<Metered, Long> values) {
        long sum = 0;
        boolean unknown = meters.isEmpty();
        for (Metered meter : meters) {
            long value = values.computeIfAbsent(meter, key -> value(key, at));
            unknown |= value == UNKNOWN;
            sum += value == STOPPED || value == UNKNOWN ? 0 : value;
        }
        if (!unknown) {
            sums.blockFlow(sum);
        }
        if (sum >= promise.minFlowMl()) {
            return Kept.YES;
        }
        return unknown ? Kept.UNKNOWN : Kept.NO;
    }

    private long value(Metered metered, long at) {
        Asset asset = metered.asset();
        if (!asset.up().isEmpty()
                && plant.state(registry, new GroupId(asset.asset().value()), at) == PlantState.DOWN) {
            return STOPPED;
        }
        PointReading reading = plant.reading(asset, metered.meter().point(), at);
        if (reading.standing() != PointReading.Standing.IN_FORCE) {
            return UNKNOWN;
        }
        double value = reading.value();
        if (metered.meter().measure() == Meter.Measure.FLOW) {
            return value >= 0 && value <= LARGEST_FLOW ? (long) Math.rint(value * 1_000_000) : UNKNOWN;
        }
        return value >= COLDEST_C && value <= HOTTEST_C ? (long) Math.rint(value * 1000) : UNKNOWN;
    }
}
