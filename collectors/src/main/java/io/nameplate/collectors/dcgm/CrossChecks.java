/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.language.NodeId;
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

    /** A GPU at idle wanders by a few watts. */
    private static final double IDLE_WANDERS = 1.1;

    /** What is known of a GPU: one object of each, because a large site has more of them than any cache holds. */
    private static final class Watched {
        private final String name;
        /** How many readings in a row contradict themselves; once there are enough, which is told, no more are counted. */
        private int engine;

        private int power;
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
        for (int i = 0; i < node.gpus().size(); i++) {
            GpuReading gpu = node.gpus().get(i);
            Watched one = find(gpu, i, watched);
            if (one != null) {
                see(node.node(), one, gpu);
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

    private void see(NodeId node, Watched watched, GpuReading gpu) {
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
        return "utilization " + gpu.util() / 10.0 + " %, "
                + (what == Contradiction.ENGINE_SAYS_IDLE
                        ? "engine active 0 %"
                        : "power " + gpu.power() + " W, idle it drew " + watched.idlePower + " W");
    }
}
