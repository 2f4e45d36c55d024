/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one interval of a lease was against one term, all its lines together: breached if any line was, met only if every
 * line that obliges something was, otherwise not assessed.
 *
 * @param start the interval's start in epoch seconds
 * @param seconds its length
 * @param layers lost GPU-milliseconds of the breached lines, by layer
 * @param blocks where they were lost
 * @param worstPerMille the lowest value of a breached line
 * @param provisional true while a judgement it rests on is not settled, or a line is not told that it is not assessed without
 */
public record Outcome(
        long start,
        int seconds,
        Judgement.Outcome verdict,
        Map<Layer, Long> layers,
        BlockLosses blocks,
        int worstPerMille,
        int atLeastPerMille,
        boolean provisional) {

    public Outcome {
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    }

    /** Whether it is not known yet to break no run of breached ones. */
    boolean mayTurnOutMet() {
        return provisional && verdict == Judgement.Outcome.NOT_ASSESSED;
    }

    public long end() {
        return start + seconds;
    }
}
