/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import io.nameplate.model.language.MissingPolicy;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line's settled intervals of a billing month under the contract's {@link MissingPolicy}. Give it the latest revision of
 * each interval, once; order does not matter. Not thread-safe.
 */
public final class MissingDataAccount {

    /** An interval by what counts here, in GPU-milliseconds. */
    private record Interval(long obliged, long lost, long unmeasured) {
        long measured() {
            return obliged - unmeasured;
        }
    }

    /**
     * A month after its policy, in GPU-milliseconds.
     *
     * @param obliged what counts: contracted less what the tenant bears and what the policy excludes
     * @param lost what the supplier lost, measured or by the policy
     * @param excluded unmeasured time that left both sides
     * @param carriedLost what of {@code lost} is unmeasured time that is like the last known
     * @param countedLost what of {@code lost} is unmeasured time that counts as lost, by treatment or beyond what is allowed
     * @param beyondMaintenance what of {@code lost} is agreed maintenance beyond what the lease allows
     * @param range what could have been, before any policy
     */
    public record Month(
            long obliged,
            long lost,
            long excluded,
            long carriedLost,
            long countedLost,
            long beyondMaintenance,
            EquivalentAvailability range) {

        /** A month in which nothing was obliged. */
        public static final Month NONE = new Month(0, 0, 0, 0, 0, 0, new EquivalentAvailability(0, 0, 0));

        /** Two lines together, each after its own policy. */
        public Month plus(Month other) {
            return new Month(
                    obliged + other.obliged,
                    lost + other.lost,
                    excluded + other.excluded,
                    carriedLost + other.carriedLost,
                    countedLost + other.countedLost,
                    beyondMaintenance + other.beyondMaintenance,
                    range.plus(other.range));
        }

        /** The share of what counts that was delivered, in per mille, rounded down; 1000 where nothing counts. */
        public int availablePerMille() {
            return obliged == 0 ? 1000 : (int) part(1000, obliged - lost, obliged);
        }
    }

    private final BillingMonth month;
    private final Set<State> tenantBears;
    private final MissingPolicy policy;
    private final long allowedMaintenance;
    private long maintenance;
    private final SortedMap<Instant, Interval> intervals = new TreeMap<>();

    /** A month whose agreed maintenance is not limited. */
    public MissingDataAccount(BillingMonth month, Set<State> tenantBears, MissingPolicy policy) {
        this(month, tenantBears, policy, Long.MAX_VALUE);
    }

    /**
     * An empty month.
     *
     * @param tenantBears the loss states that the lease leaves with the tenant; UNMEASURED is nobody's
     * @param allowedMaintenance GPU-milliseconds, of {@link MaintenanceCap}
     */
    public MissingDataAccount(
            BillingMonth month, Set<State> tenantBears, MissingPolicy policy, long allowedMaintenance) {
        this.month = month;
        this.tenantBears = Set.copyOf(tenantBears);
        this.policy = policy;
        this.allowedMaintenance = allowedMaintenance;
    }

    /** Adds an interval's settled content. */
    public void add(Content content) {
        add(content.intervalStart(), content.contractedGpuMs(), content.states());
    }

    /** Adds an interval by its figures; one that does not begin in the month, or is there already, is refused. */
    public void add(Instant intervalStart, long contractedGpuMs, Map<State, Long> states) {
        long borneByTenant = 0;
        long lost = 0;
        for (Map.Entry<State, Long> state : states.entrySet()) {
            if (state.getKey().isLoss() && state.getKey() != State.UNMEASURED) {
                boolean tenants = tenantBears.contains(state.getKey());
                borneByTenant += tenants ? state.getValue() : 0;
                lost += tenants ? 0 : state.getValue();
            }
        }
        maintenance += tenantBears.contains(State.EXCLUDED) ? states.getOrDefault(State.EXCLUDED, 0L) : 0;
        long unmeasured = states.getOrDefault(State.UNMEASURED, 0L);
        Interval interval = new Interval(contractedGpuMs - borneByTenant, lost, unmeasured);
        if (!month.holds(intervalStart) || intervals.put(intervalStart, interval) != null) {
            throw new IllegalArgumentException(
                    "interval " + intervalStart + " does not begin in " + month + ", or is there twice");
        }
    }

    /** The month under its policy. */
    public Month settle() {
        long maintenanceBeyond = Math.max(0, maintenance - allowedMaintenance);
        long obliged = maintenanceBeyond;
        long lost = maintenanceBeyond;
        long unmeasured = 0;
        for (Interval interval : intervals.values()) {
            obliged += interval.obliged;
            lost += interval.lost;
            unmeasured += interval.unmeasured;
        }
        EquivalentAvailability range = new EquivalentAvailability(obliged, lost, unmeasured);
        long allowed = Math.min(unmeasured, part(obliged, 1000L - policy.minCoveragePerMille(), 1000));
        long beyond = unmeasured - allowed;
        return switch (policy.treatment()) {
            case EXCLUDED -> new Month(obliged - allowed, lost + beyond, allowed, 0, beyond, maintenanceBeyond, range);
            case LOST -> new Month(obliged, lost + unmeasured, 0, 0, unmeasured, maintenanceBeyond, range);
            case DELIVERED -> new Month(obliged, lost + beyond, 0, 0, beyond, maintenanceBeyond, range);
            case LAST_KNOWN -> lastKnown(obliged, lost, unmeasured, allowed, maintenanceBeyond, range);
        };
    }

    /** Carried interval by interval; where more is missing than allowed, as much of it as is allowed, pro rata. */
    private Month lastKnown(
            long obliged,
            long lost,
            long unmeasured,
            long allowed,
            long maintenanceBeyond,
            EquivalentAvailability range) {
        long carried = 0;
        long carriedLost = 0;
        Instant knownAt = Instant.MIN;
        Interval known = new Interval(0, 0, 0);
        for (Map.Entry<Instant, Interval> next : intervals.entrySet()) {
            Interval interval = next.getValue();
            if (interval.unmeasured == 0 && interval.obliged > 0) {
                knownAt = next.getKey();
                known = interval;
            } else if (interval.unmeasured > 0
                    && known.measured() > 0
                    && !next.getKey().isAfter(knownAt.plus(policy.carry()))) {
                carried += interval.unmeasured;
                carriedLost += part(interval.unmeasured, known.lost, known.measured());
            }
        }
        long beyond = unmeasured - allowed;
        long allowedCarried = unmeasured == 0 ? 0 : part(carried, allowed, unmeasured);
        long lostByCarry = carried == 0 ? 0 : part(carriedLost, allowedCarried, carried);
        long excluded = allowed - allowedCarried;
        return new Month(
                obliged - excluded,
                lost + lostByCarry + beyond,
                excluded,
                lostByCarry,
                beyond,
                maintenanceBeyond,
                range);
    }

    /** {@code total x part / whole}, rounded down, exact for numbers of any size. */
    private static long part(long total, long part, long whole) {
        return BigInteger.valueOf(total)
                .multiply(BigInteger.valueOf(part))
                .divide(BigInteger.valueOf(whole))
                .longValueExact();
    }
}
