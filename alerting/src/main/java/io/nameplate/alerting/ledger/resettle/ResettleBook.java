/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.results.Approval;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.LineHead;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Verdicts;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * Settles intervals again that the stream job has let go, one at a time and each in one transaction: first the merged
 * evidence is kept, then the results are recorded, then what came late is marked as merged. So what is interrupted is done
 * by doing it again, and doing it twice changes nothing.
 */
public final class ResettleBook {

    private final Database database;
    private final EvidenceStore store;
    private final LongFunction<Optional<Registry>> registries;
    private final ResultBook results;
    private final Clock clock;
    private final Duration horizon;
    /** The late pieces that the last look for a backlog met. */
    private final Map<Instant, List<String>> lastSeen = new HashMap<>();

    /** @param horizon how long after an interval the stream job may restate it by itself, in the readings' time */
    public ResettleBook(
            Database database,
            EvidenceStore store,
            LongFunction<Optional<Registry>> registries,
            ResultBook results,
            Clock clock,
            Duration horizon) {
        this.database = database;
        this.store = store;
        this.registries = registries;
        this.results = results;
        this.clock = clock;
        this.horizon = horizon;
    }

    /**
     * Settles again what an order covers.
     *
     * @param told is told of every result that is another, or refused, as soon as it is
     * @param news is told what became of each interval's results
     */
    public Summary run(Order order, Consumer<Told> told, Consumer<Intake.Taken> news) {
        Summary summary = Summary.NONE;
        Verdicts verdicts = new Verdicts(registries);
        for (Instant start : starts(order)) {
            summary = summary.plus(interval(start, order, order.approval(), verdicts, told, news));
        }
        return summary;
    }

    private Set<Instant> starts(Order order) {
        Set<Instant> starts = new TreeSet<>();
        if (order.looksAtAll()) {
            store.intervals().stream().filter(order::covers).forEach(starts::add);
        }
        if (order.merges()) {
            store.lateIntervals().stream()
                    .filter(order::covers)
                    .filter(start -> !waiting(start).isEmpty())
                    .forEach(starts::add);
        }
        return starts;
    }

    private List<String> waiting(Instant start) {
        return store.lateHalls(start).stream()
                .flatMap(hall -> Gathered.waiting(store, hall, start).stream().map(piece -> hall + "/" + piece))
                .toList();
    }

    /**
     * Settles again, with the approver {@code backlog}, the intervals of which nothing more came late since the last look,
     * if what came fills only what nothing was known of. Everything else waits for somebody who approves it.
     */
    public synchronized Summary backlog(Consumer<Told> told) {
        Order order = new Order(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Approval.BACKLOG,
                false,
                false);
        Approval approval = new Approval(Approval.Reason.BACKLOG, Approval.BACKLOG);
        Verdicts verdicts = new Verdicts(registries);
        Map<Instant, List<String>> seen = new HashMap<>();
        Summary summary = Summary.NONE;
        for (Instant start : store.lateIntervals()) {
            List<String> waiting = waiting(start);
            if (waiting.isEmpty()) {
                continue;
            }
            seen.put(start, waiting);
            if (waiting.equals(lastSeen.get(start)) && Gathered.of(store, start).onlyFills()) {
                summary = summary.plus(interval(start, order, approval, verdicts, told, taken -> {}));
            }
        }
        lastSeen.clear();
        lastSeen.putAll(seen);
        return summary;
    }

    private Summary interval(
            Instant start,
            Order order,
            Approval approval,
            Verdicts verdicts,
            Consumer<Told> told,
            Consumer<Intake.Taken> news) {
        Done done;
        try {
            done = database.ordered(
                    connection -> settle(connection, Gathered.of(store, start), order, approval, verdicts));
        } catch (IllegalArgumentException unreadable) {
            told.accept(new Told.Unreadable(start, String.valueOf(unreadable.getMessage())));
            return new Summary(1, 0, 0, 1);
        }
        done.taken().ifPresent(taken -> {
            news.accept(taken);
            if (order.merges()) {
                mark(done.plan(), done.gathered(), approval);
            }
        });
        done.plan().told.forEach(told);
        return done.plan().summary();
    }

    /** @param taken empty when nothing was written */
    private record Done(Plan plan, Optional<Intake.Taken> taken, Gathered gathered) {}

    private Done settle(Connection connection, Gathered gathered, Order order, Approval approval, Verdicts verdicts)
            throws SQLException {
        Plan plan = new Planner(connection, verdicts, store, gathered, order, approval).plan(openFrom(connection));
        if (order.dryRun()) {
            return new Done(plan, Optional.empty(), gathered);
        }
        keep(plan, gathered, order, approval);
        return new Done(plan, Optional.of(results.resettle(connection, plan.results, approval)), gathered);
    }

    /** The first interval that the stream job may still restate: everything after the newest settled one less the horizon. */
    private Instant openFrom(Connection connection) throws SQLException {
        return ResultReader.heads(connection).stream()
                .map(LineHead::settled)
                .flatMap(Optional::stream)
                .max(Comparator.naturalOrder())
                .map(newest -> newest.minus(horizon))
                .orElse(Instant.MIN);
    }

    private void keep(Plan plan, Gathered gathered, Order order, Approval approval) {
        if (order.merges()) {
            gathered.late().keySet().stream()
                    .map(gathered.whole()::get)
                    .filter(merged -> merged != null && isSettledAgain(merged.hall(), plan))
                    .forEach(store::keep);
        } else {
            String note = "settled again at " + when(approval) + "\n";
            plan.versions.forEach((line, version) -> store.correct(line, gathered.start(), version, note));
        }
    }

    /** A hall of which a line has changed, or of which none has still to be settled again. */
    private static boolean isSettledAgain(HallId hall, Plan plan) {
        return plan.touched.contains(hall) || !plan.waiting.contains(hall);
    }

    private void mark(Plan plan, Gathered gathered, Approval approval) {
        gathered.late().forEach((hall, pieces) -> {
            if (gathered.kept().containsKey(hall) && !plan.waiting.contains(hall)) {
                String note =
                        "merged into version " + store.newest(hall, gathered.start()) + " at " + when(approval) + "\n";
                pieces.forEach(piece -> store.markMerged(hall, gathered.start(), piece, note));
            }
        });
    }

    private String when(Approval approval) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS) + ", "
                + approval.reason().text() + ", approved by " + approval.approver();
    }
}
