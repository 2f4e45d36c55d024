/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Allocation;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Collector;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.GroupId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Milestone;
import io.nameplate.model.language.MissingPolicy;
import io.nameplate.model.language.Node;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.OrderId;
import io.nameplate.model.language.PlantGroup;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Scope;
import io.nameplate.model.language.SiteId;
import io.nameplate.model.language.Sku;
import io.nameplate.model.language.State;
import io.nameplate.model.language.TenantId;
import io.nameplate.model.language.Term;
import io.nameplate.model.language.Window;
import io.nameplate.model.language.XidTable;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * A random little site with everything that can differ: ramps, allocations, windows, orders, several lines, surplus,
 * k-of-n groups, evidence of every kind, plant readings with holes and conflicts. The same seed gives the same world.
 */
final class World {

    /** One observation: it holds for every slot from {@code from} until {@code to}. */
    record Observation(HallId hall, NodeId node, int gpu, int from, int to, Seen seen) {}

    /** One plant reading; NaN is a bad one. */
    record PlantReading(AssetId asset, String point, long tsMillis, double value) {}

    private static final int[] INTERVALS = {10, 15, 20, 30, 60};
    private static final int[] CONDITIONS = {0, 0, 0, 0, 0, 0, 0, 79, 63, 95, 1005, 1006};
    private static final int[] REASONS = {-1, 0, 0x1, 0x4, 0x4, 0x2, 0x8, 0xc, 0x20, 0x40, 0x48, 0x80, 0x88, 0xee};
    private static final int[] LIMITS = {-1, 400, 699, 700, 1000};

    final Registry registry;
    final long start;
    final List<Observation> observations = new ArrayList<>();
    final List<PlantReading> readings = new ArrayList<>();
    private final Random random;
    private final int interval;
    private final int slot;

    World(long seed) {
        this.random = new Random(seed);
        this.interval = INTERVALS[random.nextInt(INTERVALS.length)];
        int[] divisors = {1, 5, interval};
        this.slot = divisors[random.nextInt(3)];
        long aligned = Instant.parse("2026-06-01T12:00:00Z").getEpochSecond();
        this.start = aligned + (long) interval * random.nextInt(3);
        this.registry = registry();
        observe();
        readPlant();
    }

    /** A world that was not made up here but seen elsewhere. */
    World(Registry registry, long start, List<Observation> observations, List<PlantReading> readings) {
        this.random = new Random(0);
        this.interval = (int) registry.interval().toSeconds();
        this.slot = (int) registry.slot().toSeconds();
        this.start = start;
        this.registry = registry;
        this.observations.addAll(observations);
        this.readings.addAll(readings);
    }

    private Duration hold() {
        return chance(50)
                ? Duration.ofSeconds(1 + random.nextInt(15))
                : Duration.ofMillis(500 + random.nextInt(20_000));
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    /** A whole second in, before or after the interval, often on its edges. */
    private Instant around() {
        int offset = chance(20) ? 0 : chance(20) ? interval : random.nextInt(3 * interval) - interval;
        return Instant.ofEpochSecond(start + offset);
    }

    private Registry registry() {
        List<Sku> skus = List.of(new Sku("A", 2000), new Sku("B", 1700));
        CollectorId collector = new CollectorId("c1");
        Map<AssetId, Asset> assets = new TreeMap<>();
        for (int i = 0; i < 5; i++) {
            AssetId id = new AssetId("asset-" + i);
            List<Asset.UpRule> rules = new ArrayList<>();
            rules.add(new Asset.UpRule("p", 1, Double.POSITIVE_INFINITY));
            if (chance(30)) {
                rules.add(new Asset.UpRule("q", 0, 5));
            }
            assets.put(id, new Asset(id, "thing", collector, hold(), rules));
        }
        Map<GroupId, PlantGroup> groups = new TreeMap<>();
        List<GroupId> inner = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            inner.add(new GroupId("asset-" + (i + random.nextInt(3))));
        }
        GroupId low = new GroupId("low");
        groups.put(low, new PlantGroup(low, 1 + random.nextInt(3), inner));
        GroupId high = new GroupId("high");
        groups.put(high, new PlantGroup(high, 1 + random.nextInt(2), List.of(low, new GroupId("asset-4"))));
        List<GroupId> paths = List.of(low, high, new GroupId("asset-0"), new GroupId("asset-3"));

        Map<HallId, List<BlockId>> halls = new TreeMap<>();
        Map<BlockId, Block> blocks = new TreeMap<>();
        int hallCount = 1 + random.nextInt(2);
        for (int h = 0; h < hallCount; h++) {
            HallId hall = new HallId("h" + h);
            halls.put(hall, new ArrayList<>());
            for (int b = 1 + random.nextInt(3); b > 0; b--) {
                BlockId id = new BlockId("h" + h + "-b" + b);
                halls.get(hall).add(id);
                List<Node> nodes = new ArrayList<>();
                for (int n = 1 + random.nextInt(3); n > 0; n--) {
                    nodes.add(new Node(new NodeId(id + "-n" + n), "r" + n));
                }
                blocks.put(
                        id,
                        new Block(
                                id,
                                hall,
                                skus.get(random.nextInt(2)),
                                1 + random.nextInt(3),
                                paths.get(random.nextInt(paths.size())),
                                paths.get(random.nextInt(paths.size())),
                                collector,
                                Duration.ofSeconds(1),
                                nodes));
            }
        }
        Map<LeaseId, Lease> leases = new TreeMap<>();
        for (int l = 1 + random.nextInt(2); l > 0; l--) {
            Lease lease = lease(new LeaseId("lease-" + l));
            leases.put(lease.lease(), lease);
        }
        List<Allocation> allocations = allocations(blocks, List.copyOf(leases.values()));
        List<Window> windows = windows(halls, blocks, List.copyOf(leases.keySet()));
        return new Registry(
                7,
                new SiteId("s"),
                ZoneId.of("UTC"),
                Duration.ofSeconds(slot),
                Duration.ofSeconds(interval),
                Duration.ofMinutes(5),
                halls,
                Map.of(collector, new Collector(collector, List.copyOf(halls.keySet()))),
                assets,
                groups,
                blocks,
                leases,
                allocations,
                windows,
                List.of());
    }

