/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import java.time.Duration;
import java.util.List;

/**
 * Parts and the total they must add up to: the phases of a meter, the outlets and their parent meter.
 *
 * @param tolerance the largest difference in proportion to the total
 * @param floor differences up to this, in the total's SI unit, are none
 * @param within how long before the total the parts may have been read
 */
public record SumCheck(List<PointKey> parts, PointKey total, double tolerance, double floor, Duration within) {
    public SumCheck {
        parts = List.copyOf(parts);
    }

    /** Whether a sum agrees with a total. */
    boolean agrees(double sum, double whole) {
        return Math.abs(sum - whole) <= Math.max(floor, tolerance * Math.abs(whole));
    }
}
