/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.time.Duration;

/** How long a device that does not answer is left alone: two seconds more with every failure, at most five minutes. */
public record Backoff(int failures) {

    private static final Duration STEP = Duration.ofSeconds(2);
    private static final Duration MAX = Duration.ofMinutes(5);

    /** No failure yet. */
    public static final Backoff NONE = new Backoff(0);

    public Backoff failed() {
        return new Backoff(failures + 1);
    }

    public Duration pause() {
        Duration pause = STEP.multipliedBy(failures);
        return pause.compareTo(MAX) > 0 ? MAX : pause;
    }
}
