/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.evidence.IntervalVerdict;
import io.nameplate.alerting.ledger.resettle.AsSettled;
import io.nameplate.alerting.ledger.resettle.Gathered;
import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.KeptSettlement;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.LineTrace;
import io.nameplate.model.verdict.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Traces results over an evidence store, each under the registry version that its evidence names. */
final class KeptAnswers implements Question.Answers {

    private final RegistryVersions versions;
    private final EvidenceStore store;

    KeptAnswers(RegistryVersions versions, EvidenceStore store) {
        this.versions = versions;
        this.store = store;
    }

    @Override
    public SortedMap<LineKey, List<Instant>> settled() {
        SortedMap<LineKey, List<Instant>> settled = new TreeMap<>();
        List<Instant> intervals = store.intervals();
        if (!intervals.isEmpty()) {
            Registry newest = versions.newest();
            newest.leases()
                    .values()
                    .forEach(lease -> lease.lines()
                            .forEach(line -> settled.put(new LineKey(lease.lease(), line.line()), intervals)));
        }
        return settled;
    }

    @Override
    public Instant holding(Instant at) {
        return versions.newest().intervalOf(at);
    }

    /** Of a line that cannot be settled the newest version, which says why. */
    private long versionOf(LineKey line, Gathered gathered) {
        LineResult settled = AsSettled.of(gathered, version -> new KeptSettlement(versions.nearest(version)))
                .get(line);
        return settled == null ? gathered.version(line) : settled.content().registryVersion();
    }

    @Override
    public LineTrace trace(LineKey line, Instant start) {
        Gathered gathered = Gathered.of(store, start);
        Registry registry = versions.nearest(versionOf(line, gathered));
        Verdict verdict = new Verdict(registry);
        IntervalVerdict settlement = new IntervalVerdict(start, gathered.kept());
        if (registry.line(line.lease(), line.line()).isEmpty()
                || !verdict.lines(start.getEpochSecond()).contains(line)) {
            throw new Question.Unanswerable("registry version " + registry.version()
                    + " obliges and allocates nothing to " + line + " in the interval that begins at " + start);
        }
        List<HallId> missing = settlement.missing(verdict, line);
        if (!missing.isEmpty()) {
            throw new Question.Unanswerable("the store keeps no evidence of hall " + missing.get(0)
                    + " of the interval that begins at " + start);
        }
        SortedMap<HallId, HallEvidence> nodes = new TreeMap<>();
        PlantTimeline plant = new PlantTimeline();
        Gaps gaps = new Gaps();
        gathered.kept().forEach((hall, kept) -> {
            nodes.put(hall, kept.nodes());
            plant.merge(kept.plant());
            gaps.merge(kept.gaps());
        });
        LineTrace trace = verdict.trace(line, start.getEpochSecond(), nodes, plant, gaps);
        if (!settlement.settle(verdict, line).equals(trace.result())) {
            throw new IllegalStateException("the trace of " + line + " at " + start + " comes to " + trace.result());
        }
        return trace;
    }
}
