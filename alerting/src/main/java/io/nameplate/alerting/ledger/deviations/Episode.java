/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.BlockLosses;
import java.util.Collections;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A run of breached intervals that was long enough, until it was met for long enough. Times are epoch seconds.
 *
 * @param firstBreached start of the first breached interval
 * @param lastBreached start of the last one so far
 * @param openedAt end of the interval that opened it
 * @param closedAt end of the interval that closed it; empty while it is open
 * @param intervals breached intervals so far
 * @param layers GPU-milliseconds lost in them, by layer
 * @param blocks where they were lost
 */
public record Episode(
        long firstBreached,
        long lastBreached,
        long openedAt,
        OptionalLong closedAt,
        int intervals,
        Map<Layer, Long> layers,
        BlockLosses blocks,
        int worstPerMille,
        int atLeastPerMille,
        boolean provisional) {

    public Episode {
        layers = Collections.unmodifiableMap(new TreeMap<>(layers));
    }

    public boolean isOpen() {
        return closedAt.isEmpty();
    }

    public long lost() {
        return layers.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The layer of the largest loss so far; of equal losses the one that stands first among the layers. */
    public Layer layer() {
        return layers.entrySet().stream()
                .reduce((a, b) -> b.getValue() > a.getValue() ? b : a)
                .map(Map.Entry::getKey)
                .orElse(Layer.UNKNOWN);
    }

    /** The blocks that lost most on its layer, with what they lost there; empty where none is named. */
    public Map<BlockId, Long> where() {
        return blocks.on(layer());
    }

    /** True if both speak of some same time. */
    public boolean overlaps(Episode other) {
        return firstBreached < other.closedAt.orElse(Long.MAX_VALUE)
                && other.firstBreached < closedAt.orElse(Long.MAX_VALUE);
    }

    /** True if the interval that starts then belongs to it. */
    public boolean covers(long start) {
        return firstBreached <= start && start < closedAt.orElse(Long.MAX_VALUE);
    }
}
