/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import io.nameplate.model.language.GpuCondition;
import io.nameplate.simulator.scenario.BlockPlan;
import io.nameplate.simulator.scenario.Event;
import io.nameplate.simulator.scenario.Physics;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.Witness;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The site as it really is, moved on second by second from 0. The state after {@link #step()} holds for that whole
 * second: events act at their second, heat moves every second, GPUs change their clock at slot edges. The same scenario
 * gives the same states on every machine.
 */
public final class Facility {

    private static final int REBOOT = 2;
    private static final List<GpuCondition> RECOVERY = List.of(
            GpuCondition.RECOVERY_RESET,
            GpuCondition.RECOVERY_REBOOT,
            GpuCondition.RECOVERY_DRAIN_P2P,
            GpuCondition.RECOVERY_DRAIN_RESET);

    private final Scenario scenario;
    private final Physics physics;
    private final Layout layout;
    private final Gpus gpus;
    private final PlantState plant;
    private final NodeEffects effects;
    private final GpuFaults faults;
    private final TreeSet<Long> edges = new TreeSet<>();
    private final NodePhase[] phase;
    private final long[] bootEnds;
    private final int[] boots;
    private final boolean[] tripped;
    private final int[] version;
    private final int[] heat;
    private final int[] governedHeat;
    private final int[] heatClock;
    private final boolean[] cooled;
    private final boolean[] powered;
    private final boolean[] dirty;
    private final long[] blockDeciwatts;
    private long second = -1;

    public Facility(Scenario scenario) {
        this.scenario = scenario;
        physics = scenario.physics();
        layout = new Layout(scenario);
        gpus = new Gpus(layout.gpuCount());
        plant = new PlantState(scenario.plant());
        effects = new NodeEffects(layout);
        faults = new GpuFaults(scenario, layout);
        for (Event event : scenario.events()) {
            edges.add(event.span().from());
            edges.add(event.span().to());
            if (event instanceof Event.Maintenance) {
                edges.add(Math.max(0, event.span().to() - physics.bootSeconds()));
            }
        }
        edges.add(0L);
        phase = new NodePhase[layout.nodeCount()];
        Arrays.fill(phase, NodePhase.UP);
        bootEnds = new long[layout.nodeCount()];
        boots = new int[layout.nodeCount()];
        tripped = new boolean[layout.nodeCount()];
        version = new int[layout.nodeCount()];
        heat = new int[layout.blockCount()];
        governedHeat = new int[layout.blockCount()];
        heatClock = new int[layout.blockCount()];
        Arrays.fill(heatClock, Integer.MAX_VALUE);
        cooled = new boolean[layout.blockCount()];
        powered = new boolean[layout.blockCount()];
        Arrays.fill(cooled, true);
        Arrays.fill(powered, true);
        dirty = new boolean[layout.blockCount()];
        blockDeciwatts = new long[layout.blockCount()];
    }

    /** Moves on by one second. */
    public void step() {
        second++;
        for (int b = 0; b < heat.length; b++) {
            heat[b] = cooled[b]
                    ? Math.max(0, heat[b] - physics.recover())
                    : Math.min(physics.shutdownHeat(), heat[b] + (second == 0 ? 0 : 1));
        }
        if (edges.contains(second)) {
            event();
        }
        if (second % scenario.slotSeconds() == 0) {
            govern();
        }
        for (int n = 0; n < phase.length; n++) {
            move(n);
        }
        if (faults.step(second, node -> phase[node] == NodePhase.UP, gpus.xid)) {
            Arrays.fill(dirty, true);
        }
        for (int b = 0; b < dirty.length; b++) {
            if (dirty[b]) {
                refresh(b);
                dirty[b] = false;
            }
        }
    }

    private void event() {
        List<Event> inForce = new ArrayList<>();
        plant.clear();
        for (Event event : scenario.events()) {
            if (event.span().covers(second)) {
                inForce.add(event);
                if (event instanceof Event.PlantOutage outage) {
                    plant.add(outage);
                }
            }
        }
        effects.rebuild(inForce, second, physics.bootSeconds());
        for (int b = 0; b < layout.blockCount(); b++) {
            BlockPlan block = layout.block(b);
            powered[b] = plant.up(block.power());
            cooled[b] = plant.up(block.cooling());
        }
        Arrays.fill(dirty, true);
    }

    /** At a slot edge the GPUs of a block follow its heat; too much of it and the nodes switch themselves off. */
    private void govern() {
        for (int b = 0; b < heat.length; b++) {
            int clock = physics.thermalClock(heat[b], layout.block(b).sku().clockMhz());
            if (clock != heatClock[b] || heat[b] != governedHeat[b]) {
                heatClock[b] = clock;
                governedHeat[b] = heat[b];
                dirty[b] = true;
            }
            if (heat[b] >= physics.shutdownHeat() && !cooled[b]) {
                Arrays.fill(tripped, layout.firstNode(b), layout.endNode(b), true);
            }
        }
    }

    private void move(int node) {
        int block = layout.blockOf(node);
        if (cooled[block]) {
            tripped[node] = false;
        }
        NodePhase before = phase[node];
        if (!powered[block] || effects.dead[node] != null || effects.serviced[node] || tripped[node]) {
            phase[node] = NodePhase.OFF;
        } else if (before == NodePhase.OFF) {
            phase[node] = NodePhase.BOOTING;
            bootEnds[node] = second + physics.bootSeconds();
        }
        if (phase[node] == NodePhase.BOOTING && second >= bootEnds[node]) {
            phase[node] = NodePhase.UP;
            boots[node]++;
            faults.booted(node, second, gpus.xid);
        }
        if (phase[node] != before) {
            dirty[block] = true;
        }
    }

    private void refresh(int block) {
        BlockPlan plan = layout.block(block);
        int brake = plant.brake(plan.power());
        int supply = supplyDecidegrees(block);
        boolean hardware = heat[block] > Physics.GRACE + Physics.HARDWARE;
        long sum = 0;
        for (int n = layout.firstNode(block); n < layout.endNode(block); n++) {
            version[n]++;
            for (int g = layout.firstGpu(n); g < layout.endGpu(n); g++) {
                if (phase[n] != NodePhase.UP) {
                    gpus.dark(g);
                } else if (effects.idle[n] || faults.stopped(g)) {
                    gpus.rest(g, plan.sku(), effects.limit[n], supply);
                } else {
                    gpus.work(g, plan.sku(), effects.limit[n], heatClock[block], brake, hardware, supply);
                }
                gpus.engine[g] = effects.lying[n] ? 0 : gpus.util[g];
                gpus.tensorSaid[g] = effects.lying[n] ? 0 : gpus.tensor[g];
                gpus.recovery[g] = faults.stopped(g) ? REBOOT : recovery(effects.conditions(g));
                sum += gpus.deciwatts[g];
            }
            sum += phase[n] == NodePhase.OFF ? 0 : 18_000;
        }
        blockDeciwatts[block] = sum;
    }

    /** The highest action that is asked for; 0 for none. */
    private static int recovery(Set<GpuCondition> conditions) {
        int action = 0;
        for (GpuCondition condition : conditions) {
            action = Math.max(action, RECOVERY.indexOf(condition) + 1);
        }
        return action;
    }

    /** The second the state stands at. */
    public long second() {
        return second;
    }

    public Layout layout() {
        return layout;
    }

    public Gpus gpus() {
        return gpus;
    }

    /** Whether a node's telemetry is to be had: it runs, its port is up and nothing cuts it. */
    public boolean visible(int node) {
        return phase[node] == NodePhase.UP && !effects.portDown[node] && !effects.cut[node];
    }

    public boolean portDown(int node) {
        return effects.portDown[node];
    }

    /** What a prober beside the node sees of its power. */
    public Witness witness(int node) {
        if (phase[node] != NodePhase.OFF) {
            return Witness.ON;
        }
        Witness dead = effects.dead[node];
        boolean dark = !powered[layout.blockOf(node)] || effects.serviced[node] || tripped[node];
        return dark || dead == null ? Witness.OFF : dead;
    }

    /** What the prober gets when it knocks: ok, no_route behind a port that is down, refused while booting, timeout. */
    public String reach(int node) {
        if (effects.portDown[node]) {
            return "no_route";
        }
        return switch (phase[node]) {
            case UP -> "ok";
            case BOOTING -> "refused";
            case OFF -> "timeout";
        };
    }

    /** What the switch says of the node's port: up, down, or unknown of a node that is off. */
    public String port(int node) {
        if (effects.portDown[node]) {
            return "down";
        }
        return phase[node] == NodePhase.OFF ? "unknown" : "up";
    }

    /** How often a node has booted since the start. */
    public int boots(int node) {
        return boots[node];
    }

    /** Changes whenever anything of a node or its GPUs may have changed. */
    public int version(int node) {
        return version[node];
    }

    /** The fatal XIDs that stop a GPU now. */
    public List<Integer> fatalXids(int gpu) {
        return faults.fatal(gpu);
    }

    /** The named conditions that a GPU's driver reports. */
    public Set<GpuCondition> conditions(int gpu) {
        return effects.conditions(gpu);
    }

    public boolean powered(int block) {
        return powered[block];
    }

    public boolean cooled(int block) {
        return cooled[block];
    }

    /** Coolant supply temperature of a block's loop in tenths of a degree Celsius. */
    public int supplyDecidegrees(int block) {
        return Math.min(650, 320 + 5 * heat[block]);
    }

    /** IT power of a block in tenths of a watt. */
    public long blockDeciwatts(int block) {
        return blockDeciwatts[block];
    }

    PlantState plant() {
        return plant;
    }
}
