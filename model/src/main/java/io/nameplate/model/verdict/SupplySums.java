/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.ByteSink;
import io.nameplate.model.evidence.ByteSource;
import io.nameplate.model.language.BlockId;
import java.util.Map;
import java.util.TreeMap;

/**
 * How long the supply to a line's GPUs was as promised, added up over blocks and halls, and the extremes and sums of what its
 * instruments said. Temperatures in thousandths of a degree Celsius, flows in millilitres a second. Mutable.
 */
final class SupplySums {

    private static final int SIZE = 13;

    private static final int GPU_MS = 0;
    private static final int BROKEN = 1;
    private static final int UNKNOWN = 2;
    private static final int EXCUSED = 3;
    private static final int WARM_MS = 4;
    private static final int WARM_OUT_MS = 5;
    private static final int WARM_SUM = 6;
    private static final int FLOW_MS = 7;
    private static final int FLOW_SUM = 8;
    /** From here on the smallest, then the largest is kept. */
    private static final int COLDEST = 9;

    private static final int LEAST_FLOW = 10;
    private static final int WARMEST = 11;
    private static final int MOST_FLOW = 12;

    private final long[] sums = new long[SIZE];
    /** The broken GPU-milliseconds by block. */
    final TreeMap<BlockId, Long> brokenIn = new TreeMap<>();

    SupplySums() {
        sums[COLDEST] = Long.MAX_VALUE;
        sums[LEAST_FLOW] = Long.MAX_VALUE;
        sums[WARMEST] = Long.MIN_VALUE;
        sums[MOST_FLOW] = Long.MIN_VALUE;
    }

    /** Counts the GPUs of one block for a while; what the tenant bears is no loss and leaves the base. */
    void count(BlockId block, Standing.Gpus gpus, long millis, boolean broken, boolean unknown) {
        long borne = gpus.held() - gpus.excused();
        sums[GPU_MS] += gpus.held() * millis;
        if (broken) {
            sums[BROKEN] += borne * millis;
            if (borne * millis > 0) {
                brokenIn.merge(block, borne * millis, Long::sum);
            }
            sums[EXCUSED] += gpus.excused() * millis;
        } else if (unknown) {
            sums[UNKNOWN] += borne * millis;
        }
    }

    void temperature(long milliC, boolean promised, long millis) {
        sums[WARM_MS] += millis;
        sums[WARM_OUT_MS] += promised ? 0 : millis;
        sums[WARM_SUM] += milliC * millis;
        sums[COLDEST] = Math.min(sums[COLDEST], milliC);
        sums[WARMEST] = Math.max(sums[WARMEST], milliC);
    }

    /** Counts one instrument's flow for a while. */
    void flow(long millilitres, long millis) {
        sums[FLOW_MS] += millis;
        sums[FLOW_SUM] += millilitres * millis;
    }

    /** Notes the whole flow to a block. */
    void blockFlow(long millilitres) {
        sums[LEAST_FLOW] = Math.min(sums[LEAST_FLOW], millilitres);
        sums[MOST_FLOW] = Math.max(sums[MOST_FLOW], millilitres);
    }

    void add(SupplySums other) {
        other.brokenIn.forEach((block, millis) -> brokenIn.merge(block, millis, Long::sum));
        for (int i = 0; i < SIZE; i++) {
            sums[i] = i >= WARMEST
                    ? Math.max(sums[i], other.sums[i])
                    : i >= COLDEST ? Math.min(sums[i], other.sums[i]) : sums[i] + other.sums[i];
        }
    }

    boolean isNone() {
        return sums[GPU_MS] == 0;
    }

    /** GPU-milliseconds in which the supply could have been broken: all but those that the tenant bears. */
    long base() {
        return sums[GPU_MS] - sums[EXCUSED];
    }

    long broken() {
        return sums[BROKEN];
    }

    long unknown() {
        return sums[UNKNOWN];
    }

    void figures(Map<String, Long> into) {
        into.put("thermal/gpu_ms", sums[GPU_MS]);
        into.put("thermal/broken_gpu_ms", sums[BROKEN]);
        into.put("thermal/unmeasured_gpu_ms", sums[UNKNOWN]);
        into.put("thermal/excused_gpu_ms", sums[EXCUSED]);
        if (sums[WARM_MS] > 0) {
            into.put("thermal/supply_min_mc", sums[COLDEST]);
            into.put("thermal/supply_max_mc", sums[WARMEST]);
            into.put("thermal/supply_mean_mc", Math.floorDiv(sums[WARM_SUM], sums[WARM_MS]));
            into.put("thermal/supply_ms", sums[WARM_MS]);
            into.put("thermal/supply_broken_ms", sums[WARM_OUT_MS]);
        }
        if (sums[LEAST_FLOW] <= sums[MOST_FLOW]) {
            into.put("thermal/block_flow_min_ml_s", sums[LEAST_FLOW]);
            into.put("thermal/block_flow_max_ml_s", sums[MOST_FLOW]);
        }
        if (sums[FLOW_MS] > 0) {
            into.put("thermal/flow_mean_ml_s", Math.floorDiv(sums[FLOW_SUM], sums[FLOW_MS]));
            into.put("thermal/flow_ms", sums[FLOW_MS]);
        }
    }

    void writeTo(ByteSink sink) {
        for (long sum : sums) {
            sink.fixed(sum);
        }
    }

    static SupplySums readFrom(ByteSource source) {
        SupplySums read = new SupplySums();
        for (int i = 0; i < SIZE; i++) {
            read.sums[i] = source.fixed();
        }
        return read;
    }
}
