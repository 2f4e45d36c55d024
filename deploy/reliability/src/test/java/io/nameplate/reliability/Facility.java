/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.QualityReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** What really happens to nodes, GPUs and plant, and what their sources tell of it. Goes on whoever listens. */
final class Facility {

    private final Random random;
    private final List<Machine> machines = new ArrayList<>();
    private final List<Gear> gears = new ArrayList<>();
    private final int trouble;

    private enum Fitness {
        WELL,
        SILENT,
        OFF,
        CUT_OFF
    }

    /** A node. */
    private static final class Machine {
        final NodeId node;
        final CollectorId source;
        final long periodMillis;
        final int gpus;
        Fitness health = Fitness.WELL;
        int boot = 1;
        long[] xid;
        long[] clock;
        long[] reasons;
        boolean[] idle;
        boolean[] gone;
        long nextAt;

        Machine(NodeId node, CollectorId source, long periodMillis, int gpus) {
            this.node = node;
            this.source = source;
            this.periodMillis = periodMillis;
            this.gpus = gpus;
            this.xid = new long[gpus];
            this.clock = new long[gpus];
            this.reasons = new long[gpus];
            this.idle = new boolean[gpus];
            this.gone = new boolean[gpus];
        }
    }

    /** A piece of plant. */
    private static final class Gear {
        final Asset asset;
        boolean up = true;
        boolean silent;
        boolean bad;
        long nextAt;

        Gear(Asset asset) {
            this.asset = asset;
        }
    }

    /** What one collector hears at one moment. */
    record Heard(List<Reading> readings, Map<AssetId, List<PointValue>> plant) {}

    /** @param trouble how many of a thousand looks at a thing find it changed */
    Facility(Registry registry, Random random, int trouble) {
        this.random = random;
        this.trouble = trouble;
        registry.nodes()
                .forEach((id, placed) -> machines.add(new Machine(
                        id,
                        placed.block().source(),
                        placed.block().period().toMillis(),
                        placed.block().gpusPerNode())));
        registry.assets().values().forEach(asset -> gears.add(new Gear(asset)));
    }

    private boolean happens() {
        return random.nextInt(1000) < trouble;
    }

    /** Lets the time pass and tells each collector what it hears; a listener's clock stamps what it is told. */
    Map<CollectorId, Heard> pass(long now, Map<CollectorId, VirtualClock> clocks) {
        Map<CollectorId, Heard> heard = new TreeMap<>();
        clocks.keySet().forEach(id -> heard.put(id, new Heard(new ArrayList<>(), new TreeMap<>())));
        for (Machine machine : machines) {
            if (now >= machine.nextAt) {
                machine.nextAt = now + machine.periodMillis;
                change(machine);
                long ts = now + clocks.get(machine.source).offset();
                tell(machine, ts, heard.get(machine.source).readings());
            }
        }
        for (Gear gear : gears) {
            if (now >= gear.nextAt) {
                gear.nextAt = now + gear.asset.hold().toMillis() / 3;
                change(gear);
                if (!gear.silent) {
                    String point = gear.asset.up().get(0).point();
                    PointValue value = gear.bad
                            ? PointValue.bad(point, QualityReason.RANGE)
                            : PointValue.good(point, gear.up ? 230 : 0);
                    heard.get(gear.asset.collector()).plant().put(gear.asset.asset(), List.of(value));
                }
            }
        }
        return heard;
    }

    private void change(Machine machine) {
        if (machine.health == Fitness.WELL ? happens() : random.nextInt(4) == 0) {
            if (machine.health == Fitness.OFF || (machine.health == Fitness.SILENT && random.nextInt(3) == 0)) {
                machine.boot++;
                machine.xid = new long[machine.gpus];
            }
            machine.health = machine.health == Fitness.WELL ? Fitness.values()[1 + random.nextInt(3)] : Fitness.WELL;
        }
        for (int gpu = 0; gpu < machine.gpus; gpu++) {
            if (happens()) {
                machine.xid[gpu] = Site.pick(random, 0, 31, 79, 48, 63);
            }
            if (happens()) {
                machine.clock[gpu] = Site.pick(random, 0, 0, 1200, 1590, -1);
                machine.reasons[gpu] = Site.pick(random, 0, 4, 0x20, 0x40, 0x80, 0x8, 0x2, -1);
            }
            machine.idle[gpu] ^= happens();
            machine.gone[gpu] ^= happens() && random.nextInt(3) == 0;
        }
    }

    private void tell(Machine machine, long ts, List<Reading> into) {
        if (machine.health == Fitness.WELL) {
            List<GpuReading> gpus = new ArrayList<>();
            for (int gpu = 0; gpu < machine.gpus; gpu++) {
                if (!machine.gone[gpu]) {
                    boolean idle = machine.idle[gpu] || machine.xid[gpu] == 79;
                    gpus.add(new GpuReading(
                            machine.node + "-g" + gpu,
                            gpu,
                            idle ? 0 : 970,
                            BLANK,
                            machine.clock[gpu] == 0 ? 1980 : machine.clock[gpu] < 0 ? BLANK : machine.clock[gpu],
                            600,
                            600,
                            700,
                            machine.reasons[gpu] < 0 ? BLANK : machine.reasons[gpu],
                            machine.xid[gpu],
                            machine.xid[gpu] == 79 ? 2 : 0,
                            Health.UNSAID));
                }
            }
            into.add(new NodeReading(machine.node, ts, "boot-" + machine.boot, gpus.size(), gpus));
        }
        if (!happens()) {
            boolean answers = machine.health == Fitness.WELL || machine.health == Fitness.SILENT;
            into.add(new Reachability(
                    machine.node,
                    ts,
                    answers ? Reach.OK : machine.health == Fitness.OFF ? Reach.TIMEOUT : Reach.NO_ROUTE,
                    machine.health == Fitness.OFF ? Witness.OFF : Witness.ON,
                    machine.health == Fitness.CUT_OFF ? Port.DOWN : Port.UP));
        }
    }

    private void change(Gear gear) {
        if (gear.up ? random.nextInt(3000) < trouble : random.nextInt(5) == 0) {
            gear.up = !gear.up;
        }
        if (gear.silent ? random.nextInt(4) == 0 : random.nextInt(3000) < trouble) {
            gear.silent = !gear.silent;
        }
        gear.bad = random.nextInt(3000) < trouble;
    }
}
