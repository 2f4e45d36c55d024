/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * A point of an asset that measures something for blocks.
 *
 * @param blocks what it measures for, in the order of their ids
 * @param rollover where a counter begins anew at zero, in its unit; 0 where it does not, or nobody knows
 * @param mostPerSecond the fastest that a counter can rise; 0 where nobody knows
 */
public record Meter(Measure measure, String point, Set<BlockId> blocks, long rollover, long mostPerSecond) {

    /** What a point can be a measure of. */
    public enum Measure {
        /** Energy that IT equipment took: a counter in joules. */
        IT_ENERGY,
        /** Energy that went into the facility, IT and all the rest: a counter in joules. */
        FACILITY_ENERGY,
        /** Temperature of the coolant or air as it is supplied, in degrees Celsius. */
        SUPPLY_TEMPERATURE,
        /** Flow of the coolant, in cubic metres a second. */
        FLOW;

        /** The measure as the registry spells it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it only ever rises, but for what {@code docs/settlement-method.md} says of falls. */
        public boolean isCounter() {
            return this == IT_ENERGY || this == FACILITY_ENERGY;
        }
    }

    public Meter {
        blocks = Collections.unmodifiableSortedSet(new TreeSet<>(blocks));
        if (rollover < 0 || mostPerSecond < 0 || (rollover > 0 && mostPerSecond == 0)) {
            throw new IllegalArgumentException(
                    "a counter that rolls over at " + rollover + " cannot rise by " + mostPerSecond + " a second");
        }
    }
}
