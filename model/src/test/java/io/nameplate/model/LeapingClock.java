/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that a test lets pass evenly or leap; its nanoseconds only pass. Any thread may read it, one moves it. */
public final class LeapingClock extends Clock {

    private final AtomicLong evenMillis;
    private final AtomicLong leaptMillis = new AtomicLong();

    public LeapingClock(long startMillis) {
        evenMillis = new AtomicLong(startMillis);
    }

    public void pass(long millis) {
        evenMillis.addAndGet(millis);
    }

    /** Passes, or goes back for another run, to a time that counts no leaps. */
    public void to(long millis) {
        evenMillis.set(millis);
    }

    public void leap(long millis) {
        leaptMillis.addAndGet(millis);
    }

    public long nanos() {
        return evenMillis.get() * 1_000_000;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(evenMillis.get() + leaptMillis.get());
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
