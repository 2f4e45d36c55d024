/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.evidence.IntervalVerdict;
import io.nameplate.alerting.ledger.results.Verdicts;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Verdict;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * What a resettlement would change, from the evidence store alone: what is kept settled as it was, against the same with what
 * came late, or under another registry version. Asks no ledger and writes nothing.
 */
public final class Rehearsal {

    private final EvidenceStore store;
    private final Verdicts verdicts;

    /** @param registries the registry of a version, empty where there is none */
    public Rehearsal(EvidenceStore store, LongFunction<Optional<Registry>> registries) {
        this.store = store;
        this.verdicts = new Verdicts(registries);
    }

    /** Tells what an order would change, interval by interval. */
    public Summary run(Order order, Consumer<Told> told) {
        Summary summary = Summary.NONE;
        List<Instant> starts = order.merges() ? store.lateIntervals() : store.intervals();
        for (Instant start : new TreeSet<>(starts)) {
            if (order.covers(start)) {
                summary = summary.plus(interval(start, order, told));
            }
        }
        return summary;
    }

    private Summary interval(Instant start, Order order, Consumer<Told> told) {
        Gathered gathered = Gathered.of(store, start);
        if (order.merges() && gathered.late().isEmpty()) {
            return Summary.NONE;
        }
        IntervalVerdict asKept = new IntervalVerdict(start, gathered.kept());
        IntervalVerdict again = new IntervalVerdict(start, order.merges() ? gathered.whole() : gathered.kept());
        long newest = order.registryVersion().orElse(gathered.newestVersion());
        Optional<Verdict> lines = verdicts.of(newest);
        if (lines.isEmpty()) {
            told.accept(new Told.Unreadable(start, "registry version " + newest + " is not there"));
            return new Summary(1, 0, 0, 1);
        }
        long changed = 0;
        long unchanged = 0;
        long refused = 0;
        for (LineKey line : lines.get().lines(start.getEpochSecond())) {
            if (order.lease().map(only -> !only.equals(line.lease())).orElse(false)) {
                continue;
            }
            Optional<Verdict> before = verdicts.of(gathered.version(line));
            Optional<Verdict> after = order.registryVersion().isPresent() ? lines : before;
            if (before.isEmpty() || after.isEmpty()) {
                refused++;
                told.accept(new Told.Refused(
                        line,
                        start,
                        "registry version " + gathered.version(line) + ", under which it was settled, is not there"));
                continue;
            }
            List<HallId> halls = after.get().speakers(line, start.getEpochSecond());
            if (order.merges() && Collections.disjoint(halls, gathered.late().keySet())) {
                continue;
            }
            List<HallId> missing = again.missing(after.get(), line);
            if (!missing.isEmpty()) {
                refused++;
                told.accept(new Told.Refused(line, start, "no evidence is kept of hall " + missing.get(0)));
                continue;
            }
            LineResult now = again.settle(after.get(), line);
            Optional<LineResult> was = before.filter(verdict ->
                            verdict.registry().line(line.lease(), line.line()).isPresent())
                    .map(verdict -> asKept.settle(verdict, line));
            if (was.isPresent() && saysTheSame(was.get(), now)) {
                unchanged++;
            } else {
                changed++;
                Lease lease =
                        Objects.requireNonNull(after.get().registry().leases().get(line.lease()));
                told.accept(new Told.Changed(change(was, now, lease, order)));
            }
        }
        return new Summary(1, changed, unchanged, refused);
    }

    private static boolean saysTheSame(LineResult was, LineResult now) {
        return was.content().withRegistryVersion(0).equals(now.content().withRegistryVersion(0))
                && Planner.anywhere(was.judgements()).equals(Planner.anywhere(now.judgements()));
    }

    private static Change change(Optional<LineResult> was, LineResult now, Lease lease, Order order) {
        return new Change(
                was.map(result -> new Change.Before(
                        Change.UNNUMBERED,
                        result.content().sha256(),
                        result.content().states())),
                now,
                Change.UNNUMBERED,
                lease,
                order.approval());
    }
}
