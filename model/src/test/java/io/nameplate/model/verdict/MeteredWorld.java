/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A {@link World} whose plant also measures: assets with capacities, instruments in the supply, energy counters that roll
 * over, are reset, lie and fall silent, and leases with terms that rest on all that. The same seed gives the same world.
 */
final class MeteredWorld {

    final World world;
    final Registry registry;
    final List<World.PlantReading> readings;
    private final Random random;

    MeteredWorld(long seed) {
        this.world = new World(seed);
        this.random = new Random(seed * 31 + 7);
        this.readings = new ArrayList<>(world.readings);
        this.registry = registry(world.registry);
        readMeters();
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private Registry registry(Registry bare) {
        Map<AssetId, Asset> assets = new TreeMap<>();
        for (Asset asset : bare.assets().values()) {
            List<Meter> meters = new ArrayList<>();
            for (Meter.Measure measure : List.of(Meter.Measure.SUPPLY_TEMPERATURE, Meter.Measure.FLOW)) {
                Set<BlockId> blocks = someBlocks(bare);
                if (chance(70) && !blocks.isEmpty()) {
                    meters.add(new Meter(measure, measure.text(), blocks, 0, 0));
                }
            }
            assets.put(
                    asset.asset(),
                    new Asset(
                            asset.asset(),
                            asset.kind(),
                            asset.collector(),
                            asset.hold(),
                            asset.up(),
                            1 + random.nextInt(2000),
                            meters));
        }
        for (Block block : bare.blocks().values()) {
            if (chance(85)) {
                meter(assets, "it-" + block.block(), Meter.Measure.IT_ENERGY, Set.of(block.block()));
            }
        }
        meter(
                assets,
                "site",
                Meter.Measure.FACILITY_ENERGY,
                new HashSet<>(bare.blocks().keySet()));
        Map<LeaseId, Lease> leases = new TreeMap<>();
        bare.leases().forEach((id, lease) -> leases.put(id, promising(lease)));
        return Worlds.with(bare, assets, leases);
    }

    /** Some blocks of one hall. */
    private Set<BlockId> someBlocks(Registry bare) {
        List<HallId> halls = List.copyOf(bare.halls().keySet());
        Set<BlockId> blocks = new HashSet<>();
        for (BlockId block : bare.halls().get(halls.get(random.nextInt(halls.size())))) {
            if (chance(70)) {
                blocks.add(block);
            }
        }
        return blocks;
    }

    private void meter(Map<AssetId, Asset> assets, String name, Meter.Measure measure, Set<BlockId> blocks) {
        AssetId id = new AssetId(name);
        long most = chance(80) ? 400 : 0;
        Meter meter = new Meter(measure, "energy", blocks, most > 0 && chance(60) ? 5000 : 0, most);
        Duration hold = Duration.ofMillis(3000 + random.nextInt(9000));
        assets.put(id, new Asset(id, "meter", new CollectorId("c1"), hold, List.of(), 0, List.of(meter)));
    }

    private Lease promising(Lease lease) {
        List<CapacityLine> lines = lease.lines().stream()
                .map(line -> new CapacityLine(
                        line.line(),
                        line.sku(),
                        line.guaranteedClockMhz(),
                        line.contractedLimitW(),
                        line.ramp(),
                        chance(85) ? 1 + random.nextInt(1500) : 0))
                .toList();
        List<Term> terms = new ArrayList<>(lease.terms());
        terms.add(new Term(Term.Kind.FIRM_POWER, 500 + random.nextInt(501)));
        terms.add(new Term(
                Term.Kind.THERMAL,
                500 + random.nextInt(501),
                new Promise.Supply(
                        chance(50) ? Integer.MIN_VALUE : 15_000,
                        25_000 + random.nextInt(5000),
                        chance(50) ? 0 : 1000 + random.nextInt(9000))));
        int most = 1000 + random.nextInt(1000);
        terms.add(new Term(Term.Kind.PUE, 1_000_000 / most, new Promise.Pue(most)));
        return Worlds.with(lease, lines, terms);
    }

    private void readMeters() {
        long from = (world.start - 25) * 1000;
        long to = (world.start + registry.interval().toSeconds() + 5) * 1000;
        for (Asset asset : registry.assets().values()) {
            for (Meter meter : asset.meters()) {
                boolean steady = chance(70);
                double count = random.nextInt(4000);
                for (long ts = from; ts < to; ts += chance(50) ? 1000 : 1 + random.nextInt(steady ? 2500 : 9000)) {
                    count = next(meter, count);
                    double value = switch (meter.measure()) {
                        case IT_ENERGY, FACILITY_ENERGY, PROMPT_TOKENS, GENERATION_TOKENS, REQUESTS -> count;
                        case SUPPLY_TEMPERATURE -> (steady ? 20 : 24) + random.nextInt(5000) / 1000.0;
                        case FLOW -> random.nextInt(9000) / 1e6;
                    };
                    value = chance(steady ? 1 : 10) ? Double.NaN : value;
                    readings.add(new World.PlantReading(asset.asset(), meter.point(), ts, value));
                    if (chance(1)) {
                        readings.add(new World.PlantReading(asset.asset(), meter.point(), ts, 17));
                    }
                }
            }
        }
    }

    private double next(Meter meter, double count) {
        double faster = meter.measure() == Meter.Measure.FACILITY_ENERGY ? 250 : 100;
        double more = count + random.nextInt((int) faster * 10) / 10.0;
        if (meter.rollover() > 0 && more >= meter.rollover()) {
            return more - meter.rollover();
        }
        return chance(2) ? random.nextInt(50) : chance(1) ? Math.max(0, count - 1) : more;
    }
}
