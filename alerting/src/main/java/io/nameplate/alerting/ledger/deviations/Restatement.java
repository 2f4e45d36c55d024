/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What recomputed episodes mean for the ids that were given before. Each known deviation goes to the earliest episode it
 * overlaps; of several at one episode the oldest id stays and the others are merged into it; a deviation without an
 * episode is withdrawn; an episode without a deviation is new.
 *
 * @param kept a known deviation and what it is now
 * @param merged a known deviation and the one it is part of now
 * @param withdrawn known deviations of which nothing is left
 * @param fresh episodes that need an id, in order of time
 */
record Restatement(
        Map<DeviationId, Episode> kept,
        Map<DeviationId, DeviationId> merged,
        List<DeviationId> withdrawn,
        List<Episode> fresh) {

    /**
     * Matches known deviations with the episodes of the same stretch of time.
     *
     * @param known by id: what each was until now
     * @param episodes what is there now, in order of time
     */
    static Restatement of(Map<DeviationId, Episode> known, List<Episode> episodes) {
        Restatement result = new Restatement(new TreeMap<>(), new TreeMap<>(), new ArrayList<>(), new ArrayList<>());
        Map<Episode, List<DeviationId>> claims = new TreeMap<>(Comparator.comparingLong(Episode::firstBreached));
        new TreeMap<>(known)
                .forEach((id, was) -> episodes.stream()
                        .filter(was::overlaps)
                        .findFirst()
                        .ifPresentOrElse(
                                episode -> claims.computeIfAbsent(episode, key -> new ArrayList<>())
                                        .add(id),
                                () -> result.withdrawn.add(id)));
        for (Episode episode : episodes) {
            List<DeviationId> ids = claims.getOrDefault(episode, List.of());
            if (ids.isEmpty()) {
                result.fresh.add(episode);
            } else {
                result.kept.put(ids.get(0), episode);
                ids.stream().skip(1).forEach(id -> result.merged.put(id, ids.get(0)));
            }
        }
        return result;
    }
}
