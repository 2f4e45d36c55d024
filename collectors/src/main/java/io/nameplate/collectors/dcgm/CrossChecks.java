/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches what GPUs say of themselves for contradictions that last. It tells of them and changes no reading: what counts
 * as work is decided by the reading alone, and either counter is enough. Takes calls of many threads.
 */
public final class CrossChecks {

    /** Hears when a contradiction begins and ends. */
    public interface Told {
        void begins(NodeId node, String gpu, Contradiction what, String detail);

        void ends(NodeId node, String gpu, Contradiction what);
    }

    private static final int MOST_GPUS = 1_000_000;
    private static final int MOST_OF_A_NODE = 256;
    private static final long FULL = 990;
    private static final long BUSY = 900;
    private static final double CLOCK_WANDERS = 1.25;
    private static final long FROZEN_MILLIS = 300_000;
    private static final long PRIME = 0x9E3779B97F4A7C15L;

    /** A GPU at idle wanders by a few watts. */
    private static final double IDLE_WANDERS = 1.1;

    /** What is known of a GPU: one object of each, because a large site has more of them than any cache holds. */
    private static final class Watched {
        private final String name;
        /** How many readings in a row contradict themselves; once there are enough, which is told, no more are counted. */
        private int engine;

        private int power;
        private int clock;
        /** What it said last, and since when it says the same; epoch milliseconds. */
        private long said;

        private long since;
        private int same;
        private boolean frozen;
        private int idleReadings;
        private long idlePower = Long.MAX_VALUE;

        Watched(String name) {
            this.name = name;
        }

        boolean is(GpuReading gpu) {
            return name.equals(name(gpu));
        }

        static String name(GpuReading gpu) {
            return gpu.uuid().isEmpty() ? Integer.toString(gpu.index()) : gpu.uuid();
        }
    }

    private final int readings;
    private final Told told;
    private final Map<NodeId, List<Watched>> nodes = new HashMap<>();
    /** The highest clock of a node's GPUs, in MHz. */
    private Map<NodeId, Integer> referenceClocks = Map.of();

    private int gpus;
    private long contradicting;

    /**
     * Checks.
     *
     * @param readings how many in a row have to contradict themselves
     */
    public CrossChecks(int readings, Told told) {
        this.readings = readings;
        this.told = told;
    }

    /** Goes on with what a registry says of each node's GPUs. */
    public synchronized void follow(Registry registry) {
        Map<NodeId, Integer> clocks = new HashMap<>();
        registry.blocks()
                .values()
                .forEach(block -> block.nodes()
                        .forEach(node -> clocks.put(node.node(), block.sku().referenceClockMhz())));
        referenceClocks = clocks;
    }

    /** Looks at readings. */
    public synchronized void see(List<Reading> all) {
        for (Reading reading : all) {
            if (reading instanceof NodeReading node) {
                see(node);
            }
        }
    }

    /** How many contradictions last at present. */
    public synchronized long contradicting() {
        return contradicting;
    }

    private void see(NodeReading node) {
        List<Watched> watched = nodes.get(node.node());
        if (watched == null) {
            if (gpus == MOST_GPUS || node.gpus().isEmpty()) {
                return;
            }
            watched = new ArrayList<>(node.gpus().size());
            nodes.put(node.node(), watched);
        }
        int reference = referenceClocks.getOrDefault(node.node(), 0);
        for (int i = 0; i < node.gpus().size(); i++) {
            GpuReading gpu = node.gpus().get(i);
            Watched one = find(gpu, i, watched);
            if (one != null) {
                see(node.node(), one, gpu, reference);
                repeats(node.node(), one, gpu, node.ts());
            }
        }
    }

    /** What is known of a GPU; mostly it comes at the place where it came before. Null where there are too many. */
    private @Nullable Watched find(GpuReading gpu, int place, List<Watched> watched) {
        if (place < watched.size() && watched.get(place).is(gpu)) {
            return watched.get(place);
        }
        for (Watched other : watched) {
            if (other.is(gpu)) {
                return other;
            }
        }
        if (gpus == MOST_GPUS || watched.size() == MOST_OF_A_NODE) {
            return null;
        }
        gpus++;
        Watched fresh = new Watched(Watched.name(gpu));
        watched.add(fresh);
        return fresh;
    }

