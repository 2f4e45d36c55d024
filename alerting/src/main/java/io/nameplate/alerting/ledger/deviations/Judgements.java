/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.alerting.ledger.results.Stored;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/** Reads the judgements of a lease and term as outcomes, interval by interval, in order of time. */
final class Judgements {

    /** Rows read at a time; more than a lease has lines. */
    private static final int PAGE = 2000;

    private static final String SELECT = "SELECT * FROM judgement WHERE lease = ? AND term = ?";
    /** The whole key, so that the database walks its index instead of sorting. */
    private static final String ORDER = " ORDER BY lease, term, interval_start, line";

    private final Connection connection;
    private final LongFunction<Optional<Registry>> registries;
    private final LeaseId lease;
    private final Term.Kind term;

    Judgements(Connection connection, LongFunction<Optional<Registry>> registries, LeaseId lease, Term.Kind term) {
        this.connection = connection;
        this.registries = registries;
        this.lease = lease;
        this.term = term;
    }

    private record Row(long start, int seconds, LineId line, boolean settled, long registryVersion, Judgement judged) {}

    /** The outcomes of intervals that start in {@code [from, to)}. */
    List<Outcome> between(long from, long to) throws SQLException {
        return outcomes(Rows.all(
                connection,
                SELECT + " AND interval_start >= ? AND interval_start < ?" + ORDER,
                Judgements::row,
                lease.value(),
                term.text(),
                from,
                to));
    }

    /** The next outcomes from an instant on; none when there are no more. */
    List<Outcome> next(long from) throws SQLException {
        List<Row> rows = Rows.all(
                connection,
                SELECT + " AND interval_start >= ?" + ORDER + " LIMIT " + PAGE,
                Judgements::row,
                lease.value(),
                term.text(),
                from);
        if (rows.size() == PAGE) {
            long cut = rows.get(PAGE - 1).start();
            rows.removeIf(row -> row.start() == cut);
        }
        return outcomes(rows);
    }

    /** The first interval with a judgement; empty when there is none. */
    Optional<Long> first() throws SQLException {
        return Rows.one(
                connection,
                SELECT + ORDER + " LIMIT 1",
                row -> row.getLong("interval_start"),
                lease.value(),
                term.text());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(
                row.getLong("interval_start"),
                row.getInt("interval_s"),
                new LineId(row.getString("line")),
                row.getBoolean("settled"),
                row.getLong("registry_version"),
                Stored.judged(row));
    }

    private List<Outcome> outcomes(List<Row> rows) {
        List<Outcome> outcomes = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= rows.size(); i++) {
            if (i == rows.size() || rows.get(i).start() != rows.get(begin).start()) {
                outcomes.add(outcome(rows.subList(begin, i)));
                begin = i;
            }
        }
        return outcomes;
    }

    private Outcome outcome(List<Row> lines) {
        Map<Layer, Long> layers = new EnumMap<>(Layer.class);
        BlockLosses blocks = BlockLosses.NONE;
        int worst = 1000;
        int atLeast = 0;
        boolean provisional = false;
        boolean breached = false;
        boolean unsure = false;
        Set<LineId> seen = new HashSet<>();
        for (Row row : lines) {
            Judgement judged = row.judged();
            Integer value = judged.valuePerMille();
            seen.add(row.line());
            provisional |= !row.settled();
            atLeast = judged.atLeastPerMille();
            unsure |= judged.outcome() == Judgement.Outcome.NOT_ASSESSED;
            if (judged.outcome() == Judgement.Outcome.BREACHED) {
                breached = true;
                worst = Math.min(worst, value == null ? 1000 : value);
                judged.layers().forEach((layer, lost) -> layers.merge(layer, lost, Long::sum));
                blocks = blocks.plus(judged.blocks());
            }
        }
        Row any = lines.get(0);
        boolean untold = !breached && !seen.containsAll(obliging(any));
        Judgement.Outcome verdict = breached
                ? Judgement.Outcome.BREACHED
                : unsure || untold ? Judgement.Outcome.NOT_ASSESSED : Judgement.Outcome.MET;
        return new Outcome(any.start(), any.seconds(), verdict, layers, blocks, worst, atLeast, provisional || untold);
    }

    /** The lines that oblige something when the interval starts: without all of them it is not known to be met. */
    private Set<LineId> obliging(Row row) {
        Set<LineId> lines = new HashSet<>();
        registries
                .apply(row.registryVersion())
                .map(registry -> registry.leases().get(lease))
                .ifPresent(found -> found.lines().forEach(line -> {
                    if (found.contractedAt(line, Instant.ofEpochSecond(row.start())) > 0) {
                        lines.add(line.line());
                    }
                }));
        return lines;
    }
}
