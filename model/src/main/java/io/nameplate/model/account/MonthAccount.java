/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/**
 * One line's settled intervals of a billing month, added up. Give it the latest revision of each interval, once; order
 * does not matter. Not thread-safe.
 */
public final class MonthAccount {

    private final BillingMonth month;
    private final Set<State> tenantBears;
    private final long allowedMaintenance;
    private int intervals;
    private long contracted;
    private long borneByTenant;
    private long lost;
    private long unmeasured;
    private long maintenance;

    /** A month whose agreed maintenance is not limited. */
    public MonthAccount(BillingMonth month, Set<State> tenantBears) {
        this(month, tenantBears, Long.MAX_VALUE);
    }

    /**
     * An empty month.
     *
     * @param tenantBears the loss states that the lease leaves with the tenant; UNMEASURED is nobody's
     * @param allowedMaintenance GPU-milliseconds, of {@link MaintenanceCap}
     */
    public MonthAccount(BillingMonth month, Set<State> tenantBears, long allowedMaintenance) {
        this.month = month;
        this.tenantBears = Set.copyOf(tenantBears);
        this.allowedMaintenance = allowedMaintenance;
    }

    /** Adds an interval's settled content. */
    public void add(Content content) {
        add(content.intervalStart(), content.contractedGpuMs(), content.states());
    }

    /** Adds an interval by its figures; one that does not begin in the month is refused. */
    public void add(Instant intervalStart, long contractedGpuMs, Map<State, Long> states) {
        if (!month.holds(intervalStart)) {
            throw new IllegalArgumentException("interval " + intervalStart + " does not begin in " + month);
        }
        intervals++;
        maintenance += tenantBears.contains(State.EXCLUDED) ? states.getOrDefault(State.EXCLUDED, 0L) : 0;
        contracted += contractedGpuMs;
        for (Map.Entry<State, Long> state : states.entrySet()) {
            if (state.getKey() == State.UNMEASURED) {
                unmeasured += state.getValue();
            } else if (tenantBears.contains(state.getKey())) {
                borneByTenant += state.getKey().isLoss() ? state.getValue() : 0;
            } else if (state.getKey().isLoss()) {
                lost += state.getValue();
            }
        }
    }

    /** How many intervals were added. */
    public int intervals() {
        return intervals;
    }

    public long contractedGpuMs() {
        return contracted;
    }

    /** The month's equivalent availability so far. */
    public EquivalentAvailability availability() {
        long beyond = Math.max(0, maintenance - allowedMaintenance);
        return new EquivalentAvailability(contracted - borneByTenant + beyond, lost + beyond, unmeasured);
    }
}
