/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.alerting.ledger.results.JudgementsChanged;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Judgement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/**
 * Keeps deviations in step with judgements. Whenever judgements change it recomputes the episodes of the stretch of time
 * that they can touch: from the last calm moment before them to the first calm moment after them that the known
 * deviations share. So replaying results changes nothing, and a restatement merges or withdraws what it must.
 */
public final class DeviationBook implements JudgementsChanged {

    private final Clock clock;
    private final LongFunction<Optional<Registry>> registries;
    private final Supplier<Optional<Registry>> latest;

    public DeviationBook(
            Clock clock, LongFunction<Optional<Registry>> registries, Supplier<Optional<Registry>> latest) {
        this.clock = clock;
        this.registries = registries;
        this.latest = latest;
    }

    /** Recomputed episodes of the stretch {@code [from, to)}. */
    private record Stretch(long from, long to, List<Episode> episodes) {}

    @Override
    public boolean changed(Connection connection, LeaseId lease, Term.Kind term, long firstStart, long lastStart)
            throws SQLException {
        Judgements judgements = new Judgements(connection, registries, lease, term);
        DeviationRows rows =
                new DeviationRows(connection, lease, term, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        long from = calmBefore(judgements, rows, firstStart);
        Map<DeviationId, Episode> standing = rows.standingFrom(from);
        Stretch stretch = recompute(judgements, lease, standing, from, lastStart);
        Map<DeviationId, Episode> touched = new TreeMap<>(standing);
        touched.values()
                .removeIf(
                        episode -> episode.firstBreached() < stretch.from() || episode.firstBreached() >= stretch.to());
        return apply(rows, touched, Restatement.of(touched, stretch.episodes()));
    }

    /** A start at which the machine may begin as if nothing had been before. */
    private static long calmBefore(Judgements judgements, DeviationRows rows, long firstStart) throws SQLException {
        Optional<Episode> around = rows.standingFrom(firstStart).values().stream()
                .filter(episode -> episode.covers(firstStart))
                .findFirst();
        if (around.isPresent()) {
            return around.get().firstBreached();
        }
        long earliest = judgements.first().orElse(firstStart);
        long to = firstStart;
        long step = 3600;
        while (to > earliest) {
            long from = Math.max(earliest, to - step);
            List<Outcome> outcomes = judgements.between(from, to);
            Map<DeviationId, Episode> standing = rows.standingFrom(from);
            for (int i = outcomes.size() - 1; i >= 0; i--) {
                long start = outcomes.get(i).start();
                Optional<Episode> ended = standing.values().stream()
                        .filter(episode -> episode.covers(start))
                        .findFirst();
                if (ended.isPresent()) {
                    return ended.get().closedAt().orElse(start);
                }
                if (outcomes.get(i).verdict() == Judgement.Outcome.MET) {
                    return start;
                }
            }
            to = from;
            step *= 2;
        }
        return Math.min(earliest, firstStart);
    }

    private Stretch recompute(
            Judgements judgements, LeaseId lease, Map<DeviationId, Episode> standing, long from, long lastStart)
            throws SQLException {
        EpisodeMachine machine = machine(lease);
        List<Outcome> page = judgements.next(from);
        while (!page.isEmpty()) {
            for (Outcome outcome : page) {
                machine.next(outcome);
                long start = outcome.start();
                boolean shared = start > lastStart
                        && outcome.verdict() == Judgement.Outcome.MET
                        && machine.calm()
                        && standing.values().stream().noneMatch(episode -> episode.covers(start));
                if (shared) {
                    return new Stretch(from, start, machine.episodes());
                }
            }
            page = judgements.next(page.get(page.size() - 1).end());
        }
        return new Stretch(from, Long.MAX_VALUE, machine.episodes());
    }

    private EpisodeMachine machine(LeaseId id) {
        return latest.get()
                .map(registry -> registry.leases().get(id))
                .map(lease -> new EpisodeMachine(lease.openAfter(), lease.closeAfter()))
                .orElseGet(() -> new EpisodeMachine(2, 2));
    }

    private static boolean apply(DeviationRows rows, Map<DeviationId, Episode> before, Restatement restatement)
            throws SQLException {
        boolean changed = !restatement.merged().isEmpty()
                || !restatement.withdrawn().isEmpty()
                || !restatement.fresh().isEmpty();
        for (DeviationId id : restatement.withdrawn()) {
            rows.withdraw(id);
        }
        for (Map.Entry<DeviationId, DeviationId> merged : restatement.merged().entrySet()) {
            rows.merge(merged.getKey(), merged.getValue());
        }
        for (Map.Entry<DeviationId, Episode> kept : restatement.kept().entrySet()) {
            Episode was = before.getOrDefault(kept.getKey(), kept.getValue());
            changed |= !was.equals(kept.getValue());
            rows.update(kept.getKey(), was, kept.getValue());
        }
        for (Episode episode : restatement.fresh()) {
            rows.open(episode);
        }
        return changed;
    }
}
