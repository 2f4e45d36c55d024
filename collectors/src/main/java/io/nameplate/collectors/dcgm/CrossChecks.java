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
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Watches what GPUs say of themselves for contradictions that last, and for temperatures that no die takes in that time. It tells of them and
 * flags the values; it changes none: what counts as work is decided by the reading alone, and either counter is enough. Takes calls of many threads.
 */
public final class CrossChecks {

    /** Hears when a contradiction begins and ends, and of everything that is said of a value. */
    public interface Told {
        void begins(NodeId node, String gpu, Contradiction what, String detail);

        void ends(NodeId node, String gpu, Contradiction what);

        void flagged(ValueFlag said);
    }

    private static final int MOST_GPUS = 1_000_000;
    private static final int MOST_OF_A_NODE = 256;
    private static final long FULL = 990;
    private static final long BUSY = 900;
    private static final double CLOCK_WANDERS = 1.25;
    private static final long FROZEN_MILLIS = 300_000;
    /** Tenths of a degree: a die that begins or ends its work goes by some 30 degrees within seconds. */
    private static final long LEAP = 500;

    private static final long LEAP_MILLIS = 10_000;
    private static final List<ValueFlag> SPIKE =
            List.of(new ValueFlag(ValueFlag.Of.TEMP, Quality.SUSPECT, QualityReason.SPIKE));

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
        /** The temperature that was last believed, and when; the one that was not believed since. */
        private long temp = BLANK;

        private long tempSince;
        private long doubtedTemp = BLANK;

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

    /** Looks at readings; the same ones, and on those that contradict themselves flags that say so. */
    public synchronized List<Reading> see(List<Reading> all) {
        List<Reading> seen = null;
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof NodeReading node) {
                tell(node.flags());
                List<GpuReading> flagged = see(node);
                if (flagged != null) {
                    seen = seen == null ? new ArrayList<>(all) : seen;
                    seen.set(i, node.with(flagged));
                }
            }
        }
        return seen == null ? all : seen;
    }

    /** How many contradictions last at present. */
    public synchronized long contradicting() {
        return contradicting;
    }

    /** The GPUs of a node with what is said of them; null where nothing was added to that. */
    private @Nullable List<GpuReading> see(NodeReading node) {
        List<GpuReading> flagged = null;
        List<Watched> watched = watched(node);
        int reference = referenceClocks.getOrDefault(node.node(), 0);
        for (int i = 0; i < node.gpus().size(); i++) {
            GpuReading gpu = node.gpus().get(i);
            Watched one = find(gpu, i, watched);
            if (one != null) {
                see(node.node(), one, gpu, reference);
                repeats(node.node(), one, gpu, node.ts());
                List<ValueFlag> doubts = doubts(one, gpu, node.ts());
                if (!doubts.isEmpty()) {
                    gpu = gpu.flagged(doubts);
                    flagged = flagged == null ? new ArrayList<>(node.gpus()) : flagged;
                    flagged.set(i, gpu);
                }
            }
            tell(gpu.flags());
        }
        return flagged;
    }

    private void tell(List<ValueFlag> flags) {
        if (!flags.isEmpty()) {
            flags.forEach(told::flagged);
        }
    }

    /** What is known of a node's GPUs. */
    private List<Watched> watched(NodeReading node) {
        List<Watched> watched = nodes.get(node.node());
        if (watched == null) {
            watched = new ArrayList<>(node.gpus().size());
            if (gpus < MOST_GPUS && !node.gpus().isEmpty()) {
                nodes.put(node.node(), watched);
            }
        }
        return watched;
    }

    /** What speaks against the values of a reading. */
    private List<ValueFlag> doubts(Watched one, GpuReading gpu, long ts) {
        boolean leaps = leaps(one, gpu.temp(), ts);
        boolean engine = one.engine == readings && gpu.grEngine() != BLANK;
        boolean power = one.power == readings && gpu.power() != BLANK;
        boolean clock = one.clock == readings && gpu.smClock() != BLANK;
        if (!leaps && !engine && !power && !clock && !one.frozen) {
            return List.of();
        }
        List<ValueFlag> doubts = new ArrayList<>();
        doubts.addAll(leaps ? SPIKE : List.of());
        doubts.addAll(engine ? Contradiction.ENGINE_SAYS_IDLE.flags() : List.of());
        doubts.addAll(power ? Contradiction.POWER_SAYS_IDLE.flags() : List.of());
        doubts.addAll(clock ? Contradiction.CLOCK_BEYOND_SKU.flags() : List.of());
        doubts.addAll(one.frozen ? Contradiction.FROZEN.flags() : List.of());
        return doubts;
    }

    /** Whether a temperature is far from the one before, and from the last one that was doubted: two near each other are believed. */
    private static boolean leaps(Watched one, long temp, long ts) {
        if (temp == BLANK) {
            return false;
        }
        boolean leaps = one.temp != BLANK
                && ts - one.tempSince <= LEAP_MILLIS
                && Math.abs(temp - one.temp) > LEAP
                && (one.doubtedTemp == BLANK || Math.abs(temp - one.doubtedTemp) > LEAP);
        one.doubtedTemp = leaps ? temp : BLANK;
        one.temp = leaps ? one.temp : temp;
        one.tempSince = leaps ? one.tempSince : ts;
        return leaps;
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
