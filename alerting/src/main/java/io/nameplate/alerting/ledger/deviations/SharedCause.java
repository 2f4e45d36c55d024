/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.model.language.Layer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the deviations of a lease that one cause made: one lost cooling loop breaches availability, thermal and throughput, each with a
 * deviation of its own. A view of what stands, computed afresh whenever somebody looks: ids, history and restatement know nothing of it.
 */
public final class SharedCause {

    private static final Comparator<Deviation> IN_TIME = Comparator.comparingLong(
                    (Deviation deviation) -> deviation.episode().firstBreached())
            .thenComparing(Deviation::id);

    private SharedCause() {}

    /**
     * Groups what stands, open or closed; merged and withdrawn ones are in no group. Two belong together if they speak of some
     * same time and of the same layer, and some same block lost there or one of them names none; so do those that a third joins. An unknown
     * layer joins nothing.
     *
     * @param ofLease deviations of one lease
     * @return groups in the order of their oldest ids, each in the order of ids
     */
    public static List<List<Deviation>> groups(Collection<Deviation> ofLease) {
        List<Deviation> inTime =
                ofLease.stream().filter(Deviation::stands).sorted(IN_TIME).toList();
        Map<DeviationId, DeviationId> older = new TreeMap<>();
        List<Deviation> running = new ArrayList<>();
        for (Deviation next : inTime) {
            older.put(next.id(), next.id());
            running.removeIf(before -> !before.episode().overlaps(next.episode()));
            for (Deviation before : running) {
                if (together(before, next)) {
                    join(older, before.id(), next.id());
                }
            }
            running.add(next);
        }
        Map<DeviationId, List<Deviation>> groups = new TreeMap<>();
        inTime.stream()
                .sorted(Comparator.comparing(Deviation::id))
                .forEach(deviation -> groups.computeIfAbsent(oldest(older, deviation.id()), key -> new ArrayList<>())
                        .add(deviation));
        return List.copyOf(groups.values());
    }

    /** What names a group as long as it lasts: its oldest id. */
    public static DeviationId oldest(Collection<Deviation> group) {
        return group.stream().map(Deviation::id).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static boolean together(Deviation a, Deviation b) {
        Layer layer = a.episode().layer();
        if (layer == Layer.UNKNOWN || layer != b.episode().layer()) {
            return false;
        }
        Collection<?> here = a.episode().where().keySet();
        Collection<?> there = b.episode().where().keySet();
        return here.isEmpty() || there.isEmpty() || !Collections.disjoint(here, there);
    }

    private static void join(Map<DeviationId, DeviationId> older, DeviationId a, DeviationId b) {
        DeviationId first = oldest(older, a);
        DeviationId second = oldest(older, b);
        boolean ordered = first.compareTo(second) < 0;
        older.put(ordered ? second : first, ordered ? first : second);
    }

    private static DeviationId oldest(Map<DeviationId, DeviationId> older, DeviationId id) {
        DeviationId at = id;
        while (!older.getOrDefault(at, at).equals(at)) {
            at = older.getOrDefault(at, at);
        }
        return at;
    }
}
