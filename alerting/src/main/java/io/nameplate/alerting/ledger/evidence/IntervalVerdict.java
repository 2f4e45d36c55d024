/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/** Settles the lines of one interval from the halls' evidence; a hall is counted once for each registry version. */
public final class IntervalVerdict {

    private final long start;
    private final Map<HallId, KeptEvidence> halls;
    private final Map<Verdict, Map<HallId, SortedMap<LineKey, HallPart>>> counted = new HashMap<>();

    public IntervalVerdict(Instant start, Map<HallId, KeptEvidence> halls) {
        this.start = start.getEpochSecond();
        this.halls = halls;
    }

    /** The halls without which a line is not settled and of which there is no evidence. */
    public List<HallId> missing(Verdict verdict, LineKey line) {
        List<HallId> missing = new ArrayList<>(verdict.speakers(line, start));
        missing.removeAll(halls.keySet());
        return missing;
    }

    /** What a line's interval comes to. */
    public LineResult settle(Verdict verdict, LineKey line) {
        List<HallPart> parts = new ArrayList<>();
        for (HallId hall : verdict.halls(line, start)) {
            HallPart part = parts(verdict, hall).get(line);
            if (part != null) {
                parts.add(part);
            }
        }
        return verdict.line(line, start, parts);
    }

    private Map<LineKey, HallPart> parts(Verdict verdict, HallId hall) {
        KeptEvidence evidence = halls.get(hall);
        return evidence == null
                ? Map.of()
                : counted.computeIfAbsent(verdict, key -> new HashMap<>())
                        .computeIfAbsent(
                                hall,
                                key -> verdict.hallParts(
                                        hall, start, evidence.nodes(), evidence.plant(), evidence.gaps()));
    }
}
