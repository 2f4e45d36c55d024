/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;

/**
 * A month as a lease bills it: from midnight to midnight in the lease's zone, so a month in which clocks change has an
 * hour more or less.
 */
public record BillingMonth(YearMonth month, ZoneId zone) {

    /** The month that holds an instant. */
    public static BillingMonth of(Instant at, ZoneId zone) {
        return new BillingMonth(YearMonth.from(at.atZone(zone)), zone);
    }

    /** The first instant of the month. */
    public Instant start() {
        return month.atDay(1).atStartOfDay(zone).toInstant();
    }

    /** The first instant after the month. */
    public Instant end() {
        return month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant();
    }

    /** An interval belongs to the month that holds its start. */
    public boolean holds(Instant intervalStart) {
        return !intervalStart.isBefore(start()) && intervalStart.isBefore(end());
    }

    public Duration length() {
        return Duration.between(start(), end());
    }
}
