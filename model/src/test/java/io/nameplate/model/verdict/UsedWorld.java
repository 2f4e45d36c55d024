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
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.Promise;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A random {@link World} in which endpoints count tokens, nodes count the work of their tensor cores and meters energy: with
 * resets, holes, conflicts and jumps. The same seed gives the same world.
 */
final class UsedWorld {

    final World world;
    final Registry registry;
    private final Random random;
    private final List<World.PlantReading> readings;
    private final long start;
    private final long length;

    UsedWorld(long seed) {
        this.random = new Random(seed * 131 + 3);
        World bare = new World(seed);
        this.readings = new ArrayList<>(bare.readings);
        this.start = bare.start * 1000;
        this.length = bare.registry.interval().toMillis();
        this.registry = registry(bare.registry);
        registry.assets().values().forEach(asset -> asset.meters().forEach(meter -> count(asset, meter)));
        registry.blocks().values().forEach(block -> block.nodes().forEach(node -> count(block, node)));
        this.world = new World(registry, bare.start, bare.observations, readings);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private Registry registry(Registry bare) {
        Map<AssetId, Asset> assets = new TreeMap<>(bare.assets());
        for (BlockId block : bare.blocks().keySet()) {
            if (chance(80)) {
                add(assets, "it-" + block, new Meter(Meter.Measure.IT_ENERGY, "energy", Set.of(block), 0, 4000));
            }
        }
        Map<LeaseId, Lease> leases = new TreeMap<>();
        for (Lease lease : bare.leases().values()) {
            List<Term> terms = new ArrayList<>(lease.terms());
            if (chance(80)) {
                terms.add(new Term(
                        Term.Kind.THROUGHPUT,
                        300 + random.nextInt(701),
                        new Promise.Throughput(1 + random.nextInt(7_200_000))));
            }
            leases.put(lease.lease(), Worlds.with(lease, lease.lines(), terms));
            for (CapacityLine line : lease.lines()) {
                for (int i = random.nextInt(3); i > 0; i--) {
                    endpoint(assets, "vllm-" + lease.lease() + "-" + line.line() + "-" + i, lease, line);
                }
            }
        }
        return Worlds.with(bare, assets, leases);
    }

    private void endpoint(Map<AssetId, Asset> assets, String name, Lease lease, CapacityLine line) {
        Meter.Served serves = new Meter.Served(lease.lease(), line.line());
        List<Meter> meters = new ArrayList<>();
        meters.add(new Meter(Meter.Measure.GENERATION_TOKENS, "generation", serves, chance(50) ? 100_000 : 0));
        if (chance(70)) {
            meters.add(new Meter(Meter.Measure.PROMPT_TOKENS, "prompt", serves, 0));
        }
        if (chance(70)) {
            meters.add(new Meter(Meter.Measure.REQUESTS, "requests", serves, 0));
        }
        add(assets, name, meters.toArray(Meter[]::new));
    }

    private void add(Map<AssetId, Asset> assets, String name, Meter... meters) {
        AssetId id = new AssetId(name);
        Duration hold = Duration.ofMillis(3000 + random.nextInt(9000));
        assets.put(id, new Asset(id, "counter", new CollectorId("c1"), hold, List.of(), 0, List.of(meters)));
    }

    private void read(AssetId asset, String point, long ts, double value) {
        readings.add(new World.PlantReading(asset, point, ts, value));
        if (chance(1)) {
            readings.add(new World.PlantReading(asset, point, ts, 17));
        }
    }

    private void count(Asset asset, Meter meter) {
        boolean steady = chance(60);
        int pace = meter.measure() == Meter.Measure.IT_ENERGY ? 900 : 1 + random.nextInt(30_000);
        double count = random.nextInt(40_000);
        long ts = start - 25_000 + random.nextInt(1000);
        for (; ts < start + length + 5000; ts += steady ? 1000 : 1 + random.nextInt(9000)) {
            count = chance(2) ? random.nextInt(500) : count + random.nextInt(pace) + (steady ? 0 : 0.25);
            read(asset.asset(), meter.point(), ts, chance(steady ? 0 : 8) ? Double.NaN : count);
        }
    }

    /** As each interval ends, and now and then as an epoch begins. */
    private void count(Block block, Node node) {
        if (chance(15)) {
            return;
        }
        AssetId id = new AssetId(node.node().value());
        double count = random.nextInt(1_000_000);
        for (int end = -2; end <= 2; end++) {
            if (!chance(12)) {
                read(id, "tensor_active", start + end * length - 1, chance(4) ? -1 : Math.rint(count));
            }
            if (chance(5)) {
                count = chance(50) ? 0 : count - 1000;
                read(id, "tensor_active", start + end * length + random.nextInt((int) length - 1), Math.max(0, count));
            }
            count += (chance(3) ? 5 : 1) * random.nextDouble() * block.gpusPerNode() * length;
        }
    }
}
