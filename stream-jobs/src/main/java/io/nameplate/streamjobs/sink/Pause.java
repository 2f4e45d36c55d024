/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

/**
 * For how long the ledger is left alone that could not take something: twice as long each time in a row. Times are epoch
 * milliseconds. Not thread-safe.
 */
final class Pause {

    private static final long LEAST_MILLIS = 500;
    private static final long MOST_MILLIS = 10_000;

    private long millis;
    private long until;

    /** The ledger could not take something. */
    void longer(long now) {
        millis = Math.min(MOST_MILLIS, Math.max(LEAST_MILLIS, millis * 2));
        until = now + millis;
    }

    /** It took something. */
    void end() {
        millis = 0;
        until = 0;
    }

    boolean isOver(long now) {
        return now >= until;
    }

    /** How long it is in all; 0 for none. */
    long millis() {
        return millis;
    }
}
