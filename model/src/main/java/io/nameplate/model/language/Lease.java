/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A lease as a capacity contract.
 *
 * @param from first instant of the term
 * @param to first instant after the term
 * @param zone the zone billing months live in
 * @param pricePerMonth price of a full month, in {@code currency}
 * @param tenantBears loss states the tenant bears: they are never a breach
 * @param xidTable which XIDs and named conditions make a GPU unusable
 * @param unreachableAfter from this long after its absence began a node with no load counts as faulted
 * @param maintenanceNotice how long before its beginning agreed maintenance has to be noticed to count; zero for not
 * @param maintenanceCap how long agreed maintenance of the whole line may last in a month before it is the supplier's loss; null
 *     for as long as is agreed
 * @param deadline how long its results wait for a collector while the job is caught up; null for as long as the site says
 * @param missing what unmeasured time counts as in the month's account; no interval asks it
 * @param openAfter breached intervals in a row that open a deviation
 * @param closeAfter met intervals in a row that close it
 * @param tenantOperates the tenant runs the nodes: its own clock settings are delivered capacity
 * @param contacts mail addresses told about deviations
 */
public record Lease(
        LeaseId lease,
        String supplier,
        TenantId tenant,
        Instant from,
        Instant to,
        ZoneId zone,
        BigDecimal pricePerMonth,
        String currency,
        List<CapacityLine> lines,
        List<Term> terms,
        Set<State> tenantBears,
        XidTable xidTable,
        Duration unreachableAfter,
        Duration maintenanceNotice,
        @Nullable Duration maintenanceCap,
        @Nullable Duration deadline,
        MissingPolicy missing,
        int openAfter,
        int closeAfter,
        boolean tenantOperates,
        List<String> contacts) {

    public Lease {
        lines = List.copyOf(lines);
        terms = List.copyOf(terms);
        tenantBears = Set.copyOf(tenantBears);
        contacts = List.copyOf(contacts);
    }

    /** GPUs a line obliges at an instant: its ramp inside the term, nothing outside. */
    public int contractedAt(CapacityLine line, Instant at) {
        return at.isBefore(from) || !at.isBefore(to) ? 0 : line.contractedAt(at);
    }
}
