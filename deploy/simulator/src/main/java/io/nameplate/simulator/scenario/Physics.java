/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

/**
 * How the site reacts. A loop that is not cooled gains one degree of heat per second and loses {@code recover} when it
 * is cooled again; see {@code docs/simulator.md} for the formulas.
 *
 * @param bootSeconds from power to a running node
 * @param throttleMhz how far the clock falls per degree of heat above the grace of 3
 * @param recover degrees lost per second once cooled
 * @param shutdownHeat degrees at which nodes switch themselves off until the loop is cooled
 */
public record Physics(int bootSeconds, int throttleMhz, int recover, int shutdownHeat) {

    /** Degrees of heat that cost nothing. */
    public static final int GRACE = 3;

    /** Degrees above the grace at which the hardware slows down by itself. */
    public static final int HARDWARE = 15;

    /** The clock under a loop's heat, or {@link Integer#MAX_VALUE} where it does not matter. */
    public int thermalClock(int heat, int referenceClock) {
        if (heat <= GRACE) {
            return Integer.MAX_VALUE;
        }
        return Math.max(referenceClock * 2 / 5, referenceClock - throttleMhz * (heat - GRACE));
    }
}
