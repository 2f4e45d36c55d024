/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.evidence.IntervalVerdict;
import io.nameplate.alerting.ledger.results.Approval;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.LineHead;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Verdicts;
import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Verdict;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Decides what settling one interval again comes to. A line stays as it is, and it says why, when a hall's evidence is not
 * kept, when its result rests on more than is kept, or while the stream job can still restate it.
 */
final class Planner {

    private final Connection connection;
    private final Verdicts verdicts;
    private final EvidenceStore store;
    private final Gathered gathered;
    private final Order order;
    private final Approval approval;
    private final IntervalVerdict again;
    private final Plan plan = new Plan();

    Planner(
            Connection connection,
            Verdicts verdicts,
            EvidenceStore store,
            Gathered gathered,
            Order order,
            Approval approval) {
        this.connection = connection;
        this.verdicts = verdicts;
        this.store = store;
        this.gathered = gathered;
        this.order = order;
        this.approval = approval;
        this.again = new IntervalVerdict(gathered.start(), order.merges() ? gathered.whole() : gathered.kept());
    }

    /** @param openFrom the first interval that the stream job may still restate */
    Plan plan(Instant openFrom) throws SQLException {
        long newestKept = gathered.newestVersion();
        boolean open = !order.force() && !gathered.start().isBefore(openFrom);
        for (Map.Entry<LineKey, Optional<Interval>> line : lines(newestKept).entrySet()) {
            settle(line.getKey(), line.getValue(), open);
        }
        return plan;
    }

    /** The lines that the interval has results of, and those that the registry says it should have. */
    private Map<LineKey, Optional<Interval>> lines(long newestKept) throws SQLException {
        Map<LineKey, Optional<Interval>> lines = new TreeMap<>();
        verdicts.of(order.registryVersion().orElse(newestKept))
                .ifPresent(verdict -> verdict.lines(gathered.start().getEpochSecond())
                        .forEach(line -> lines.put(line, Optional.empty())));
        for (LineHead head : ResultReader.heads(connection)) {
            ResultReader.interval(connection, head.lease(), head.line(), gathered.start())
                    .ifPresent(row -> lines.put(new LineKey(row.lease(), row.line()), Optional.of(row)));
        }
        return lines;
    }

    private void settle(LineKey line, Optional<Interval> row, boolean open) throws SQLException {
        long version = order.registryVersion()
                .orElse(Math.max(row.map(Interval::registryVersion).orElse(0L), gathered.version(line)));
        Verdict verdict = verdicts.of(version).orElse(null);
        if (verdict == null) {
            refuse(line, gathered.kept().keySet(), "registry version " + version + " is not in the ledger");
            return;
        }
        Lease lease = verdict.registry().leases().get(line.lease());
        if (lease == null || verdict.registry().line(line.lease(), line.line()).isEmpty()) {
            refuse(line, gathered.kept().keySet(), "registry version " + version + " does not know this line");
            return;
        }
        List<HallId> halls = verdict.speakers(line, gathered.start().getEpochSecond());
        if (order.lease().map(only -> !only.equals(line.lease())).orElse(false)) {
            plan.waiting.addAll(halls);
            return;
        }
        if (!order.looksAtAll() && Collections.disjoint(halls, gathered.late().keySet())) {
            return;
        }
        List<HallId> missing = again.missing(verdict, line);
        if (!missing.isEmpty()) {
            refuse(line, halls, "no evidence is kept of hall " + missing.get(0));
            return;
        }
        LineResult now = again.settle(verdict, line);
        Optional<Interval> settled = row.filter(Interval::settled);
        if (settled.isPresent() && saysTheSame(settled.get(), now)) {
            plan.unchanged++;
            if (now.content().sha256().equals(Hash.of(settled.get().content()))) {
                plan.results.add(now);
            }
        } else if (open) {
            refuse(line, halls, "the stream job may still restate this interval");
        } else if (settled.isPresent() && !restsOnKept(settled.get(), line)) {
            refuse(line, halls, "the settled result rests on other evidence than what is kept");
        } else {
            plan.changed++;
            plan.results.add(now);
            plan.touched.addAll(halls);
            plan.versions.put(line, version);
            plan.told.add(new Told.Changed(change(settled, now, lease)));
        }
    }

    private void refuse(LineKey line, Iterable<HallId> halls, String reason) {
        plan.refused++;
        halls.forEach(plan.waiting::add);
        plan.told.add(new Told.Refused(line, gathered.start(), reason));
    }

    private Change change(Optional<Interval> settled, LineResult now, Lease lease) {
        Optional<Change.Before> before = settled.map(row -> new Change.Before(
                row.revision(), Hash.of(row.content()), row.totals().states()));
        boolean otherContent =
                before.map(was -> !was.sha256().equals(now.content().sha256())).orElse(true);
        int revision = settled.map(Interval::revision).orElse(0) + (otherContent ? 1 : 0);
        return new Change(before, now, revision, lease, approval);
    }

    /** All that a result says but the registry's number and the blocks of breaches: a version that changes nothing restates nothing. */
    private boolean saysTheSame(Interval row, LineResult now) throws SQLException {
        List<Judgement> before = ResultReader.judgements(connection, row.lease(), row.line(), row.start());
        return unnumbered(row.content()).equals(unnumbered(now.content().canonicalJson()))
                && anywhere(before).equals(anywhere(now.judgements()));
    }

    static Set<Judgement> anywhere(List<Judgement> judgements) {
        Set<Judgement> all = new HashSet<>();
        judgements.forEach(judgement -> all.add(judgement.in(BlockLosses.NONE)));
        return all;
    }

    private static String unnumbered(String canonical) {
        return canonical.replaceFirst("\"registry_version\":\\d+", "\"registry_version\":0");
    }

    private boolean restsOnKept(Interval row, LineKey line) {
        return verdicts.of(row.registryVersion())
                .map(verdict -> new Grounds(verdict, store, gathered.start()).hold(line, row.provenance()))
                .orElse(false);
    }
}
