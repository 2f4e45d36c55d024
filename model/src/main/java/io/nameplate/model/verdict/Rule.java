/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

/** The rows of the ladder, numbered as in {@code docs/settlement-method.md}: the first that matches wins. */
public enum Rule {
    UNKNOWN_OR_CONFLICT(1),
    UNUSABLE(2),
    MISSING_OR_WORK_UNKNOWN(3),
    IDLE(4),
    CLOCK_UNKNOWN(5),
    CLOCK_AS_GUARANTEED(6),
    REASONS_UNKNOWN(7),
    THERMAL(8),
    POWER_BRAKE(9),
    LIMITED(10),
    HARDWARE_SLOWDOWN(11),
    NO_REASON(12),
    POWER_DOWN(13),
    COOLING_DOWN(14),
    PORT_DOWN(15),
    OFF_WITH_POWER(16),
    NO_LOAD(17),
    REBOOTED(18),
    ABSENT(19);

    private static final Rule[] ALL = values();

    final int row;

    Rule(int row) {
        this.row = row;
    }

    /** The row's number in the table of the ladder. */
    public int row() {
        return row;
    }

    static Rule atRow(int row) {
        return ALL[row - 1];
    }
}
