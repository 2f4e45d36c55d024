/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/**
 * How long the tensor pipes of a node's GPUs were active: a counter in GPU-milliseconds. A slot counts, of each GPU whose
 * reading in force at its start says so, the ratio of time for its whole length. What nobody said adds nothing. One
 * number changed in place, because it is kept for every node of a site. Not thread-safe.
 */
public final class TensorActive {

    private boolean known;
    private long gpuMillis;

    /** When the reading is made that says what was counted in all slots before one: just before that slot, in epoch milliseconds. */
    public static long readingBefore(long slot) {
        return slot * 1_000 - 1;
    }

    /**
     * Counts a slot.
     *
     * @param perMille what the GPUs that say so were active, in thousandths of the time, added up
     */
    public void count(long perMille, int slotSeconds) {
        known = true;
        gpuMillis += perMille * slotSeconds;
    }

    /** Whether anything was ever said of it; before that there is nothing to publish. */
    public boolean isKnown() {
        return known;
    }

    /** What was counted so far. */
    public long gpuMillis() {
        return gpuMillis;
    }

    /** Begins anew at 0, which readings show as a fall: where what was counted is not known any more. */
    public void restart() {
        restore(false, 0);
    }

    /** Continues from what {@link #isKnown} and {@link #gpuMillis} said. */
    public void restore(boolean wasKnown, long counted) {
        known = wasKnown;
        gpuMillis = counted;
    }
}
