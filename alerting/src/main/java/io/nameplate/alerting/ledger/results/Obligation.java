/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Milestone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/** How many GPU-milliseconds a lease obliges in a stretch of time, cut at its milestones and at the term's ends. */
public final class Obligation {

    private Obligation() {}

    /** What one line obliges in {@code [start, end)}. */
    public static long between(Lease lease, CapacityLine line, Instant start, Instant end) {
        TreeSet<Instant> cuts = new TreeSet<>(List.of(start, end));
        List.of(lease.from(), lease.to()).forEach(cuts::add);
        line.ramp().stream().map(Milestone::from).forEach(cuts::add);
        long sum = 0;
        Instant from = start;
        for (Instant to : cuts.subSet(start, false, end, true)) {
            sum += lease.contractedAt(line, from) * Duration.between(from, to).toMillis();
            from = to;
        }
        return sum;
    }

    /** What all lines of a lease oblige in {@code [start, end)}. */
    public static long between(Lease lease, Instant start, Instant end) {
        return lease.lines().stream()
                .mapToLong(line -> between(lease, line, start, end))
                .sum();
    }
}
