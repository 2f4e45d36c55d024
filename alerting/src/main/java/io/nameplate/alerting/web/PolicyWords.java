/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.model.account.MissingDataAccount;
import io.nameplate.model.language.MissingPolicy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says what a lease makes of time that was not measured and of agreed maintenance, and what that came to in a month. */
final class PolicyWords {

    private static final BigDecimal GPU_HOUR = BigDecimal.valueOf(3_600_000);

    private final MissingPolicy policy;
    private final @Nullable Duration cap;
    private final MissingDataAccount.Month month;

    /** @param cap how long agreed maintenance of a line may last in a month; null for as long as is agreed */
    PolicyWords(MissingPolicy policy, @Nullable Duration cap, MissingDataAccount.Month month) {
        this.policy = policy;
        this.cap = cap;
        this.month = month;
    }

    String sentence() {
        long unmeasured = month.range().unmeasuredGpuMs();
        return rule() + " "
                + (unmeasured == 0
                        ? "So far all of it was measured."
                        : "So far " + hours(unmeasured) + " were not measured: " + outcome() + ".")
                + maintenance();
    }

    private String maintenance() {
        if (cap == null) {
            return "";
        }
        return " Agreed maintenance of a line may last "
                + (cap.toMinutesPart() == 0 ? cap.toHours() + " h" : minutes(cap))
                + " a month"
                + (month.beyondMaintenance() == 0
                        ? "."
                        : "; " + hours(month.beyondMaintenance()) + " beyond that count as lost.");
    }

    private String rule() {
        String least = String.format(Locale.ROOT, "%.1f", policy.minCoveragePerMille() / 10.0);
        String rest = policy.minCoveragePerMille() == 0
                ? "."
                : "; more than " + String.format(Locale.ROOT, "%.1f", 100 - policy.minCoveragePerMille() / 10.0)
                        + " % of the month counts as lost whatever the reason (at least " + least
                        + " % has to be measured).";
        return switch (policy.treatment()) {
            case EXCLUDED -> "Time that was not measured leaves both sides" + rest;
            case LOST -> "Time that was not measured counts as lost.";
            case DELIVERED -> "Time that was not measured counts as delivered" + rest;
            case LAST_KNOWN ->
                "Time that was not measured counts like the last interval measured whole, up to "
                        + minutes(policy.carry()) + " before it; older than that it leaves both sides" + rest;
        };
    }

    private String outcome() {
        StringBuilder said = new StringBuilder();
        long delivered = month.range().unmeasuredGpuMs() - month.excluded() - month.countedLost() - month.carriedLost();
        add(said, month.excluded(), "left both sides");
        add(said, month.carriedLost(), "were lost like the time before them");
        add(said, month.countedLost(), "count as lost");
        add(said, delivered, "count as delivered");
        return said.toString();
    }

    private static void add(StringBuilder said, long ms, String what) {
        if (ms > 0) {
            said.append(said.isEmpty() ? "" : ", ")
                    .append(hours(ms))
                    .append(' ')
                    .append(what);
        }
    }

    private static String hours(long gpuMs) {
        return String.format(
                        Locale.ROOT, "%,.2f", BigDecimal.valueOf(gpuMs).divide(GPU_HOUR, 2, RoundingMode.HALF_EVEN))
                + " GPU-hours";
    }

    private static String minutes(Duration carry) {
        return carry.toSecondsPart() == 0 ? carry.toMinutes() + " min" : carry.toSeconds() + " s";
    }
}
