/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settles an interval again from what the evidence store keeps of it: the same bytes as the stream job's, if the registry is the
 * same.
 */
public final class KeptSettlement {

    private final Verdict verdict;

    public KeptSettlement(Registry registry) {
        this.verdict = new Verdict(registry);
    }

    /**
     * The results of one interval, of every line whose halls are all there: others have not been settled yet.
     *
     * @param kept one for each hall
     */
    public SortedMap<LineKey, LineResult> results(long intervalStart, Collection<KeptEvidence> kept) {
        Set<HallId> halls = new HashSet<>();
        SortedMap<LineKey, List<HallPart>> parts = new TreeMap<>();
        for (KeptEvidence hall : kept) {
            halls.add(hall.hall());
            verdict.hallParts(hall.hall(), intervalStart, hall.nodes(), hall.plant(), hall.gaps())
                    .forEach((line, part) -> parts.computeIfAbsent(line, key -> new ArrayList<>())
                            .add(part));
        }
        SortedMap<LineKey, LineResult> results = new TreeMap<>();
        for (LineKey line : verdict.lines(intervalStart)) {
            if (halls.containsAll(verdict.speakers(line, intervalStart))) {
                results.put(line, verdict.line(line, intervalStart, parts.getOrDefault(line, List.of())));
            }
        }
        return results;
    }
}
