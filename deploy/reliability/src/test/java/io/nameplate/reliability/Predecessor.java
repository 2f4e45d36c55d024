/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a run of the job may know, when it begins, of how far the runs before it had come: by its checkpoint and by the cursors that
 * the broker had kept.
 */
final class Predecessor {

    private final Map<CollectorId, Map<EpochId, Long>> claims = new TreeMap<>();
    /** Of these only a checkpoint tells: then what the collector holds when it is first heard stands for the cursor. */
    private final Set<CollectorId> withoutCursor = new HashSet<>();

    Predecessor(Map<CollectorId, Patience.Kept> kept) {
        kept.forEach((collector, before) -> {
            claims.put(collector, new HashMap<>(before.next()));
            if (!before.next().isEmpty()) {
                withoutCursor.add(collector);
            }
        });
    }

    /** The broker had kept a cursor. */
    void told(CollectorId collector, Cursor cursor) {
        withoutCursor.remove(collector);
        Map<EpochId, Long> claimed = claims.computeIfAbsent(collector, key -> new HashMap<>());
        cursor.epochs().forEach(epoch -> claimed.merge(epoch.epoch(), epoch.next(), Math::max));
        cursor.claims().forEach((epoch, next) -> claimed.merge(epoch, next, Math::max));
    }

    /** Whether the runs before had published more of a collector than both tell: its checkpoint is old, and the broker forgot. */
    boolean isForgotten(CollectorId collector, Map<EpochId, Long> published) {
        Map<EpochId, Long> claimed = claims.getOrDefault(collector, Map.of());
        return !withoutCursor.contains(collector)
                && published.entrySet().stream()
                        .anyMatch(epoch -> epoch.getValue() > claimed.getOrDefault(epoch.getKey(), 1L));
    }
}
