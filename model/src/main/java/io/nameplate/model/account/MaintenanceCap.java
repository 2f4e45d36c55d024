/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Milestone;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.TreeSet;

/**
 * How much agreed maintenance a lease allows one of its lines in a billing month: {@code maintenance_cap} for all GPUs that the
 * line obliges, or longer for as many fewer of them (equivalent planned outage hours, IEEE 762). What is beyond it is the supplier's loss.
 */
public final class MaintenanceCap {

    private MaintenanceCap() {}

    /**
     * GPU-milliseconds: the cap times the GPUs that the line obliges on the average of the month's time in which it obliges any,
     * rounded down; {@link Long#MAX_VALUE} where the lease has no cap.
     */
    public static long allowedGpuMs(Lease lease, CapacityLine line, BillingMonth month) {
        Duration cap = lease.maintenanceCap();
        if (cap == null) {
            return Long.MAX_VALUE;
        }
        TreeSet<Instant> changes = new TreeSet<>();
        changes.add(lease.from());
        changes.add(lease.to());
        line.ramp().stream().map(Milestone::from).forEach(changes::add);
        BigInteger gpuMs = BigInteger.ZERO;
        long obligedMs = 0;
        for (Instant at = month.start(); at.isBefore(month.end()); ) {
            Instant change = changes.higher(at);
            Instant next = change == null || change.isAfter(month.end()) ? month.end() : change;
            int gpus = lease.contractedAt(line, at);
            long ms = Duration.between(at, next).toMillis();
            gpuMs = gpuMs.add(BigInteger.valueOf(gpus).multiply(BigInteger.valueOf(ms)));
            obligedMs += gpus > 0 ? ms : 0;
            at = next;
        }
        return obligedMs == 0
                ? 0
                : gpuMs.multiply(BigInteger.valueOf(cap.toMillis()))
                        .divide(BigInteger.valueOf(obligedMs))
                        .longValueExact();
    }
}
