/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import java.util.Arrays;

/** Makes the evidence codes of the GPUs of each node of a batch. Hot path: what it gives is written over by the next node. */
final class GpuCodes {

    final Frames frames;
    private final long[] values;
    private final long[] engine;
    private long[] codes = {};
    /** The last node whose GPUs all worked at or above a reference and were alike, that reference, and their code. */
    private int healthy;

    private int healthyReference = Evidence.UNKNOWN;
    private long healthyCode;

    GpuCodes(Frames frames) {
        this.frames = frames;
        this.values = new long[frames.gpusPerNode()];
        this.engine = new long[frames.gpusPerNode()];
    }

    /**
     * The code of all GPUs of a node that has {@code gpus}, {@link Evidence#NONE} where they may differ. Nearly all nodes of a
     * batch are at work and look like the one before, which is cheap to see.
     */
    long alike(int node, int gpus, int reference) {
        if (frames.gpusPerNode() != gpus || !frames.allPresent(node)) {
            return Evidence.NONE;
        }
        boolean fast = frames.isAtLeast(Column.SM_CLOCK, node, reference);
        boolean works = frames.isAtLeast(Column.UTIL, node, 1) || frames.isAtLeast(Column.GR_ENGINE, node, 1);
        if (fast && works && reference == healthyReference && isAsHealthy(node)) {
            return healthyCode;
        }
        boolean alike = frames.isAlike(Column.CONDITION, node)
                && frames.isAlike(Column.REASONS, node)
                && frames.isAlike(Column.LIMIT, node)
                && (fast || frames.isAlike(Column.SM_CLOCK, node))
                && (works || (frames.isAlike(Column.UTIL, node) && frames.isAlike(Column.GR_ENGINE, node)));
        long code = alike ? first(node, reference) : Evidence.NONE;
        if (alike && fast && works) {
            healthy = node;
            healthyReference = reference;
            healthyCode = code;
        }
        return code;
    }

    private boolean isAsHealthy(int node) {
        return frames.gpuCount(node) == frames.gpuCount(healthy)
                && frames.isSame(Column.CONDITION, node, healthy)
                && frames.isSame(Column.REASONS, node, healthy)
                && frames.isSame(Column.LIMIT, node, healthy);
    }

    /** The code of the first GPU of a node of which all are present. */
    private long first(int node, int reference) {
        return part(Column.CONDITION, frames.value(Column.CONDITION, node, 0), reference)
                | part(Column.REASONS, frames.value(Column.REASONS, node, 0), reference)
                | part(Column.SM_CLOCK, frames.value(Column.SM_CLOCK, node, 0), reference)
                | part(Column.LIMIT, frames.value(Column.LIMIT, node, 0), reference)
                | Evidence.ofWork(work(frames.value(Column.UTIL, node, 0), frames.value(Column.GR_ENGINE, node, 0)));
    }

    /** The codes of all GPUs of a node that has {@code gpus}: column by column, because most columns are the same for all. */
    long[] each(int node, int gpus, int reference) {
        if (codes.length != gpus) {
            codes = new long[gpus];
        }
        Arrays.fill(codes, Evidence.NONE);
        int framed = Math.min(gpus, frames.gpusPerNode());
        add(Column.CONDITION, node, framed, reference);
        add(Column.REASONS, node, framed, reference);
        addClock(node, framed, reference);
        add(Column.LIMIT, node, framed, reference);
        addWork(node, framed);
        if (framed < gpus || !frames.allPresent(node)) {
            leaveOutMissing(node, framed);
        }
        return codes;
    }

    private void add(Column column, int node, int framed, int reference) {
        if (frames.isAlike(column, node)) {
            addToAll(part(column, frames.value(column, node, 0), reference), framed);
        } else {
            frames.values(column, node, values);
            for (int gpu = 0; gpu < framed; gpu++) {
                codes[gpu] |= part(column, values[gpu], reference);
            }
        }
    }

    /** Clocks at or above the reference differ nearly always, and mean the same. */
    private void addClock(int node, int framed, int reference) {
        if (frames.isAtLeast(Column.SM_CLOCK, node, reference)) {
            addToAll(Evidence.ofClock(reference, reference), framed);
        } else {
            add(Column.SM_CLOCK, node, framed, reference);
        }
    }

    private void addToAll(long part, int framed) {
        for (int gpu = 0; gpu < framed; gpu++) {
            codes[gpu] |= part;
        }
    }

    /** What a value of a column makes of its GPU's code. */
    private static long part(Column column, long value, int reference) {
        return switch (column) {
            case CONDITION -> Evidence.ofCondition(known(value, 0));
            case REASONS -> Evidence.ofReasons(known(value, Evidence.UNKNOWN));
            case SM_CLOCK -> Evidence.ofClock(known(value, Evidence.UNKNOWN), reference);
            case LIMIT -> Evidence.ofLimit(known(value, Evidence.UNKNOWN));
            default -> throw new IllegalArgumentException("no code tells of " + column);
        };
    }

    private void addWork(int node, int framed) {
        if (frames.isAtLeast(Column.UTIL, node, 1)) {
            addToAll(Evidence.ofWork(Work.WORKING), framed);
            return;
        }
        frames.values(Column.UTIL, node, values);
        frames.values(Column.GR_ENGINE, node, engine);
        for (int gpu = 0; gpu < framed; gpu++) {
            codes[gpu] |= Evidence.ofWork(work(values[gpu], engine[gpu]));
        }
    }

    private void leaveOutMissing(int node, int framed) {
        boolean countShort = frames.gpuCount(node) < codes.length;
        for (int gpu = 0; gpu < codes.length; gpu++) {
            if (gpu >= framed) {
                codes[gpu] = Evidence.missing(0, countShort);
            } else if (!frames.present(node, gpu)) {
                codes[gpu] = Evidence.missing(known(frames.value(Column.CONDITION, node, gpu), 0), countShort);
            }
        }
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
