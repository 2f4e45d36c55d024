/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a breach is: the blocks that lost most on each layer of what a term counts, with the GPU-milliseconds they lost there.
 *
 * @param byLayer of an interval at most {@link #MOST} blocks a layer; of more than one interval the sum of these
 */
public record BlockLosses(SortedMap<Layer, SortedMap<BlockId, Long>> byLayer) {

    /** Blocks kept of a layer and interval: a breach of a whole site must not make every judgement as long as its content. */
    public static final int MOST = 12;

    public static final BlockLosses NONE = new BlockLosses(new TreeMap<>());

    public BlockLosses {
        SortedMap<Layer, SortedMap<BlockId, Long>> copy = new TreeMap<>();
        byLayer.forEach((layer, lost) -> copy.put(layer, Collections.unmodifiableSortedMap(new TreeMap<>(lost))));
        byLayer = Collections.unmodifiableSortedMap(copy);
    }

    public boolean isNone() {
        return byLayer.isEmpty();
    }

    /** Those that lost most on each layer; of equal losses the blocks whose ids come first. */
    public BlockLosses worst() {
        SortedMap<Layer, SortedMap<BlockId, Long>> kept = new TreeMap<>();
        byLayer.forEach((layer, lost) -> kept.put(layer, worst(lost)));
        return new BlockLosses(kept);
    }

    private static SortedMap<BlockId, Long> worst(SortedMap<BlockId, Long> lost) {
        SortedMap<BlockId, Long> kept = new TreeMap<>();
        List<Map.Entry<BlockId, Long>> most = lost.entrySet().stream()
                .sorted(Map.Entry.<BlockId, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .toList();
        most.forEach(block -> kept.put(block.getKey(), block.getValue()));
        return kept;
    }

    /** What the blocks lost on one layer; empty where none is named. */
    public Map<BlockId, Long> on(Layer layer) {
        Map<BlockId, Long> lost = byLayer.get(layer);
        return lost == null ? Map.of() : lost;
    }

    /** The losses of both. */
    public BlockLosses plus(BlockLosses other) {
        SortedMap<Layer, SortedMap<BlockId, Long>> sum = new TreeMap<>();
        byLayer.forEach((layer, lost) -> sum.put(layer, new TreeMap<>(lost)));
        other.byLayer.forEach((layer, lost) -> {
            SortedMap<BlockId, Long> mine = sum.computeIfAbsent(layer, key -> new TreeMap<>());
            lost.forEach((block, ms) -> mine.merge(block, ms, Long::sum));
        });
        return new BlockLosses(sum);
    }
}
