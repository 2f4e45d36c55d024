/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

/**
 * What {@link Frames} say of a GPU, one column each; the number is the column's place on the wire
 * and never changes.
 */
public enum Column {
    /** Utilization as the driver counts it, per mille; see {@link #perMille}. */
    UTIL(0),
    /** Ratio of time the graphics engine was active, per mille; see {@link #perMille}. */
    GR_ENGINE(1),
    /** SM clock, MHz. */
    SM_CLOCK(2),
    /** Power draw, W. */
    POWER(3),
    /** GPU temperature, tenths of a degree Celsius. */
    TEMP(4),
    /** Enforced power limit, W. */
    LIMIT(5),
    /** Clock-event reasons, DCGM's bit mask. */
    REASONS(6),
    /** The last XID as the driver's gauge says; it latches. */
    XID(7),
    /** The open condition: an XID, above 1000 a named one; 0 if none is open. */
    CONDITION(8),
    /** DCGM's recovery action; 0 is none. */
    RECOVERY(9);

    static final int COUNT = values().length;

    private final int number;

    Column(int number) {
        this.number = number;
    }

    /** The column's number on the wire. */
    int number() {
        return number;
    }

    /** A ratio of 0 to 1 in per mille; what is not zero never rounds to zero, because zero means idle. */
    public static long perMille(double ratio) {
        long rounded = Math.round(ratio * 1000);
        return rounded == 0 && ratio > 0 ? 1 : rounded;
    }
}
