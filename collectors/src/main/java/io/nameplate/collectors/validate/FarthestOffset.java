/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

/**
 * The offset farthest from none of the last minute or two: of a source of many nodes one whose clock is off must not be hidden by
 * the next that is right. Safe for concurrent use.
 */
final class FarthestOffset {

    private static final long WINDOW_MILLIS = 60_000;

    private boolean heard;
    private long began;
    private long now;
    private long before;

    /** An offset, seen when something was received, both in milliseconds. */
    synchronized void saw(long offset, long received) {
        long into = received - began;
        if (!heard || into < 0 || into >= 2 * WINDOW_MILLIS) {
            began = received;
            now = offset;
            before = 0;
        } else if (into >= WINDOW_MILLIS) {
            began = received;
            before = now;
            now = offset;
        } else {
            now = farther(now, offset);
        }
        heard = true;
    }

    private static long farther(long one, long other) {
        return Math.abs(other) > Math.abs(one) ? other : one;
    }

    /**
     * In seconds; no number where none was seen so lately.
     *
     * @param at epoch milliseconds
     */
    synchronized double seconds(long at) {
        long into = at - began;
        if (!heard || into >= 2 * WINDOW_MILLIS) {
            return Double.NaN;
        }
        return (into >= WINDOW_MILLIS ? now : farther(now, before)) / 1_000.0;
    }
}
