/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import io.nameplate.collectors.validate.PointKey;
import java.util.Set;

/**
 * A point that says a state by a number.
 *
 * @param yes what it reads where there is power, or the port is up
 * @param no what it reads where there is none, or the port is down; any other number says nothing
 */
public record StateRule(PointKey point, Set<Double> yes, Set<Double> no) {

    public StateRule {
        yes = Set.copyOf(yes);
        no = Set.copyOf(no);
        for (Double value : yes) {
            if (no.contains(value)) {
                throw new IllegalArgumentException("of " + point + " the number " + value + " means both");
            }
        }
    }
}
