/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import java.util.Map;

/** Turns what a collector framed into evidence codes. Hot path: columns are read in place. */
public final class FrameEvidence {

    private FrameEvidence() {}

    /**
     * Merges those slots of a frame that lie in an interval; a frame over several intervals is merged into each.
     *
     * @param nodes the nodes that the frame may speak of: of its hall, with its collector as source of record; what it
     *     says of others is check metering and is left out
     * @return how many nodes were merged; 0 for a frame of another slot length or none of whose slots lie inside
     */
    public static int merge(Frames frames, Map<String, Registry.Placed> nodes, HallEvidence into) {
        if (frames.slotSeconds() != into.slotSeconds()) {
            return 0;
        }
        long first = (frames.firstSlot() - into.intervalStart()) / into.slotSeconds();
        int from = (int) Math.max(0, Math.min(first, into.slots()));
        int to = (int) Math.max(from, Math.min(first + frames.slotCount(), into.slots()));
        int merged = 0;
        for (int i = 0; from < to && i < frames.nodeCount(); i++) {
            Registry.Placed placed = nodes.get(frames.node(i));
            if (placed != null && merge(frames, i, placed, from, to, into)) {
                merged++;
            }
        }
        return merged;
    }

    private static boolean merge(Frames frames, int i, Registry.Placed placed, int from, int to, HallEvidence into) {
        String node = placed.node().node().value();
        int gpus = placed.block().gpusPerNode();
        long absent = frames.absentCode(i);
        if (absent != 0 && !(Evidence.isAbsent(absent) && Evidence.isCode(absent))) {
            return false;
        }
        int reference = placed.block().sku().referenceClockMhz();
        boolean countShort = frames.gpuCount(i) < gpus;
        for (int gpu = 0; gpu < gpus; gpu++) {
            long code = absent != 0 ? absent : ofGpu(frames, i, gpu, reference, countShort);
            into.mergeRun(node, gpu, from, to, code);
        }
        return true;
    }

    private static long ofGpu(Frames frames, int i, int gpu, int reference, boolean countShort) {
        if (gpu >= frames.gpusPerNode()) {
            return Evidence.missing(0, countShort);
        }
        int condition = known(frames.value(Column.CONDITION, i, gpu), 0);
        if (!frames.present(i, gpu)) {
            return Evidence.missing(condition, countShort);
        }
        return Evidence.data(
                condition,
                known(frames.value(Column.REASONS, i, gpu), Evidence.UNKNOWN),
                known(frames.value(Column.SM_CLOCK, i, gpu), Evidence.UNKNOWN),
                reference,
                known(frames.value(Column.LIMIT, i, gpu), Evidence.UNKNOWN),
                work(frames.value(Column.UTIL, i, gpu), frames.value(Column.GR_ENGINE, i, gpu)));
    }

    private static int known(long value, int blank) {
        return value < 0 ? blank : (int) Math.min(value, Integer.MAX_VALUE);
    }

    private static Work work(long util, long engine) {
        if (util > 0 || engine > 0) {
            return Work.WORKING;
        }
        return util == Frames.BLANK && engine == Frames.BLANK ? Work.UNKNOWN : Work.IDLE;
    }
}
