/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Keeps the latest value of every point that a sum names, and tells which points are in a sum that does not add up. */
final class Sums {

    private record Seen(double value, long ts) {}

    private final Map<PointKey, List<SumCheck>> byTotal = new HashMap<>();
    private final Set<PointKey> named = new HashSet<>();
    private final Map<PointKey, Seen> latest = new HashMap<>();

    Sums(List<SumCheck> checks) {
        for (SumCheck check : checks) {
            byTotal.computeIfAbsent(check.total(), key -> new ArrayList<>()).add(check);
            named.add(check.total());
            named.addAll(check.parts());
        }
    }

    boolean isEmpty() {
        return named.isEmpty();
    }

    /** Notes a value that counts, unless a later one was there. */
    void see(PointKey key, long ts, double value) {
        if (!named.isEmpty() && named.contains(key)) {
            latest.merge(key, new Seen(value, ts), (before, now) -> now.ts() >= before.ts() ? now : before);
        }
    }

    /** Notes that a point has no value. */
    void forget(PointKey key) {
        latest.remove(key);
    }

    /** The points of all sums of a total that do not add up at a time, the total among them. */
    Set<PointKey> wrong(PointKey total, long ts) {
        Set<PointKey> wrong = new HashSet<>();
        for (SumCheck check : byTotal.getOrDefault(total, List.of())) {
            if (!addsUp(check, ts)) {
                wrong.add(total);
                wrong.addAll(check.parts());
            }
        }
        return wrong;
    }

    /** A sum of which a part is unknown, or too old, is not known to be wrong. */
    private boolean addsUp(SumCheck check, long ts) {
        Seen total = latest.get(check.total());
        double sum = 0;
        for (PointKey part : check.parts()) {
            Seen seen = latest.get(part);
            if (seen == null || Math.abs(ts - seen.ts) > check.within().toMillis()) {
                return true;
            }
            sum += seen.value;
        }
        return total == null || check.agrees(sum, total.value);
    }
}
