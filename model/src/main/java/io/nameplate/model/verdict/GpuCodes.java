/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;

/** Makes the evidence codes of the GPUs of each node of a batch. Hot path: what it gives is written over by the next node. */
final class GpuCodes {

    final Frames frames;
    private final long[] condition;
    private final long[] reasons;
    private final long[] clock;
    private final long[] limit;
    private final long[] util;
    private final long[] engine;
    private long[] codes = {};
    /** The last node whose GPUs all worked at or above a reference and were alike, that reference, and their code. */
    private int healthy;

    private int healthyReference = Evidence.UNKNOWN;
    private long healthyCode;

    GpuCodes(Frames frames) {
        this.frames = frames;
        this.condition = new long[frames.gpusPerNode()];
        this.reasons = new long[frames.gpusPerNode()];
        this.clock = new long[frames.gpusPerNode()];
        this.limit = new long[frames.gpusPerNode()];
        this.util = new long[frames.gpusPerNode()];
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
        long code = alike ? first(node, gpus, reference) : Evidence.NONE;
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

    /** The code of the first GPU of a node. */
    private long first(int node, int gpus, int reference) {
        return code(
                node,
                0,
                frames.value(Column.CONDITION, node, 0),
                frames.value(Column.REASONS, node, 0),
                frames.value(Column.SM_CLOCK, node, 0),
                reference,
                frames.value(Column.LIMIT, node, 0),
                work(frames.value(Column.UTIL, node, 0), frames.value(Column.GR_ENGINE, node, 0)),
                frames.gpuCount(node) < gpus);
    }

    /** The codes of all GPUs of a node that has {@code gpus}. */
    long[] each(int node, int gpus, int reference) {
        frames.values(Column.CONDITION, node, condition);
        frames.values(Column.REASONS, node, reasons);
        frames.values(Column.SM_CLOCK, node, clock);
        frames.values(Column.LIMIT, node, limit);
        frames.values(Column.UTIL, node, util);
        frames.values(Column.GR_ENGINE, node, engine);
        boolean countShort = frames.gpuCount(node) < gpus;
        if (codes.length != gpus) {
            codes = new long[gpus];
        }
        for (int gpu = 0; gpu < gpus; gpu++) {
            codes[gpu] = gpu >= frames.gpusPerNode()
                    ? Evidence.missing(0, countShort)
                    : code(
                            node,
                            gpu,
                            condition[gpu],
                            reasons[gpu],
                            clock[gpu],
                            reference,
                            limit[gpu],
                            work(util[gpu], engine[gpu]),
                            countShort);
        }
        return codes;
    }

    private long code(
            int node,
            int gpu,
            long condition,
            long reasons,
            long clock,
            int reference,
            long limit,
            Work work,
            boolean countShort) {
        int open = known(condition, 0);
        return frames.present(node, gpu)
                ? Evidence.data(
                        open,
                        known(reasons, Evidence.UNKNOWN),
                        known(clock, Evidence.UNKNOWN),
                        reference,
                        known(limit, Evidence.UNKNOWN),
                        work)
                : Evidence.missing(open, countShort);
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
