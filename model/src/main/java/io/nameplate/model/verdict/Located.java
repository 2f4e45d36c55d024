/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Gathers in which blocks a term counts its losses. Mutable. */
final class Located {

    private final long[] losses;
    private final SortedMap<Layer, SortedMap<BlockId, Long>> byLayer = new TreeMap<>();

    /** @param losses what the term counts, by {@link Bucket}: of a bucket without any, no block's counts either */
    Located(long[] losses) {
        this.losses = losses;
    }

    /** Adds amounts by block and bucket. */
    Located add(List<BlockId> blocks, long[][] amounts) {
        for (int b = 0; b < blocks.size(); b++) {
            for (int bucket = 0; bucket < Bucket.LOSSES; bucket++) {
                if (losses[bucket] > 0) {
                    add(Bucket.at(bucket).layer(), blocks.get(b), amounts[b][bucket]);
                }
            }
        }
        return this;
    }

    void add(Layer layer, BlockId block, long amount) {
        if (amount > 0) {
            byLayer.computeIfAbsent(layer, key -> new TreeMap<>()).merge(block, amount, Long::sum);
        }
    }

    BlockLosses worst() {
        return new BlockLosses(byLayer).worst();
    }
}
