/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Instant;
import java.util.List;

/**
 * A capacity line of a lease.
 *
 * @param line its id, unique in the lease
 * @param sku the SKU it obliges
 * @param guaranteedClockMhz the SM clock below which a working GPU is derated; never above the SKU's reference clock
 * @param contractedLimitW the power limit a GPU may be held to without loss
 * @param ramp milestones in order of time; before the first the line obliges nothing
 * @param firmW the power in watts that has to stand ready while the line obliges a GPU; 0 where nothing is said
 */
public record CapacityLine(
        LineId line, String sku, int guaranteedClockMhz, int contractedLimitW, List<Milestone> ramp, long firmW) {

    public CapacityLine {
        ramp = List.copyOf(ramp);
    }

    /** A line that promises no firm power. */
    public CapacityLine(LineId line, String sku, int guaranteedClockMhz, int contractedLimitW, List<Milestone> ramp) {
        this(line, sku, guaranteedClockMhz, contractedLimitW, ramp, 0);
    }

    /** GPUs obliged at an instant, following the ramp. */
    public int contractedAt(Instant at) {
        int gpus = 0;
        for (Milestone milestone : ramp) {
            if (!milestone.from().isAfter(at)) {
                gpus = milestone.gpus();
            }
        }
        return gpus;
    }
}
