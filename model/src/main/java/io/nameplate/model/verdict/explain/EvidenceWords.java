/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.Lease;
import io.nameplate.model.verdict.LineTrace.Finding;
import io.nameplate.model.verdict.LineTrace.Held;
import java.util.StringJoiner;

/**
 * Says what is known of a GPU, as far as the matching row looks at it. Numbers that differ from GPU to GPU stand as {@link
 * #CLOCK}, {@link #LIMIT} and {@link #SINCE}, so that GPUs that are alike otherwise get the same sentence.
 */
final class EvidenceWords {

    static final String CLOCK = "{clock}";
    static final String LIMIT = "{limit}";
    static final String SINCE = "{since}";

    private static final int[] REASONS = {0x2, 0x4, 0x8, 0x20, 0x40, 0x80};
    private static final String[] REASON_NAMES = {
        "clock setting (0x2)",
        "software power cap (0x4)",
        "hardware slowdown (0x8)",
        "software thermal slowdown (0x20)",
        "hardware thermal slowdown (0x40)",
        "hardware power brake (0x80)"
    };

    private final Lease lease;
    private final CapacityLine line;

    EvidenceWords(Lease lease, CapacityLine line) {
        this.lease = lease;
        this.line = line;
    }

    String seen(Held held, Finding finding) {
        long code = finding.code();
        if (Evidence.isAbsent(code)) {
            return absent(held, finding);
        }
        String words = data(held, finding);
        int condition = Evidence.condition(code);
        return condition == 0 || Evidence.isConflict(code) || isUnusable(condition)
                ? words
                : words + "; a condition is open, " + GpuCondition.called(condition)
                        + ", which the lease's XID table does not call" + " unusable";
    }

    private boolean isUnusable(int condition) {
        return lease.xidTable().unusable().contains(condition);
    }

    private String data(Held held, Finding finding) {
        long code = finding.code();
        String low = "at work at " + CLOCK + ", below the guaranteed " + mhz(line.guaranteedClockMhz());
        return switch (finding.rule()) {
            case UNKNOWN_OR_CONFLICT ->
                code == Evidence.NONE
                        ? "no source reported the GPU"
                        : "two records say different things of the GPU in the same slot";
            case UNUSABLE ->
                isUnusable(Evidence.condition(code))
                        ? "a condition is open, " + GpuCondition.called(Evidence.condition(code))
                                + ", which the lease's XID table calls" + " unusable"
                                + (Evidence.isMissing(code) ? "; the GPU did not answer" : "")
                        : "the GPU did not answer, and the driver counts fewer GPUs than the node's "
                                + held.block().gpusPerNode();
            case MISSING_OR_WORK_UNKNOWN ->
                Evidence.isMissing(code)
                        ? "the GPU did not answer, while its node did and the driver counts all GPUs"
                        : "the GPU answered, but neither its utilization nor its engine activity is known";
            case IDLE -> "idle: neither utilization nor engine activity is above zero";
            case CLOCK_UNKNOWN -> "at work; the clock is not known";
            case CLOCK_AS_GUARANTEED -> "at work, at or above the guaranteed " + mhz(line.guaranteedClockMhz());
            case REASONS_UNKNOWN -> low + "; the clock-event reasons are not known";
            case THERMAL ->
                low + reasons(code, 0x20 | 0x40) + "; cooling group "
                        + held.block().cooling() + " " + finding.cooling();
            case POWER_BRAKE -> low + reasons(code, 0x80);
            case LIMITED -> low + reasons(code, 0x2 | 0x4);
            case HARDWARE_SLOWDOWN -> low + reasons(code, 0x8);
            default -> low + reasons(code, Evidence.REASONS);
        };
    }

    /** The reasons that the row decides by; a later row's reasons change nothing and are not said. */
    private String reasons(long code, int deciding) {
        int mask = Evidence.reasons(code) & deciding;
        StringJoiner names = new StringJoiner(", ");
        for (int i = 0; i < REASONS.length; i++) {
            if ((mask & REASONS[i]) != 0) {
                names.add(REASON_NAMES[i]);
            }
        }
        String words = names.length() == 0 ? "; no clock-event reason" : "; clock-event reasons: " + names;
        if ((mask & 0x4) == 0) {
            return words;
        }
        return Evidence.limitW(code) == Evidence.UNKNOWN
                ? words + "; the enforced power limit is not known"
                : words + "; enforced power limit " + LIMIT + ", contracted " + Figures.whole(line.contractedLimitW())
                        + " W";
    }

    private static String absent(Held held, Finding finding) {
        long code = finding.code();
        String how = switch (Evidence.absentReason(code)) {
            case REFUSED -> "the node refused to answer";
            case TIMEOUT -> "the node did not answer in time";
            case NO_ROUTE -> "there was no route to the node";
            case STALE_SOURCE -> "the node's source gave nothing new";
        };
        String witness = switch (Evidence.witness(code)) {
            case UNKNOWN -> "nothing independent tells of its power";
            case ON -> "independently seen to be on";
            case NO_LOAD -> "independently seen to draw no load";
            case OFF -> "independently seen to be off";
        };
        String port = switch (Evidence.port(code)) {
            case UNKNOWN -> "switch port not known";
            case UP -> "switch port up";
            case DOWN -> "switch port down";
        };
        return how + " " + SINCE + "; " + witness + "; " + port
                + (Evidence.isRebooted(code) ? "; it came back with a new boot" : "")
                + "; power path " + held.block().power() + " " + finding.power()
                + ", cooling group " + held.block().cooling() + " " + finding.cooling();
    }

    static String mhz(int clock) {
        return Figures.whole(clock) + " MHz";
    }
}
