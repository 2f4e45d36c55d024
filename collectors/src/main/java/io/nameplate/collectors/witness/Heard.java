/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.witness;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.validate.PointKey;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;

/** The latest reading of each point that speaks for a node; times are epoch milliseconds. */
final class Heard {

    private record Latest(long ts, double value, boolean counts) {}

    private final Map<PointKey, Latest> latest = new HashMap<>();

    /** Takes a reading unless a later one was there; says whether it is news. */
    boolean take(PointKey point, long ts, PointValue value) {
        Latest before = latest.get(point);
        if (before != null && before.ts() >= ts) {
            return false;
        }
        latest.put(point, new Latest(ts, value.value(), value.quality().counts()));
        return true;
    }

    /** What a point reads, if that is known. */
    OptionalDouble at(PointKey point, long ts, long hold) {
        Latest found = latest.get(point);
        return found != null && found.counts() && ts < found.ts() + hold
                ? OptionalDouble.of(found.value())
                : OptionalDouble.empty();
    }

    /** When a point's reading no longer speaks. */
    long until(PointKey point, long hold) {
        Latest found = latest.get(point);
        return found == null ? Long.MIN_VALUE : found.ts() + hold;
    }

    void keep(Set<PointKey> points) {
        latest.keySet().retainAll(points);
    }
}