    private Lease lease(LeaseId id) {
        List<CapacityLine> lines = new ArrayList<>();
        for (int n = 1 + random.nextInt(2); n > 0; n--) {
            List<Milestone> ramp = new ArrayList<>();
            Instant at = Instant.ofEpochSecond(start - 1000);
            for (int m = 1 + random.nextInt(3); m > 0; m--) {
                ramp.add(new Milestone(at, random.nextInt(12)));
                Instant next = around();
                at = next.isAfter(at) ? next : at.plusSeconds(1);
            }
            lines.add(new CapacityLine(
                    new LineId("line-" + n), "A", chance(50) ? 1600 : 1000 + random.nextInt(700), 700, ramp));
        }
        Set<State> bears = EnumSet.noneOf(State.class);
        for (State state : State.values()) {
            if (state.isLoss() && state != State.UNMEASURED && chance(25)) {
                bears.add(state);
            }
        }
        Instant from = chance(10) ? around() : Instant.ofEpochSecond(start - 5000);
        Instant to = chance(10) ? around() : Instant.ofEpochSecond(start + 5000);
        List<Term> terms = List.of(
                new Term(Term.Kind.AVAILABILITY, 500 + random.nextInt(501)),
                new Term(Term.Kind.PERFORMANCE, 900 + random.nextInt(101)),
                new Term(Term.Kind.COVERAGE, random.nextInt(1001)));
        return new Lease(
                id,
                "supplier",
                new TenantId("tenant"),
                from,
                to.isAfter(from) ? to : from.plusSeconds(1),
                ZoneId.of("UTC"),
                BigDecimal.ONE,
                "USD",
                lines,
                terms,
                bears,
                chance(50) ? XidTable.DEFAULT : new XidTable("own", Set.of(63, 1006)),
                Duration.ofSeconds(random.nextInt(30)),
                chance(50) ? Duration.ZERO : Duration.ofSeconds(1 + random.nextInt(3600)),
                null,
                null,
                MissingPolicy.DEFAULT,
                2,
                2,
                chance(30),
                List.of());
    }

    private List<Allocation> allocations(Map<BlockId, Block> blocks, List<Lease> leases) {
        List<Allocation> allocations = new ArrayList<>();
        for (Block block : blocks.values()) {
            for (Node node : block.nodes()) {
                Instant from = Instant.ofEpochSecond(start - 2000);
                while (chance(75)) {
                    Instant to = chance(50) ? Instant.ofEpochSecond(start + 3000) : around();
                    if (to.isAfter(from)) {
                        Lease lease = leases.get(random.nextInt(leases.size()));
                        LineId line = lease.lines()
                                .get(random.nextInt(lease.lines().size()))
                                .line();
                        allocations.add(new Allocation(lease.lease(), line, List.of(node.node()), from, to));
                        from = to;
                    }
                }
            }
        }
        return allocations;
    }

