/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.scenario;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import io.nameplate.model.language.TenantId;
import io.nameplate.model.language.Term;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lease as the scenario states it.
 *
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
        List<Term> terms,
        @Nullable List<State> tenantBears,
        Duration unreachableAfter,
        @Nullable Duration maintenanceNotice,
        @Nullable String xidTable,
        int openAfter,
        int closeAfter,
        List<String> contacts) {

    /** A capacity line. */
    public record LinePlan(
            LineId line,
            String sku,
            int guaranteedClockMhz,
            int contractedLimitW,
            List<Step> ramp,
            List<Share> shares) {}

    /** From this second on the line obliges this many GPUs. */
    public record Step(long at, int gpus) {}

    /** Nodes allocated to the line from a second on, until another (-1: for good). */
    public record Share(Target target, long from, long to) {}
}
