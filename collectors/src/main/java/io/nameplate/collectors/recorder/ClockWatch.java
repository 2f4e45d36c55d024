/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import java.time.Duration;

/** Notices that the clock was set, or that the process did not run for long, by a second clock that only counts on. */
final class ClockWatch {

    private static final Duration SET = Duration.ofSeconds(2);
    private static final Duration LONG = Duration.ofSeconds(60);

    /** What happened since the look before. */
    enum Step {
        NONE,
        /** The clock went on, but nobody watched for more than a minute. */
        PAUSED,
        /** The clock moved by more than two seconds against the time that passed. */
        SET
    }

    private boolean any;
    private long lastMillis;
    private long lastNanos;

    /** Looks at both clocks. */
    Step step(long millis, long nanos) {
        long wall = millis - lastMillis;
        long passed = (nanos - lastNanos) / 1_000_000;
        boolean first = !any;
        any = true;
        lastMillis = millis;
        lastNanos = nanos;
        if (first) {
            return Step.NONE;
        }
        if (Math.abs(wall - passed) > SET.toMillis()) {
            return Step.SET;
        }
        return wall > LONG.toMillis() ? Step.PAUSED : Step.NONE;
    }
}