    private List<Window> windows(Map<HallId, List<BlockId>> halls, Map<BlockId, Block> blocks, List<LeaseId> leases) {
        List<Window> windows = new ArrayList<>();
        State[] states = {State.EXCLUDED, State.OUTSIDE_CONTROL, State.CURTAILED};
        for (int w = random.nextInt(4); w > 0; w--) {
            Instant from = around();
            Set<HallId> inHalls = new HashSet<>();
            Set<BlockId> inBlocks = new HashSet<>();
            Set<NodeId> inNodes = new HashSet<>();
            Set<LeaseId> inLeases = new HashSet<>();
            if (chance(30)) {
                inHalls.add(halls.keySet().iterator().next());
            }
            for (Block block : blocks.values()) {
                if (chance(20)) {
                    inBlocks.add(block.block());
                }
                if (chance(20)) {
                    inNodes.add(block.nodes().get(0).node());
                }
            }
            if (chance(30)) {
                inLeases.add(leases.get(random.nextInt(leases.size())));
            }
            State state = states[random.nextInt(3)];
            boolean noticed = state == State.EXCLUDED && chance(70);
            windows.add(new Window(
                    new OrderId("w" + w),
                    state,
                    from,
                    from.plusSeconds(1 + random.nextInt(2 * interval)),
                    new Scope(inHalls, inBlocks, inNodes, inLeases),
                    "test",
                    noticed ? from.minusSeconds(random.nextInt(4000) - 400) : null));
        }
        return windows;
    }

    private void observe() {
        int slots = interval / slot;
        for (Block block : registry.blocks().values()) {
            for (Node node : block.nodes()) {
                int from = 0;
                while (from < slots) {
                    int to = chance(40) ? slots : from + 1 + random.nextInt(slots - from);
                    int kind = random.nextInt(100);
                    if (kind < 30) {
                        observe(block, node, from, to, absent());
                    } else if (kind < 95) {
                        observeGpus(block, node, from, to);
                    }
                    if (chance(8)) {
                        observe(block, node, from, to, absent());
                    }
                    from = to;
                }
            }
        }
    }

    private void observeGpus(Block block, Node node, int from, int to) {
        boolean countShort = chance(50);
        for (int gpu = 0; gpu < block.gpusPerNode(); gpu++) {
            Seen seen = chance(8)
                    ? new Seen.Missing(CONDITIONS[random.nextInt(CONDITIONS.length)], countShort)
                    : data(block);
            observations.add(new Observation(block.hall(), node.node(), gpu, from, to, seen));
            if (chance(5)) {
                observations.add(new Observation(block.hall(), node.node(), gpu, from, to, data(block)));
            }
        }
    }

    private void observe(Block block, Node node, int from, int to, Seen seen) {
        for (int gpu = 0; gpu < block.gpusPerNode(); gpu++) {
            observations.add(new Observation(block.hall(), node.node(), gpu, from, to, seen));
        }
    }

    private Seen.Absent absent() {
        return new Seen.Absent(
                AbsentReason.values()[random.nextInt(4)],
                Witness.values()[random.nextInt(4)],
                Port.values()[random.nextInt(3)],
                start - random.nextInt(40) + random.nextInt(20),
                chance(25));
    }

    private Seen.Data data(Block block) {
        int clock = chance(10) ? -1 : chance(30) ? 2100 : 600 + random.nextInt(1300);
        Work work = chance(5) ? Work.UNKNOWN : chance(25) ? Work.IDLE : Work.WORKING;
        return new Seen.Data(
                CONDITIONS[random.nextInt(CONDITIONS.length)],
                REASONS[random.nextInt(REASONS.length)],
                clock,
                block.sku().referenceClockMhz(),
                LIMITS[random.nextInt(LIMITS.length)],
                work);
    }

    private void readPlant() {
        for (Asset asset : registry.assets().values()) {
            for (Asset.UpRule rule : asset.up()) {
                long ts = (start - 25) * 1000;
                boolean healthy = chance(50);
                while (ts < (start + interval + 5) * 1000) {
                    double value = chance(10) ? Double.NaN : chance(healthy ? 90 : 20) ? 3 : 9 * random.nextInt(2);
                    readings.add(new PlantReading(asset.asset(), rule.point(), ts, value));
                    if (chance(4)) {
                        readings.add(new PlantReading(asset.asset(), rule.point(), ts, 4));
                    }
                    ts += chance(50) ? 1000L * (1 + random.nextInt(10)) : 1 + random.nextInt(9000);
                }
            }
        }
    }
}
