/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

/** Lets so many messages through a second; a second's worth may come at once. Time that runs backwards gives nothing. */
final class Turnstile {

    private final double perMilli;
    private final double most;
    private double left;
    private long last = Long.MIN_VALUE;

    Turnstile(int perSecond) {
        perMilli = perSecond / 1_000.0;
        most = perSecond;
        left = perSecond;
    }

    /** Whether one more may pass at a time in epoch milliseconds. */
    boolean passes(long now) {
        if (last != Long.MIN_VALUE && now > last) {
            left = Math.min(most, left + (now - last) * perMilli);
        }
        last = now;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
