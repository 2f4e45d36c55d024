/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that passes evenly or leaps; its nanoseconds only pass. */
final class LeapingClock extends Clock {

    private long evenMillis;
    private long leaptMillis;

    LeapingClock(long startMillis) {
        evenMillis = startMillis;
    }

    void pass(long millis) {
        evenMillis += millis;
    }

    /** Passes, or goes back for another run, to a time that counts no leaps. */
    void to(long millis) {
        evenMillis = millis;
    }

    void leap(long millis) {
        leaptMillis += millis;
    }

    long nanos() {
        return evenMillis * 1_000_000;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(evenMillis + leaptMillis);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
