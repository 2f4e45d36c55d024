/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import io.nameplate.alerting.ledger.results.Stored;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Term;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The statements that write deviations and what happened to them, of one lease, term and transaction. */
final class DeviationRows {

    private final Connection connection;
    private final LeaseId lease;
    private final Term.Kind term;
    private final Instant now;

    DeviationRows(Connection connection, LeaseId lease, Term.Kind term, Instant now) {
        this.connection = connection;
        this.lease = lease;
        this.term = term;
        this.now = now;
    }

    /** The deviations that stand (open or closed) and reach to or beyond an instant, by id. */
    Map<DeviationId, Episode> standingFrom(long from) throws SQLException {
        Map<DeviationId, Episode> standing = new TreeMap<>();
        Rows.all(
                        connection,
                        "SELECT * FROM deviation WHERE lease = ? AND term = ? AND state IN ('open', 'closed')"
                                + " AND (closed_at IS NULL OR closed_at >= ?)",
                        DeviationRows::deviation,
                        lease.value(),
                        term.text(),
                        from)
                .forEach(deviation -> standing.put(deviation.id(), deviation.episode()));
        return standing;
    }

    void open(Episode episode) throws SQLException {
        long number = Rows.insert(
                connection,
                "INSERT INTO deviation (state, layer, layers, first_breached, last_breached, opened_at, closed_at,"
                        + " intervals, lost, worst_per_mille, at_least_per_mille, provisional, blocks, recorded_at,"
                        + " lease, term)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                values(episode, lease.value(), term.text()));
        happened(new DeviationId(number), "opened");
        if (!episode.isOpen()) {
            happened(new DeviationId(number), "closed");
        }
    }

    void update(DeviationId id, Episode before, Episode after) throws SQLException {
        if (before.equals(after)) {
            return;
        }
        Rows.change(
                connection,
                "UPDATE deviation SET state = ?, layer = ?, layers = ?, first_breached = ?, last_breached = ?,"
                        + " opened_at = ?, closed_at = ?, intervals = ?, lost = ?, worst_per_mille = ?,"
                        + " at_least_per_mille = ?, provisional = ?, blocks = ?, recorded_at = ? WHERE number = ?",
                values(after, id.number()));
        if (before.isOpen() != after.isOpen()) {
            happened(id, after.isOpen() ? "reopened" : "closed");
        }
    }

    private static @Nullable Long closedAt(Episode episode) {
        return episode.isOpen() ? null : Long.valueOf(episode.closedAt().getAsLong());
    }

    private @Nullable Object[] values(Episode episode, Object... more) {
        @Nullable Object[] values = new @Nullable Object[14 + more.length];
        values[0] = Deviation.State.of(episode).text();
        values[1] = episode.layer().text();
        values[2] = Stored.layers(episode.layers());
        values[3] = episode.firstBreached();
        values[4] = episode.lastBreached();
        values[5] = episode.openedAt();
        values[6] = closedAt(episode);
        values[7] = episode.intervals();
        values[8] = episode.lost();
        values[9] = episode.worstPerMille();
        values[10] = episode.atLeastPerMille();
        values[11] = episode.provisional();
        values[12] = Stored.blocks(episode.blocks());
        values[13] = now;
        System.arraycopy(more, 0, values, 14, more.length);
        return values;
    }

    void merge(DeviationId id, DeviationId into) throws SQLException {
        Rows.change(
                connection,
                "UPDATE deviation SET state = 'merged', merged_into = ?, recorded_at = ? WHERE number = ?",
                into.number(),
                now,
                id.number());
        happened(id, "merged");
    }

    void withdraw(DeviationId id) throws SQLException {
        Rows.change(
                connection,
                "UPDATE deviation SET state = 'withdrawn', recorded_at = ? WHERE number = ?",
                now,
                id.number());
        happened(id, "withdrawn");
    }

    private void happened(DeviationId id, String kind) throws SQLException {
        Rows.change(
                connection,
                "INSERT INTO deviation_event (deviation, kind, recorded_at) VALUES (?, ?, ?)",
                id.number(),
                kind,
                now);
    }

    static Deviation deviation(ResultSet row) throws SQLException {
        Optional<Long> closedAt = Rows.maybeLong(row, "closed_at");
        return new Deviation(
                new DeviationId(row.getLong("number")),
                new LeaseId(row.getString("lease")),
                Term.Kind.valueOf(row.getString("term").toUpperCase(Locale.ROOT)),
                Deviation.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                new Episode(
                        row.getLong("first_breached"),
                        row.getLong("last_breached"),
                        row.getLong("opened_at"),
                        closedAt.isPresent() ? OptionalLong.of(closedAt.get()) : OptionalLong.empty(),
                        row.getInt("intervals"),
                        Stored.layers(row.getString("layers")),
                        Stored.blocks(row.getString("blocks")),
                        row.getInt("worst_per_mille"),
                        row.getInt("at_least_per_mille"),
                        row.getBoolean("provisional")),
                Rows.maybeLong(row, "merged_into").map(DeviationId::new),
                Rows.instant(row, "recorded_at"));
    }

    static List<Deviation> all(Connection connection, String where, Object... parameters) throws SQLException {
        return Rows.all(
                connection,
                "SELECT * FROM deviation WHERE " + where + " ORDER BY number",
                DeviationRows::deviation,
                parameters);
    }
}