    private void see(NodeId node, Watched watched, GpuReading gpu, int reference) {
        if (reference > 0 && gpu.smClock() != BLANK) {
            boolean beyond = gpu.smClock() > reference * CLOCK_WANDERS;
            watched.clock = noted(node, watched, watched.clock, Contradiction.CLOCK_BEYOND_SKU, beyond, gpu);
        }
        if (gpu.util() == BLANK) {
            return;
        }
        learnIdle(watched, gpu);
        if (gpu.grEngine() != BLANK) {
            boolean dead = gpu.util() >= FULL && gpu.grEngine() == 0;
            watched.engine = noted(node, watched, watched.engine, Contradiction.ENGINE_SAYS_IDLE, dead, gpu);
        }
        if (gpu.power() != BLANK && watched.idleReadings >= readings) {
            boolean cold = gpu.util() >= BUSY && gpu.power() <= watched.idlePower * IDLE_WANDERS;
            watched.power = noted(node, watched, watched.power, Contradiction.POWER_SAYS_IDLE, cold, gpu);
        }
    }

    /** What a GPU draws when it is idle is learnt of the GPU itself: it differs too much between kinds. */
    private static void learnIdle(Watched watched, GpuReading gpu) {
        boolean idle = gpu.util() == 0 && (gpu.grEngine() == 0 || gpu.grEngine() == BLANK);
        if (idle && gpu.power() > 0) {
            watched.idleReadings++;
            watched.idlePower = Math.min(watched.idlePower, gpu.power());
        }
    }

    /** Idle GPUs, and those that do not say their power, may show the same for ever. */
    private void repeats(NodeId node, Watched watched, GpuReading gpu, long ts) {
        long says = fingerprint(gpu);
        boolean again = says == watched.said && gpu.work() == Work.WORKING && gpu.power() != BLANK && gpu.power() > 0;
        watched.said = says;
        watched.same = again ? Math.min(readings, watched.same + 1) : 0;
        watched.since = again ? watched.since : ts;
        boolean frozen = watched.same == readings && ts - watched.since >= FROZEN_MILLIS;
        if (frozen == watched.frozen) {
            return;
        }
        watched.frozen = frozen;
        if (frozen) {
            contradicting++;
            told.begins(node, watched.name, Contradiction.FROZEN, detail(Contradiction.FROZEN, watched, gpu));
        } else {
            contradicting--;
            told.ends(node, watched.name, Contradiction.FROZEN);
        }
    }

    /** Of all that changes under work; a number in place of six, as there are hundreds of thousands of GPUs. */
    private static long fingerprint(GpuReading gpu) {
        long print = gpu.power();
        print = print * PRIME + gpu.util();
        print = print * PRIME + gpu.grEngine();
        print = print * PRIME + gpu.tensor();
        print = print * PRIME + gpu.smClock();
        return print * PRIME + gpu.temp();
    }

    private int noted(NodeId node, Watched watched, int before, Contradiction what, boolean so, GpuReading reading) {
        int inARow = so ? Math.min(readings, before + 1) : 0;
        if (before == readings && !so) {
            contradicting--;
            told.ends(node, watched.name, what);
        } else if (before < readings && inARow == readings) {
            contradicting++;
            told.begins(node, watched.name, what, detail(what, watched, reading));
        }
        return inARow;
    }

    private static String detail(Contradiction what, Watched watched, GpuReading gpu) {
        String util = "utilization " + gpu.util() / 10.0 + " %, ";
        return switch (what) {
            case ENGINE_SAYS_IDLE -> util + "engine active 0 %";
            case POWER_SAYS_IDLE -> util + "power " + gpu.power() + " W, idle it drew " + watched.idlePower + " W";
            case FROZEN ->
                util + "power " + gpu.power() + " W and all else the same for " + FROZEN_MILLIS / 1_000 + " s";
            case CLOCK_BEYOND_SKU -> "clock " + gpu.smClock() + " MHz, more than a quarter above its SKU's reference";
        };
    }
}
