/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.Layer;
import java.util.Map;
import java.util.function.Supplier;

/**
 * A judgement with the amounts that it was made from: GPU-milliseconds, of firm power millijoules, of a PUE joules.
 *
 * @param base what could have been lost; 0 where the term cannot be assessed
 * @param losses what was lost of the base, by {@link Bucket}; read, never written
 * @param open what of the base may have been lost or not
 * @param mostBase the base if nothing of that was lost, and {@code leastLost} the sum of the losses then
 */
@SuppressWarnings("ArrayRecordComponent") // one per term of a line and interval, only added up and printed
public record Weighed(Judgement judgement, long base, long[] losses, long open, long mostBase, long leastLost) {

    public long lost(Bucket bucket) {
        return losses[bucket.index];
    }

    /** The same with other amounts by layer. */
    Weighed withLayers(Map<Layer, Long> layers) {
        Judgement other = new Judgement(
                judgement.term(),
                judgement.outcome(),
                judgement.atLeastPerMille(),
                judgement.valuePerMille(),
                judgement.layer(),
                layers);
        return new Weighed(other, base, losses, open, mostBase, leastLost);
    }

    /** The same with the blocks named, where it was breached. */
    Weighed in(Supplier<BlockLosses> blocks) {
        return judgement.outcome() == Judgement.Outcome.BREACHED
                ? new Weighed(judgement.in(blocks.get()), base, losses, open, mostBase, leastLost)
                : this;
    }

    /** The sum of the losses. */
    public long lost() {
        return sum(losses);
    }

    static long sum(long[] losses) {
        long sum = 0;
        for (long loss : losses) {
            sum += loss;
        }
        return sum;
    }
}
