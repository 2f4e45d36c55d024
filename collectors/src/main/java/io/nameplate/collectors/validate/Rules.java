/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import java.util.List;
import java.util.Map;

/** What the readings of a collector are checked against. */
public record Rules(Map<PointKey, PointRule> points, List<SumCheck> sums) {

    /** Nothing is checked. */
    public static final Rules NONE = new Rules(Map.of(), List.of());

    public Rules {
        points = Map.copyOf(points);
        sums = List.copyOf(sums);
    }
}
