/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.document.Fields;

/**
 * What the values of a point can be, in its SI unit; what is not said is not checked.
 *
 * @param min less than this cannot be
 * @param max more than this cannot be
 * @param maxPerSecond the most it can change in a second, a counter: rise; infinite where nothing is said
 * @param flatAfter the most readings in a row of the very same value other than zero, of a gauge; 0 where nothing is said
 * @param rollover the value at which a counter begins anew; 0 where nothing is said
 */
public record PointRule(double min, double max, Kind kind, double maxPerSecond, int flatAfter, double rollover) {

    /** How a point's values go. */
    public enum Kind {
        GAUGE,
        COUNTER
    }

    /** Nothing is checked. */
    public static final PointRule NONE = new PointRule(
            Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Kind.GAUGE, Double.POSITIVE_INFINITY, 0, 0);

    private static final int MOST_FLAT = 1_000_000;

    /** Reads the keys {@code min max kind max_rate flat_after rollover}, which are in the point's own unit. */
    public static PointRule read(Fields fields, Unit unit) {
        double min = fields.has("min") ? unit.toSi(fields.number("min", 0)) : NONE.min;
        double max = fields.has("max") ? unit.toSi(fields.number("max", 0)) : NONE.max;
        Kind kind = fields.oneOf("kind", Kind.class, Kind.GAUGE);
        double rate = fields.has("max_rate") ? unit.differenceToSi(fields.number("max_rate", 1)) : NONE.maxPerSecond;
        int flat = (int) fields.integer("flat_after", 0, MOST_FLAT, 0);
        double rollover = fields.has("rollover") ? unit.differenceToSi(fields.number("rollover", 1)) : 0;
        if (min > max) {
            fields.problem("min", "'min' is above 'max': no value can be right");
        }
        if (rate <= 0) {
            fields.problem("max_rate", "'max_rate' must be above 0: the most it can change in a second");
        }
        if (fields.has("rollover") && rollover <= 0) {
            fields.problem("rollover", "'rollover' must be above 0: the value at which the counter begins anew");
        }
        if (fields.has("rollover") && kind != Kind.COUNTER) {
            fields.problem("rollover", "only a counter begins anew; add 'kind: counter' or remove 'rollover'");
        }
        if (flat > 0 && kind == Kind.COUNTER) {
            fields.problem("flat_after", "a counter may stand still for ever; remove 'flat_after' or 'kind: counter'");
        }
        return new PointRule(min, max, kind, rate, flat, rollover);
    }

    /** Whether a value can be. */
    public boolean allows(double value) {
        return value >= min && value <= max;
    }

    /** Whether a change is possible in a time. */
    boolean fits(double change, long millis) {
        return change <= maxPerSecond * millis / 1_000.0;
    }
}
