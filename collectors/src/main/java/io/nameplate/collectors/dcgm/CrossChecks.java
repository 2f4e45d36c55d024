/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;

import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.language.NodeId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
    private static final long FULL = 990;
    private static final long BUSY = 900;

    /** A GPU at idle wanders by a few watts. */
    private static final double IDLE_WANDERS = 1.1;

    private record Gpu(NodeId node, String name) {}

    private static final class Lasting {
        private int inARow;
        private boolean told;
    }

    private static final class Watched {
        private final Lasting engine = new Lasting();
        private final Lasting power = new Lasting();
        private int idleReadings;
        private long idlePower = Long.MAX_VALUE;
    }

    private final int readings;
    private final Told told;
    private final Map<Gpu, Watched> gpus = new HashMap<>();
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
                node.gpus().forEach(gpu -> see(node.node(), gpu));
            }
        }
    }

    /** How many contradictions last at present. */
    public synchronized long contradicting() {
        return contradicting;
    }

    private void see(NodeId node, GpuReading gpu) {
        Gpu key = new Gpu(node, gpu.uuid().isEmpty() ? Integer.toString(gpu.index()) : gpu.uuid());
        Watched watched = gpus.get(key);
        if (watched == null) {
            if (gpus.size() == MOST_GPUS) {
                return;
            }
            watched = new Watched();
            gpus.put(key, watched);
        }
        if (gpu.util() == BLANK) {
            return;
        }
        learnIdle(watched, gpu);
        if (gpu.grEngine() != BLANK) {
            boolean dead = gpu.util() >= FULL && gpu.grEngine() == 0;
            note(key, watched, watched.engine, Contradiction.ENGINE_SAYS_IDLE, dead, gpu);
        }
        if (gpu.power() != BLANK && watched.idleReadings >= readings) {
            boolean cold = gpu.util() >= BUSY && gpu.power() <= watched.idlePower * IDLE_WANDERS;
            note(key, watched, watched.power, Contradiction.POWER_SAYS_IDLE, cold, gpu);
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

    private void note(Gpu gpu, Watched watched, Lasting lasting, Contradiction what, boolean so, GpuReading reading) {
        lasting.inARow = so ? Math.min(readings, lasting.inARow + 1) : 0;
        if (!so && lasting.told) {
            lasting.told = false;
            contradicting--;
            told.ends(gpu.node, gpu.name, what);
        } else if (so && !lasting.told && lasting.inARow == readings) {
            lasting.told = true;
            contradicting++;
            told.begins(gpu.node, gpu.name, what, detail(what, watched, reading));
        }
    }

    private static String detail(Contradiction what, Watched watched, GpuReading gpu) {
        return "utilization " + gpu.util() / 10.0 + " %, "
                + (what == Contradiction.ENGINE_SAYS_IDLE
                        ? "engine active 0 %"
                        : "power " + gpu.power() + " W, idle it drew " + watched.idlePower + " W");
    }
}
