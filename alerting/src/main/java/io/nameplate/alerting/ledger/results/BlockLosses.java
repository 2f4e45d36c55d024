/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a breach is: the blocks that lost most on each layer, with the GPU-milliseconds they lost there.
 *
 * @param byLayer of an interval at most {@link #MOST} blocks a layer; of more than one interval the sum of these
 */
public record BlockLosses(SortedMap<Layer, SortedMap<BlockId, Long>> byLayer) {

    /** Blocks kept of a layer and interval: a breach of a whole site must not make every judgement as long as its content. */
    static final int MOST = 12;

    public static final BlockLosses NONE = new BlockLosses(new TreeMap<>());

    public BlockLosses {
        SortedMap<Layer, SortedMap<BlockId, Long>> copy = new TreeMap<>();
        byLayer.forEach((layer, lost) -> copy.put(layer, Collections.unmodifiableSortedMap(new TreeMap<>(lost))));
        byLayer = Collections.unmodifiableSortedMap(copy);
    }

    /** The worst blocks of a content on the layers that a term counts. */
    static BlockLosses of(Content content, Set<Layer> layers) {
        SortedMap<Layer, SortedMap<BlockId, Long>> all = new TreeMap<>();
        content.blocks()
                .forEach((block, losses) -> losses.forEach((state, lost) -> {
                    Layer layer = layer(state, content);
                    if (layers.contains(layer)) {
                        all.computeIfAbsent(layer, key -> new TreeMap<>()).merge(block, lost, Long::sum);
                    }
                }));
        all.values().forEach(BlockLosses::keepTheWorst);
        return new BlockLosses(all);
    }

    /** A content names the causes of a derate for the line only: a block's is taken for the line's largest. */
    private static Layer layer(State state, Content content) {
        if (state != State.DERATED) {
            return Layer.of(state);
        }
        return content.derated().entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(Map.Entry::getKey)
                .map((Cause cause) -> Layer.of(cause))
                .orElse(Layer.UNKNOWN);
    }

    private static void keepTheWorst(SortedMap<BlockId, Long> lost) {
        List<BlockId> others = lost.entrySet().stream()
                .sorted(Map.Entry.<BlockId, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .skip(MOST)
                .map(Map.Entry::getKey)
                .toList();
        others.forEach(block -> lost.remove(block));
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
