/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.access.broker;

/**
 * How long to wait before the next attempt to connect: longer and longer, until a connection has lasted. One that ends at once
 * counts as a failure: two clients of one name would take it from each other as fast as the network allows.
 */
final class Pauses {

    private static final long FIRST_MILLIS = 250;
    private static final long LONGEST_MILLIS = 5_000;
    private static final long LASTING_MILLIS = 10_000;

    private long millis;

    /** After an attempt that made no connection. */
    long failed() {
        millis = Math.min(LONGEST_MILLIS, Math.max(FIRST_MILLIS, millis * 2));
        return millis;
    }

    /** After a connection. */
    long ended(long lastedMillis) {
        if (lastedMillis < LASTING_MILLIS) {
            return failed();
        }
        millis = 0;
        return 0;
    }
}
