/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.time.Duration;

/** Tells work that goes on, however long it takes, from work that does not move any more. */
final class Standstill {

    /** A job with a large state comes back within less. */
    static final Duration MOST = Duration.ofMinutes(3);

    private long seen = Long.MIN_VALUE;
    private long sinceNanos = System.nanoTime();

    /** Takes how far the work is now; whether it has stood still there for too long. */
    boolean at(long count) {
        long now = System.nanoTime();
        if (count != seen) {
            seen = count;
            sinceNanos = now;
        }
        return now - sinceNanos > MOST.toNanos();
    }
}
