/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.NodeIndex;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.Registry;
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
        if (from == to) {
            return 0;
        }
        int[] numbers = numbers(frames, nodes);
        boolean shared = nodes.index() == into.index();
        if (shared) {
            into.fetch(numbers);
        }
        GpuCodes gpus = new GpuCodes(frames);
        int merged = 0;
        for (int i = 0; i < numbers.length; i++) {
            Block block = nodes.block(numbers[i]);
            if (block != null) {
                int number =
                        shared ? numbers[i] : into.index().number(nodes.index().name(numbers[i]));
                merged += merge(gpus, i, block, number, from, to, into) ? 1 : 0;
            }
        }
        return merged;
    }

    private static int[] numbers(Frames frames, HallNodes nodes) {
        int[] numbers = new int[frames.nodeCount()];
        int found = NodeIndex.UNKNOWN;
        for (int i = 0; i < numbers.length; i++) {
            found = frames.number(i, nodes.index(), found);
            numbers[i] = found;
        }
        return numbers;
    }

    /** {@link #merge(Frames, HallNodes, HallEvidence)} for a single use of the nodes, by id. */
    public static int merge(Frames frames, Map<String, Registry.Placed> nodes, HallEvidence into) {
        return merge(frames, new HallNodes(nodes, into.index()), into);
    }

    private static boolean merge(GpuCodes codes, int i, Block block, int number, int from, int to, HallEvidence into) {
        int gpus = block.gpusPerNode();
        long absent = codes.frames.absentCode(i);
        if (absent != 0) {
            if (!Evidence.isAbsent(absent) || !Evidence.isCode(absent)) {
                return false;
            }
            into.mergeAlike(number, gpus, from, to, absent);
            return true;
        }
        int reference = block.sku().referenceClockMhz();
        long alike = codes.alike(i, gpus, reference);
        if (alike != Evidence.NONE) {
            into.mergeAlike(number, gpus, from, to, alike);
        } else {
            into.mergeEach(number, from, to, codes.each(i, gpus, reference));
        }
        return true;
    }
}
