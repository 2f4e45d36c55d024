/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.NodeIndex;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Block;
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
     * @param into shares its index with {@code nodes}, or finds each node by name
     * @return how many nodes were merged; 0 for a frame of another slot length or none of whose slots lie inside
     */
    public static int merge(Frames frames, HallNodes nodes, HallEvidence into) {
        if (frames.slotSeconds() != into.slotSeconds()) {
            return 0;
        }
        long first = (frames.firstSlot() - into.intervalStart()) / into.slotSeconds();
        int from = (int) Math.max(0, Math.min(first, into.slots()));
        int to = (int) Math.max(from, Math.min(first + frames.slotCount(), into.slots()));
        boolean shared = nodes.index() == into.index();
        int merged = 0;
        int found = NodeIndex.UNKNOWN;
        for (int i = 0; from < to && i < frames.nodeCount(); i++) {
            found = frames.number(i, nodes.index(), found);
            Registry.Placed placed = nodes.placed(found);
            if (placed != null) {
                int number = shared ? found : into.index().number(nodes.index().name(found));
                merged += merge(frames, i, placed.block(), number, from, to, into) ? 1 : 0;
            }
        }
        return merged;
    }

    /** {@link #merge(Frames, HallNodes, HallEvidence)} for a single use of the nodes, by id. */
    public static int merge(Frames frames, Map<String, Registry.Placed> nodes, HallEvidence into) {
        return merge(frames, new HallNodes(nodes, into.index()), into);
    }

    private static boolean merge(Frames frames, int i, Block block, int number, int from, int to, HallEvidence into) {
        int gpus = block.gpusPerNode();
        long absent = frames.absentCode(i);
        if (absent != 0) {
            if (!Evidence.isAbsent(absent) || !Evidence.isCode(absent)) {
                return false;
            }
            into.mergeAlike(number, gpus, from, to, absent);
            return true;
        }
        int reference = block.sku().referenceClockMhz();
        boolean countShort = frames.gpuCount(i) < gpus;
        if (isAlike(frames, i, gpus, reference)) {
            into.mergeAlike(number, gpus, from, to, ofGpu(frames, i, 0, reference, countShort));
            return true;
        }
        long[] codes = new long[gpus];
        for (int gpu = 0; gpu < gpus; gpu++) {
            codes[gpu] = ofGpu(frames, i, gpu, reference, countShort);
        }
        into.mergeEach(number, from, to, codes);
        return true;
    }

    /** Whether the GPUs of a node surely have one code: so it is with nearly every node, and cheap to see. */
    private static boolean isAlike(Frames frames, int i, int gpus, int reference) {
        return frames.gpusPerNode() == gpus
                && frames.allPresent(i)
                && frames.isAlike(Column.CONDITION, i)
                && frames.isAlike(Column.REASONS, i)
                && frames.isAlike(Column.LIMIT, i)
                && (frames.isAtLeast(Column.SM_CLOCK, i, reference) || frames.isAlike(Column.SM_CLOCK, i))
                && (frames.isAtLeast(Column.UTIL, i, 1)
                        || frames.isAtLeast(Column.GR_ENGINE, i, 1)
                        || (frames.isAlike(Column.UTIL, i) && frames.isAlike(Column.GR_ENGINE, i)));
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
