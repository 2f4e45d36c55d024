/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.alerting.ledger.accounts.EnergyReader;
import io.nameplate.alerting.ledger.accounts.LeaseAccount;
import io.nameplate.alerting.ledger.accounts.Worth;
import io.nameplate.model.account.BillingMonth;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MissingDataAccount;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.MissingPolicy;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The shapes of a billing month in {@code docs/ledger-api.md}: settled results only, so all money rests on settled ones. */
final class Months {

    private Months() {}

    /** The billing month so far. The share is a range: unmeasured is neither up nor down. */
    record MonthView(
            String month,
            Instant from,
            Instant to,
            Views.Amounts amounts,
            @Nullable Double availabilityLow,
            @Nullable Double availabilityHigh,
            Counted missing,
            Map<LineId, LineMonth> lines) {

        static MonthView of(Lease lease, LeaseAccount account) {
            Map<LineId, LineMonth> lines = new TreeMap<>();
            account.lines()
                    .forEach(line -> lines.put(
                            line.line(),
                            new LineMonth(
                                    Views.Amounts.of(line.totals()),
                                    low(line.availability()),
                                    high(line.availability()),
                                    Counted.of(lease, account.month(), line.counted()))));
            return new MonthView(
                    account.month().month().toString(),
                    account.month().start(),
                    account.month().end(),
                    Views.Amounts.of(account.totals()),
                    low(account.availability()),
                    high(account.availability()),
                    Counted.of(lease, account.month(), account.counted()),
                    lines);
        }

        private static @Nullable Double low(EquivalentAvailability availability) {
            return availability.isAssessed() ? (Double) availability.low() : null;
        }

        private static @Nullable Double high(EquivalentAvailability availability) {
            return availability.isAssessed() ? (Double) availability.high() : null;
        }
    }

    /** A line's part of the month. */
    record LineMonth(
            Views.Amounts amounts,
            @Nullable Double availabilityLow,
            @Nullable Double availabilityHigh,
            Counted missing) {}

    /**
     * What the lease's policy made of time that was not measured.
     *
     * @param availability the share after the policy; null where nothing counts
     * @param lostWorth what the lost time is worth after the policy, an estimate; low and high: with none and all of what was not
     *     measured
     * @param sentence the policy and what it did, in words
     */
    record Counted(
            String countsAs,
            int minCoveragePerMille,
            long carryS,
            long obligedGpuMs,
            long lostGpuMs,
            long excludedGpuMs,
            long carriedLostGpuMs,
            long countedLostGpuMs,
            long maintenanceBeyondGpuMs,
            @Nullable Double availability,
            BigDecimal lostWorth,
            BigDecimal lostWorthLow,
            BigDecimal lostWorthHigh,
            String sentence) {

        static Counted of(Lease lease, BillingMonth month, MissingDataAccount.Month counted) {
            MissingPolicy policy = lease.missing();
            EquivalentAvailability range = counted.range();
            return new Counted(
                    policy.treatment().name().toLowerCase(Locale.ROOT),
                    policy.minCoveragePerMille(),
                    policy.carry().toSeconds(),
                    counted.obliged(),
                    counted.lost(),
                    counted.excluded(),
                    counted.carriedLost(),
                    counted.countedLost(),
                    counted.beyondMaintenance(),
                    counted.obliged() == 0
                            ? null
                            : (Double) ((counted.obliged() - counted.lost()) / (double) counted.obliged()),
                    Worth.of(lease, month.start(), counted.lost()),
                    Worth.of(lease, month.start(), range.lostGpuMs()),
                    Worth.of(lease, month.start(), range.lostGpuMs() + range.unmeasuredGpuMs()),
                    new PolicyWords(policy, lease.maintenanceCap(), counted).sentence());
        }
    }

    /** What a meter counted in the month: across its holes the sum is exact, and only its shape estimated. */
    record MeterView(
            String meter,
            int intervals,
            long measuredJ,
            long acrossHolesJ,
            long totalJ,
            long unknownMs,
            Instant readThrough,
            String shape,
            boolean exact) {

        static List<MeterView> of(List<EnergyReader.MeterMonth> meters) {
            return meters.stream()
                    .map(meter -> new MeterView(
                            meter.meter().value(),
                            meter.intervals(),
                            meter.total().measured(),
                            meter.total().estimated(),
                            meter.total().measured() + meter.total().estimated(),
                            meter.total().unknownMillis(),
                            meter.through(),
                            meter.total().isEstimated() ? "ESTIMATED" : "MEASURED",
                            meter.isExact()))
                    .toList();
        }
    }
}
