/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/** A clock that shows the simulated time, off by what somebody set it to. */
final class VirtualClock extends Clock {

    private final LongSupplier now;
    private long offset;

    VirtualClock(LongSupplier now) {
        this.now = now;
    }

    /** Sets it forward or back. */
    void jump(long byMillis) {
        offset += byMillis;
    }

    long offset() {
        return offset;
    }

    @Override
    public long millis() {
        return now.getAsLong() + offset;
    }

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis());
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
