/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.Provenance;
import io.nameplate.model.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Proves that a result rests on evidence that the store has: the provenance of some of the versions that it keeps is the
 * result's. Since a version holds all that those before it held, the newest one then says at least as much as the result knew.
 */
final class Grounds {

    private static final int MOST_TRIES = 256;

    private final Verdict verdict;
    private final EvidenceStore store;
    private final Instant start;
    private int tries;

    Grounds(Verdict verdict, EvidenceStore store, Instant start) {
        this.verdict = verdict;
        this.store = store;
        this.start = start;
    }

    boolean hold(LineKey line, @Nullable String provenance) {
        if (provenance == null || !new Provenance(provenance).isKnown()) {
            return false;
        }
        List<List<HallPart>> choices = new ArrayList<>();
        for (HallId hall : verdict.halls(line, start.getEpochSecond())) {
            choices.add(parts(hall, line));
        }
        return found(choices, new ArrayDeque<>(), line, provenance);
    }

    /** A line's part of each version of a hall's evidence, the newest first, each that says something else once. */
    private List<HallPart> parts(HallId hall, LineKey line) {
        List<HallPart> parts = new ArrayList<>();
        Set<Provenance> seen = new HashSet<>();
        for (int version = store.newest(hall, start); version > 0; version--) {
            KeptEvidence kept = store.version(hall, start, version)
                    .map(KeptEvidence::fromBytes)
                    .orElse(null);
            HallPart part = kept == null
                    ? null
                    : verdict.hallParts(hall, start.getEpochSecond(), kept.nodes(), kept.plant())
                            .get(line);
            if (part != null && seen.add(part.provenance())) {
                parts.add(part);
            }
        }
        return parts;
    }

    private boolean found(List<List<HallPart>> choices, Deque<HallPart> chosen, LineKey line, String provenance) {
        if (chosen.size() == choices.size()) {
            tries++;
            return verdict.line(line, start.getEpochSecond(), chosen)
                    .provenance()
                    .sha256()
                    .equals(provenance);
        }
        for (HallPart part : choices.get(chosen.size())) {
            chosen.addLast(part);
            if (found(choices, chosen, line, provenance)) {
                return true;
            }
            chosen.removeLast();
            if (tries >= MOST_TRIES) {
                return false;
            }
        }
        return false;
    }
}
