/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.State;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.UpRecord;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * The yardstick: the simplest loop that could count the same GPUs. Everything is decoded into plain arrays before it
 * starts; it knows no registry, merges nothing, joins no plant and proves nothing.
 */
final class PlainLoop {

    private static final int UTILIZED = 0;
    private static final int IDLE = 1;
    private static final int FAULTED = 2;
    private static final int DERATED = 3;
    private static final int OPERATOR_LIMITED = 4;
    private static final int UNMEASURED = 5;
    private static final State[] STATES = {
        State.UTILIZED, State.IDLE, State.FAULTED, State.DERATED, State.OPERATOR_LIMITED, State.UNMEASURED
    };

    private final int slotMillis;
    private final int frames;
    private final int blocks;
    private final int[] block;
    private final long[] absent;
    private final boolean[] present;
    private final short[] util;
    private final short[] clock;
    private final short[] limit;
    private final short[] reasons;
    private final short[] condition;

    PlainLoop(Recording recording) {
        this.slotMillis = (int) recording.registry.slot().toMillis();
        this.frames = (int) recording.nodeFrames;
        this.blocks = recording.registry.blocks().size();
        int cells = frames * BenchSite.GPUS;
        this.block = new int[frames];
        this.absent = new long[frames];
        this.present = new boolean[cells];
        this.util = new short[cells];
        this.clock = new short[cells];
        this.limit = new short[cells];
        this.reasons = new short[cells];
        this.condition = new short[cells];
        Map<String, Integer> blockOf = new HashMap<>();
        recording.registry.blocks().values().forEach(each -> {
            int number = blockOf.size();
            each.nodes().forEach(node -> blockOf.put(node.node().value(), number));
        });
        int next = 0;
        for (UpRecord record : recording.records) {
            if (record.kind() == UpRecord.Kind.FRAMES) {
                next = decode(Frames.parse(record.body()), next, blockOf);
            }
        }
    }

    private int decode(Frames from, int next, Map<String, Integer> blockOf) {
        for (int node = 0; node < from.nodeCount(); node++) {
            int frame = next + node;
            block[frame] = Math.floorMod(blockOf.getOrDefault(from.node(node), 0), blocks);
            absent[frame] = from.absentCode(node);
            for (int gpu = 0; gpu < BenchSite.GPUS; gpu++) {
                int cell = frame * BenchSite.GPUS + gpu;
                present[cell] = from.present(node, gpu);
                util[cell] =
                        (short) Math.max(from.value(Column.UTIL, node, gpu), from.value(Column.GR_ENGINE, node, gpu));
                clock[cell] = (short) from.value(Column.SM_CLOCK, node, gpu);
                limit[cell] = (short) from.value(Column.LIMIT, node, gpu);
                reasons[cell] = (short) from.value(Column.REASONS, node, gpu);
                condition[cell] = (short) from.value(Column.CONDITION, node, gpu);
            }
        }
        return next + from.nodeCount();
    }

    Map<State, Long> run() {
        long[] ms = new long[blocks * STATES.length];
        for (int frame = 0; frame < frames; frame++) {
            int row = block[frame] * STATES.length;
            if (absent[frame] != 0) {
                boolean off = Evidence.witness(absent[frame]) == Witness.OFF;
                int state = off ? FAULTED : UNMEASURED;
                ms[row + state] += (long) slotMillis * BenchSite.GPUS;
                continue;
            }
            for (int cell = frame * BenchSite.GPUS; cell < (frame + 1) * BenchSite.GPUS; cell++) {
                int lost = 0;
                int state = UTILIZED;
                if (!present[cell]) {
                    lost = 1000;
                    state = UNMEASURED;
                } else if (condition[cell] == 79) {
                    lost = 1000;
                    state = FAULTED;
                } else if (util[cell] == 0) {
                    lost = 1000;
                    state = IDLE;
                } else if (clock[cell] < BenchSite.GUARANTEED_MHZ) {
                    boolean hot = (reasons[cell] & 0x60) != 0;
                    boolean capped = (reasons[cell] & 0x4) != 0 && limit[cell] < BenchSite.LIMIT_W;
                    if (hot || capped) {
                        double part = (BenchSite.GUARANTEED_MHZ - clock[cell]) * 1000.0 / BenchSite.GUARANTEED_MHZ;
                        lost = (int) Math.rint(part);
                        state = hot ? DERATED : OPERATOR_LIMITED;
                    }
                }
                ms[row + state] += (long) slotMillis * lost / 1000;
                ms[row + UTILIZED] += (long) slotMillis * (1000 - lost) / 1000;
            }
        }
        Map<State, Long> states = new EnumMap<>(State.class);
        for (int i = 0; i < ms.length; i++) {
            if (ms[i] != 0) {
                states.merge(STATES[i % STATES.length], ms[i], Long::sum);
            }
        }
        return states;
    }
}
