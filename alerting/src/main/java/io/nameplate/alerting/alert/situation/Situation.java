/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.situation;

import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.SharedCause;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Lease;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One cause as people are told of it: the deviations of a lease that it made, with what a person needs beside them.
 *
 * @param deviations at least one; the first is the one to speak of, the others are told in a line each
 * @param alongside other deviations of the lease that count the losses of the same time
 * @param worth an estimate of what the loss is worth at the lease's price; empty where no term loses capacity
 */
public record Situation(
        Lease lease, List<Deviation> deviations, List<Deviation> alongside, Optional<BigDecimal> worth) {

    /** What a block lost in the deviations' intervals. */
    public record BlockLoss(BlockId block, long lostGpuMs) {}

    public Situation {
        deviations = List.copyOf(deviations);
        alongside = List.copyOf(alongside);
        if (deviations.isEmpty()) {
            throw new IllegalArgumentException("a situation of " + lease.lease() + " without a deviation");
        }
    }

    /** The deviation to speak of first. */
    public Deviation first() {
        return deviations.get(0);
    }

    /** The others, in the order they are told. */
    public List<Deviation> others() {
        return deviations.subList(1, deviations.size());
    }

    /** What names it as long as it lasts: the oldest id. */
    public DeviationId oldest() {
        return SharedCause.oldest(deviations);
    }

    public boolean isOpen() {
        return deviations.stream().anyMatch(deviation -> deviation.state() == Deviation.State.OPEN);
    }

    /** The blocks that lost most on the layers of its deviations, the worst first; terms that count one loss show it once. */
    public List<BlockLoss> blocks() {
        Map<BlockId, Long> most = new HashMap<>();
        deviations.forEach(
                deviation -> deviation.episode().where().forEach((block, lost) -> most.merge(block, lost, Math::max)));
        return most.entrySet().stream()
                .map(entry -> new BlockLoss(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingLong(BlockLoss::lostGpuMs)
                        .reversed()
                        .thenComparing(BlockLoss::block))
                .toList();
    }
}
