/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

/**
 * The last reading of a plant point at an instant, and whether it says anything then.
 *
 * @param tsMillis when it was read; 0 where there is none
 * @param value in the point's SI unit; means something only where {@link Standing#IN_FORCE}
 */
public record PointReading(Standing standing, long tsMillis, double value) {

    /** What a reading is worth at an instant. */
    public enum Standing {
        /** The point was never read until then. */
        NONE,
        /** Older than its asset's hold. */
        TOO_OLD,
        /** The device said that it is bad. */
        BAD,
        /** Two different values of the same instant. */
        CONFLICT,
        IN_FORCE
    }
}
