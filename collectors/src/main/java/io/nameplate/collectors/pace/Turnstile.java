/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.pace;

/**
 * Lets so many through a second; a second's worth may come at once. Time that runs backwards gives nothing. Any thread may ask.
 */
public final class Turnstile {

    private final int perSecond;
    private double left;
    private long last = Long.MIN_VALUE;

    /** Lets so many through a second. */
    public Turnstile(int perSecond) {
        this.perSecond = perSecond;
        this.left = perSecond;
    }

    /** How many it lets through a second. */
    public int perSecond() {
        return perSecond;
    }

    /** Whether one more may pass at a time in epoch milliseconds. */
    public boolean passes(long now) {
        return passes(now, 1);
    }

    /** Whether one may pass that counts for several. */
    public synchronized boolean passes(long now, int places) {
        if (last != Long.MIN_VALUE && now > last) {
            left = Math.min(perSecond, left + (now - last) * (perSecond / 1_000.0));
        }
        last = now;
        if (left < places) {
            return false;
        }
        left -= places;
        return true;
    }
}
