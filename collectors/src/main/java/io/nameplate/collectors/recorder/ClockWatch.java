/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import io.nameplate.collectors.validate.SourceClock;
import java.time.Duration;

/** Notices that the clock was set, or that the process did not run for long, by a second clock that only counts on. */
final class ClockWatch {

    private static final long SET = SourceClock.TOLERATED.toMillis();

    /** Who remembers times by a clock that was set by more than this can use them no more. */
    static final Duration LEAP = Duration.ofMinutes(10);

    /** What happened since the look before. */
    enum Step {
        NONE,
        /** The clock went on, but nobody watched for so long that what came meanwhile no longer says when it was read. */
        PAUSED,
        /** The clock moved by more than two seconds against the time that passed. */
        SET
    }

    private boolean any;
    private long lastMillis;
    private long lastNanos;

    /** Whether the clock was set by more than {@link #LEAP} since the look before; is no look. */
    boolean hasLeapt(long millis, long nanos) {
        return any && Math.abs(moved(millis, nanos)) > LEAP.toMillis();
    }

    private long moved(long millis, long nanos) {
        return millis - lastMillis - (nanos - lastNanos) / 1_000_000;
    }

    /**
     * Looks at both clocks.
     *
     * @param period milliseconds, the longest of a source: half of one may pass unseen
     */
    Step step(long millis, long nanos, long period) {
        long wall = millis - lastMillis;
        long moved = moved(millis, nanos);
        boolean first = !any;
        any = true;
        lastMillis = millis;
        lastNanos = nanos;
        if (first) {
            return Step.NONE;
        }
        if (Math.abs(moved) > SET) {
            return Step.SET;
        }
        return wall > Math.max(SET, period / 2) ? Step.PAUSED : Step.NONE;
    }
}
