/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.LineKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Everything that the evidence store has of one interval: what is kept of each hall, and the same with what came late. */
public final class Gathered {

    private final Instant start;
    private final SortedMap<HallId, KeptEvidence> kept = new TreeMap<>();
    private final SortedMap<HallId, KeptEvidence> whole = new TreeMap<>();
    private final SortedMap<HallId, List<String>> late = new TreeMap<>();
    private final SortedMap<LineKey, Long> corrected = new TreeMap<>();
    /** What was kept of each hall at last under each registry version. */
    private final SortedMap<HallId, NavigableMap<Long, KeptEvidence>> history = new TreeMap<>();

    private Gathered(Instant start) {
        this.start = start;
    }

    /**
     * Reads an interval.
     *
     * @throws IllegalArgumentException when a piece is damaged, or late pieces have other slots than what is kept
     */
    public static Gathered of(EvidenceStore store, Instant start) {
        Gathered gathered = new Gathered(start);
        for (HallId hall : store.halls(start)) {
            store.latest(hall, start).ifPresent(bytes -> {
                gathered.kept.put(hall, KeptEvidence.fromBytes(bytes));
                gathered.whole.put(hall, KeptEvidence.fromBytes(bytes));
            });
            gathered.remember(store, hall);
        }
        gathered.corrected.putAll(store.corrected(start));
        for (HallId hall : store.lateHalls(start)) {
            List<String> pieces = waiting(store, hall, start);
            if (!pieces.isEmpty()) {
                gathered.late.put(hall, pieces);
                gathered.merge(store, hall, pieces);
            }
        }
        return gathered;
    }

    private void remember(EvidenceStore store, HallId hall) {
        NavigableMap<Long, KeptEvidence> versions = new TreeMap<>();
        for (int version = 1; version < store.newest(hall, start); version++) {
            store.version(hall, start, version)
                    .map(KeptEvidence::fromBytes)
                    .ifPresent(was -> versions.put(was.registryVersion(), was));
        }
        KeptEvidence newest = kept.get(hall);
        if (newest != null) {
            versions.put(newest.registryVersion(), newest);
        }
        history.put(hall, versions);
    }

    /** The late pieces of a hall that no resettlement has merged yet. */
    public static List<String> waiting(EvidenceStore store, HallId hall, Instant start) {
        List<String> waiting = new ArrayList<>(store.late(hall, start));
        waiting.removeAll(store.merged(hall, start));
        return waiting;
    }

    private void merge(EvidenceStore store, HallId hall, List<String> pieces) {
        KeptEvidence merged = whole.get(hall);
        for (String piece : pieces) {
            if (merged != null) {
                KeptEvidence came =
                        KeptEvidence.fromBytes(store.late(hall, start, piece).orElseThrow());
                merged.nodes().merge(came.nodes());
                merged.plant().merge(came.plant());
            }
        }
    }

    public Instant start() {
        return start;
    }

    /** What is kept, by hall. */
    public Map<HallId, KeptEvidence> kept() {
        return Collections.unmodifiableSortedMap(kept);
    }

    /** What is kept with what came late, by hall; under the registry version of what is kept. */
    public Map<HallId, KeptEvidence> whole() {
        return Collections.unmodifiableSortedMap(whole);
    }

    /** The late pieces that are not merged yet, by hall. */
    public Map<HallId, List<String>> late() {
        return Collections.unmodifiableSortedMap(late);
    }

    /** The newest registry version that any of what is kept was first settled under; 0 where nothing is. */
    public long newestVersion() {
        return kept.values().stream()
                .mapToLong(KeptEvidence::registryVersion)
                .max()
                .orElse(0);
    }

    /** The newest registry version that a line was settled under; 0 where nothing is kept. */
    public long version(LineKey line) {
        return Math.max(newestVersion(), corrected.getOrDefault(line, 0L));
    }

    /** The registry versions that a line was settled under, of which it bears the last that made another result of it; in order. */
    SortedSet<Long> versions(LineKey line) {
        SortedSet<Long> versions = new TreeSet<>();
        history.values().forEach(ofHall -> versions.addAll(ofHall.keySet()));
        Long again = corrected.get(line);
        if (again != null) {
            versions.add(again);
        }
        return versions;
    }

    /** The registry versions that one line or another was settled under, in order. */
    public SortedSet<Long> versions() {
        SortedSet<Long> versions = new TreeSet<>();
        versions.addAll(corrected.values());
        history.values().forEach(ofHall -> versions.addAll(ofHall.keySet()));
        return versions;
    }

    /** What was kept at last under a registry version or an older one, one of each hall. */
    Collection<KeptEvidence> keptUnder(long version) {
        List<KeptEvidence> under = new ArrayList<>();
        for (NavigableMap<Long, KeptEvidence> ofHall : history.values()) {
            Map.Entry<Long, KeptEvidence> found = ofHall.floorEntry(version);
            if (found != null) {
                under.add(found.getValue());
            }
        }
        return under;
    }

    /** Whether what came late only fills what was absent or unknown: nothing that a node was seen to be is otherwise with it. */
    public boolean onlyFills() {
        return late.keySet().stream().allMatch(hall -> {
            KeptEvidence before = kept.get(hall);
            KeptEvidence after = whole.get(hall);
            return before != null && after != null && onlyFills(before.nodes(), after.nodes());
        });
    }

    private static boolean onlyFills(HallEvidence before, HallEvidence after) {
        long[] was = new long[before.slots()];
        long[] is = new long[after.slots()];
        for (String node : before.nodes()) {
            for (int gpu = 0; gpu < before.gpus(node); gpu++) {
                before.codes(node, gpu, was);
                after.codes(node, gpu, is);
                for (int slot = 0; slot < was.length; slot++) {
                    if (Evidence.isData(was[slot]) && was[slot] != is[slot]) {
                        return false;
                    }
                }
            }
        }
        return true;
    }
}
