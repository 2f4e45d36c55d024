/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** Hands over a line's settled intervals one by one, for what cannot be made of their sums; a page at a time. */
public final class SettledReader {

    private static final int PAGE = 1000;
    private static final int MANY = 5000;

    private final Database database;

    public SettledReader(Database database) {
        this.database = database;
    }

    /** One settled interval by its figures. */
    public record Figures(Instant start, long contracted, Map<State, Long> states) {}

    /** Hands over the figures of a line's settled intervals that start in {@code [from, to)}, in time, a page at a time. */
    public void figures(LeaseId lease, LineId line, Instant from, Instant to, Consumer<Figures> sink) {
        pages(
                "SELECT interval_start, " + StateColumns.plain() + " FROM result_latest WHERE lease = ? AND line = ?"
                        + " AND interval_start >= ? AND interval_start < ? AND settled"
                        + " ORDER BY lease, line, interval_start LIMIT " + MANY,
                lease,
                line,
                from,
                to,
                row -> {
                    Totals totals = StateColumns.totals(row, Basis.NONE);
                    Instant start = Instant.ofEpochSecond(row.getLong("interval_start"));
                    return new Figures(start, totals.contracted(), totals.states());
                },
                MANY,
                Figures::start,
                sink);
    }

    /** A settled content as it stands. */
    public record Settled(Instant start, String canonical) {}

    /** Hands over a line's latest settled contents that start in {@code [from, to)}, in time, a page at a time. */
    public void settled(LeaseId lease, LineId line, Instant from, Instant to, Consumer<Settled> sink) {
        pages(
                "SELECT l.interval_start, r.content FROM result_latest l JOIN result_revision r ON r.lease = l.lease"
                        + " AND r.line = l.line AND r.interval_start = l.interval_start AND r.revision = l.revision"
                        + " WHERE l.lease = ? AND l.line = ? AND l.interval_start >= ? AND l.interval_start < ?"
                        + " ORDER BY l.lease, l.line, l.interval_start LIMIT " + PAGE,
                lease,
                line,
                from,
                to,
                row -> new Settled(Instant.ofEpochSecond(row.getLong(1)), row.getString(2)),
                PAGE,
                Settled::start,
                sink);
    }

    private <T> void pages(
            String query,
            LeaseId lease,
            LineId line,
            Instant from,
            Instant to,
            Rows.Reader<T> reader,
            int size,
            Function<T, Instant> start,
            Consumer<T> sink) {
        List<T> page = List.of();
        Instant next = from;
        do {
            Instant at = next;
            page = database.transaction(connection -> Rows.all(
                    connection, query, reader, lease.value(), line.value(), at.getEpochSecond(), to.getEpochSecond()));
            page.forEach(sink);
            next = page.isEmpty() ? at : start.apply(page.get(page.size() - 1)).plusSeconds(1);
        } while (page.size() == size);
    }
}
