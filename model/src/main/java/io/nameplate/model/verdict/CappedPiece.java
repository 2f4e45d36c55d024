/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

/**
 * One slot piece of a line over all halls: what was measured, and what of it counts after cap, gap and surplus.
 *
 * @param from epoch seconds; {@code to} is exclusive
 * @param accepted the most GPUs ever allocated to the line until then
 * @param measured GPU-milliseconds by {@link Bucket}; read, never written
 * @param counted the same after the cap: adds up to contracted; read, never written
 */
@SuppressWarnings("ArrayRecordComponent") // one per slot piece of a line and interval, only added up and printed
public record CappedPiece(
        long from, long to, int contracted, int allocated, int accepted, long[] measured, long[] counted) {

    public long measured(Bucket bucket) {
        return measured[bucket.index];
    }

    public long counted(Bucket bucket) {
        return counted[bucket.index];
    }

    public long seconds() {
        return to - from;
    }
}
