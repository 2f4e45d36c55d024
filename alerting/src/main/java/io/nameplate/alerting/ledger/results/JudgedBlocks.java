/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import com.fasterxml.jackson.databind.JsonNode;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Cause;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Content;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads in which blocks a breached term counts its losses. */
final class JudgedBlocks {

    private final Registry registry;
    private final Content content;

    JudgedBlocks(Registry registry, Content content) {
        this.registry = registry;
        this.content = content;
    }

    /**
     * As the judgement says; where it does not, as the content lets guess.
     *
     * @param layers what the term counts
     */
    BlockLosses of(JsonNode judgement, Map<Layer, Long> layers) {
        return judgement.has("blocks") ? told(judgement.get("blocks"), layers) : guessed(layers.keySet());
    }

    private BlockLosses told(JsonNode blocks, Map<Layer, Long> layers) {
        Json.check(blocks.isObject(), "'blocks' of a judgement must be an object");
        SortedMap<Layer, SortedMap<BlockId, Long>> byLayer = new TreeMap<>();
        blocks.properties().forEach(entry -> {
            Layer layer = Json.oneOf(Layer.class, entry.getKey(), "blocks");
            SortedMap<BlockId, Long> lost = on(entry.getValue());
            long sum = lost.values().stream().mapToLong(Long::longValue).sum();
            Json.check(
                    sum <= layers.getOrDefault(layer, 0L),
                    "the blocks of a judgement lost more on layer " + layer.text() + " than it counts");
            if (!lost.isEmpty()) {
                byLayer.put(layer, lost);
            }
        });
        return new BlockLosses(byLayer).worst();
    }

    private SortedMap<BlockId, Long> on(JsonNode layer) {
        SortedMap<BlockId, Long> lost = new TreeMap<>();
        layer.properties().forEach(entry -> {
            BlockId block = Json.made(entry.getKey(), BlockId::new);
            Json.check(
                    registry.blocks().containsKey(block),
                    "registry version " + registry.version() + " has no block '" + block + "'");
            long amount = Json.amount(layer, entry.getKey());
            Json.check(amount > 0, "block '" + block + "' of a judgement is zero; leave it out");
            lost.put(block, amount);
        });
        return lost;
    }

    /** The content's losses on these layers: no term's own. */
    private BlockLosses guessed(Set<Layer> layers) {
        SortedMap<Layer, SortedMap<BlockId, Long>> all = new TreeMap<>();
        content.blocks()
                .forEach((block, losses) -> losses.forEach((state, lost) -> {
                    Layer layer = layer(state);
                    if (layers.contains(layer)) {
                        all.computeIfAbsent(layer, key -> new TreeMap<>()).merge(block, lost, Long::sum);
                    }
                }));
        return new BlockLosses(all).worst();
    }

    /** A content names the causes of a derate for the line only: a block's is taken for the line's largest. */
    private Layer layer(State state) {
        if (state != State.DERATED) {
            return Layer.of(state);
        }
        return content.derated().entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(Map.Entry::getKey)
                .map((Cause cause) -> Layer.of(cause))
                .orElse(Layer.UNKNOWN);
    }
}
