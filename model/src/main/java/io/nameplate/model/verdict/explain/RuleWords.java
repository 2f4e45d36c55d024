/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict.explain;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.PlantState;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Window;
import io.nameplate.model.verdict.LineTrace.Finding;

/** Says which row of the ladder matched, why, and what follows. */
final class RuleWords {

    private final Lease lease;

    RuleWords(Lease lease) {
        this.lease = lease;
    }

    String why(Finding finding) {
        return "Row " + finding.rule().row() + ": " + ground(finding) + ". " + consequence(finding);
    }

    private String ground(Finding finding) {
        return switch (finding.rule()) {
            case UNKNOWN_OR_CONFLICT ->
                finding.code() == Evidence.NONE
                        ? "a GPU of which nothing is known is neither up nor down"
                        : "records that contradict each other prove nothing";
            case UNUSABLE ->
                "a GPU that its condition makes unusable, or that its own driver no longer counts, is out of order";
            case MISSING_OR_WORK_UNKNOWN -> "whether it could work is not known, and is not guessed";
            case IDLE -> "a GPU that is ready and has no work is delivered";
            case CLOCK_UNKNOWN, REASONS_UNKNOWN ->
                "a GPU at work is delivered; what is not known of its clock keeps the performance term from being"
                        + " assessed";
            case CLOCK_AS_GUARANTEED -> "it does what is guaranteed";
            case THERMAL ->
                "heat slowed it down while the cooling group was "
                        + (finding.cooling() == PlantState.DOWN ? "DOWN" : finding.cooling() + ", not DOWN");
            case POWER_BRAKE -> "the power brake slowed it down";
            case LIMITED -> limited(finding);
            case HARDWARE_SLOWDOWN -> "the hardware slowed it down and names no cause";
            case NO_REASON -> "none of the reasons that the method counts explains the low clock, so no loss is found";
            case POWER_DOWN -> "absent, not seen to be on, while the power path was DOWN";
            case COOLING_DOWN -> "absent, seen to be off or to draw no load, while the cooling group was DOWN";
            case PORT_DOWN -> "absent while its switch port was down";
            case OFF_WITH_POWER -> "absent and off, while the power path was UP";
            case NO_LOAD ->
                "absent and drawing no load for " + lease.unreachableAfter().toSeconds()
                        + " s or longer (the lease's unreachable_after)";
            case REBOOTED -> "the node came back with a new boot, so the absence was an outage";
            case ABSENT -> "absent, and no row before this one tells why" + notYet(finding);
        };
    }

    private String limited(Finding finding) {
        String set = "a clock setting, or a power limit below the contracted one, slowed it down";
        if (finding.order().isPresent()) {
            return set + " while curtailment order " + finding.order().get().id() + " covered it";
        }
        return lease.tenantOperates() ? set + ", and the tenant operates the machine" : set + " and no order covers it";
    }

    private String notYet(Finding finding) {
        return Evidence.witness(finding.code()) == Witness.NO_LOAD
                ? " (it would count as faulted once it has drawn no load for "
                        + lease.unreachableAfter().toSeconds() + " s)"
                : "";
    }

    private static String consequence(Finding finding) {
        String part = finding.working() ? "The lost part" : "All of it";
        if (finding.lostPerMille() == 0) {
            boolean rounded = finding.bucket() != finding.delivered();
            return "Delivered, " + finding.delivered().text()
                    + (rounded ? ": the lost part rounds to 0 per mille." : ".");
        }
        if (finding.window().isEmpty() || finding.lostTo() == finding.bucket()) {
            return part + " is " + finding.bucket().text() + ".";
        }
        Window window = finding.window().get();
        String named = (window.reason().isEmpty() ? window.id().value() : window.id() + " (" + window.reason() + ")");
        return part + " would be " + finding.bucket().text() + ", but "
                + switch (window.state()) {
                    case EXCLUDED -> "maintenance window ";
                    case OUTSIDE_CONTROL -> "outside-control window ";
                    default -> "curtailment order ";
                }
                + named + " covers it, so it is " + finding.lostTo().text() + ".";
    }
}
