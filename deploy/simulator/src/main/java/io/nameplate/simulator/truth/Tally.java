/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.truth;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.State;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Adds up one line: raw GPU-milliseconds within a piece of a slot, then the contract's cap, then the interval. */
final class Tally {

    private final List<BlockId> blocks;
    private final EnumMap<Bucket, long[]> raw = new EnumMap<>(Bucket.class);
    private long contracted;
    private long allocated;
    private long uncommissioned;
    private long withdrawn;

    private boolean touched;
    private long intervalContracted;
    private final EnumMap<State, Long> states = new EnumMap<>(State.class);
    private final EnumMap<Cause, Long> causes = new EnumMap<>(Cause.class);
    private final TreeMap<BlockId, EnumMap<State, Long>> perBlock = new TreeMap<>();

    /** For a line whose nodes stand in these blocks, in the order of their ids. */
    Tally(List<BlockId> blocks) {
        this.blocks = blocks;
        for (Bucket bucket : Bucket.values()) {
            raw.put(bucket, new long[blocks.size()]);
        }
    }

    /** Counts a GPU's milliseconds. */
    void add(Bucket bucket, int block, long millis) {
        of(bucket)[block] += millis;
        allocated += millis;
    }

    /** Counts what one second obliges, given how many GPUs are allocated now and how many ever were at once. */
    void oblige(int contractedGpus, int allocatedGpus, int mostGpus) {
        touched |= contractedGpus > 0 || allocatedGpus > 0;
        contracted += contractedGpus * 1000L;
        int gap = Math.max(0, contractedGpus - allocatedGpus);
        int never = Math.min(gap, Math.max(0, contractedGpus - mostGpus));
        uncommissioned += never * 1000L;
        withdrawn += (gap - never) * 1000L;
    }

    /** Ends a piece: what is over the contract is dropped, utilized counting first, and losses shared by weight. */
    void settlePiece() {
        long target = Math.min(contracted, allocated);
        long utilized = Math.min(target, sum(Bucket.UTILIZED));
        long idle = Math.min(target - utilized, sum(Bucket.IDLE));
        long[] weights = Bucket.LOSSES.stream().mapToLong(this::sum).toArray();
        long[] losses = Shares.of(target - utilized - idle, weights);
        count(State.UTILIZED, utilized);
        count(State.IDLE, idle);
        count(State.UNCOMMISSIONED, uncommissioned);
        count(State.WITHDRAWN, withdrawn);
        for (int i = 0; i < losses.length; i++) {
            if (losses[i] > 0) {
                loss(Bucket.LOSSES.get(i), losses[i]);
            }
        }
        intervalContracted += contracted;
        raw.values().forEach(row -> Arrays.fill(row, 0));
        contracted = 0;
        allocated = 0;
        uncommissioned = 0;
        withdrawn = 0;
    }

    private long[] of(Bucket bucket) {
        return Objects.requireNonNull(raw.get(bucket));
    }

    private long sum(Bucket bucket) {
        long sum = 0;
        for (long millis : of(bucket)) {
            sum += millis;
        }
        return sum;
    }

    private void count(State state, long millis) {
        if (millis > 0) {
            states.merge(state, millis, Long::sum);
        }
    }

    private void loss(Bucket bucket, long millis) {
        count(bucket.state(), millis);
        Cause cause = bucket.cause();
        if (cause != null) {
            causes.merge(cause, millis, Long::sum);
        }
        long[] parts = Shares.of(millis, of(bucket));
        for (int b = 0; b < parts.length; b++) {
            if (parts[b] > 0) {
                perBlock.computeIfAbsent(blocks.get(b), key -> new EnumMap<>(State.class))
                        .merge(bucket.state(), parts[b], Long::sum);
            }
        }
    }

    /** Whether the line was contracted or allocated at all since the last interval. */
    boolean touched() {
        return touched;
    }

    /** Hands the interval over and begins the next. */
    LineTruth.Counts endInterval() {
        TreeMap<BlockId, Map<State, Long>> losses = new TreeMap<>();
        perBlock.forEach((block, counts) -> losses.put(block, new EnumMap<>(counts)));
        LineTruth.Counts counts =
                new LineTruth.Counts(intervalContracted, new EnumMap<>(states), new EnumMap<>(causes), losses);
        intervalContracted = 0;
        touched = false;
        states.clear();
        causes.clear();
        perBlock.clear();
        return counts;
    }
}
