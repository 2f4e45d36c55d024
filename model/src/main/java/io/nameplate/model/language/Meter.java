/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A point of an asset that measures something, for blocks or for one line of a lease.
 *
 * @param blocks what it measures for, in the order of their ids; none where it serves a line
 * @param rollover where a counter begins anew at zero, in its unit; 0 where it does not, or nobody knows
 * @param mostPerSecond the fastest that a counter can rise; 0 where nobody knows
 * @param serves the line whose work is counted, and nobody else's; null of what measures for blocks
 */
public record Meter(
        Measure measure,
        String point,
        Set<BlockId> blocks,
        long rollover,
        long mostPerSecond,
        @Nullable Served serves) {

    /** The one line of the one lease that an inference endpoint works for. */
    public record Served(LeaseId lease, LineId line) {}

    /** What a point can be a measure of. */
    public enum Measure {
        /** Energy that IT equipment took: a counter in joules. */
        IT_ENERGY,
        /** Energy that went into the facility, IT and all the rest: a counter in joules. */
        FACILITY_ENERGY,
        /** Temperature of the coolant or air as it is supplied, in degrees Celsius. */
        SUPPLY_TEMPERATURE,
        /** Flow of the coolant, in cubic metres a second. */
        FLOW,
        /** Tokens that an inference endpoint read: a counter. */
        PROMPT_TOKENS,
        /** Tokens that it wrote: a counter. */
        GENERATION_TOKENS,
        /** Requests that it finished: a counter. */
        REQUESTS;

        /** The measure as the registry spells it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether it only ever rises, but for what {@code docs/settlement-method.md} says of falls. */
        public boolean isCounter() {
            return this == IT_ENERGY || this == FACILITY_ENERGY || isOfEndpoint();
        }

        /** Whether it is work done for one line of a lease, counted from the start of the process that does it. */
        public boolean isOfEndpoint() {
            return this == PROMPT_TOKENS || this == GENERATION_TOKENS || this == REQUESTS;
        }
    }

    public Meter {
        blocks = Collections.unmodifiableSortedSet(new TreeSet<>(blocks));
        if (rollover < 0 || mostPerSecond < 0 || (rollover > 0 && mostPerSecond == 0)) {
            throw new IllegalArgumentException(
                    "a counter that rolls over at " + rollover + " cannot rise by " + mostPerSecond + " a second");
        }
        if (measure.isOfEndpoint() != (serves != null)) {
            throw new IllegalArgumentException(measure.text() + " does not serve " + serves);
        }
    }

    /** A meter for blocks. */
    public Meter(Measure measure, String point, Set<BlockId> blocks, long rollover, long mostPerSecond) {
        this(measure, point, blocks, rollover, mostPerSecond, null);
    }

    /** A counter of an endpoint's work for a line. */
    public Meter(Measure measure, String point, Served serves, long mostPerSecond) {
        this(measure, point, Set.of(), 0, mostPerSecond, serves);
    }

    /** Whether it counts work for a line. */
    public boolean serves(LeaseId lease, LineId line) {
        return serves != null && serves.lease().equals(lease) && serves.line().equals(line);
    }
}
