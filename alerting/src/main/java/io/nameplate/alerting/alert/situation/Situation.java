/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.situation;

import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Lease;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A deviation with what a person needs beside it.
 *
 * @param blocks the blocks that lost most on the deviation's layer, worst first
 * @param alongside other deviations of the lease that count the losses of the same time
 * @param worth an estimate of what the loss is worth at the lease's price; empty for terms that do not lose capacity
 */
public record Situation(
        Deviation deviation,
        Lease lease,
        List<BlockLoss> blocks,
        List<Deviation> alongside,
        Optional<BigDecimal> worth) {

    /** What a block lost in the deviation's intervals. */
    public record BlockLoss(BlockId block, long lostGpuMs) {}

    public Situation {
        blocks = List.copyOf(blocks);
        alongside = List.copyOf(alongside);
    }
}
