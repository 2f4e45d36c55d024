/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.TenantId;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lease as the scenario states it.
 *
 * @param terms as the registry writes them; its reader checks what is in them
 * @param tenantBears null for the registry's default
 * @param maintenanceNotice null where none is asked for
 * @param xidTable the table as the registry writes it; null for the registry's default
 */
public record LeasePlan(
        LeaseId lease,
        String supplier,
        TenantId tenant,
        ZoneId zone,
        BigDecimal pricePerMonth,
        String currency,
        List<LinePlan> lines,
        List<EndpointPlan> endpoints,
        List<TermPlan> terms,
        @Nullable List<State> tenantBears,
        Duration unreachableAfter,
        @Nullable Duration maintenanceNotice,
        @Nullable String xidTable,
        int openAfter,
        int closeAfter,
        List<String> contacts) {

    /** A term by name, and its text in the registry. */
    public record TermPlan(String term, String text) {}

    /**
     * A capacity line.
     *
     * @param firmMw firm power as the registry writes it; null where none is contracted
     */
    public record LinePlan(
            LineId line,
            String sku,
            int guaranteedClockMhz,
            int contractedLimitW,
            @Nullable String firmMw,
            List<Step> ramp,
            List<Share> shares) {}

    /** The line of an id. */
    public LinePlan line(LineId id) {
        return lines.stream()
                .filter(line -> line.line().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("lease '" + lease + "' has no line '" + id + "'"));
    }

    /** From this second on the line obliges this many GPUs. */
    public record Step(long at, int gpus) {}

    /** Nodes allocated to the line from a second on, until another (-1: for good). */
    public record Share(Target target, long from, long to) {}
}
