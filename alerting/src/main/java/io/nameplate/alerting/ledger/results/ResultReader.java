/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.Judgement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads results for whoever shows, exports or judges them. */
public final class ResultReader {

    /** Every kind of term, as an index of judgements begins with lease and term. */
    static final String TERMS = Arrays.stream(Term.Kind.values())
            .map(kind -> "'" + kind.text() + "'")
            .collect(Collectors.joining(", "));

    private static final int PAGE = 1000;
    private static final Duration KEPT_BY_COLLECTORS = Duration.ofDays(3);
    private static final String INTERVAL =
            "SELECT l.*, r.content FROM result_latest l LEFT JOIN result_revision r ON r.lease = l.lease"
                    + " AND r.line = l.line AND r.interval_start = l.interval_start AND r.revision = l.revision";

    private final Database database;

    public ResultReader(Database database) {
        this.database = database;
    }

    /** Takes canonical contents one by one; may stop the reading by throwing. */
    @FunctionalInterface
    public interface ContentSink {
        void take(String canonical);
    }

    /** How far each line with a result reaches, by lease and line. */
    public List<LineHead> heads() {
        return database.transaction(ResultReader::heads);
    }

    /** {@link #heads()} within somebody's transaction. */
    public static List<LineHead> heads(Connection connection) throws SQLException {
        List<LineHead> heads = Rows.all(
                connection,
                "SELECT * FROM line_head",
                row -> new LineHead(
                        new LeaseId(row.getString("lease")),
                        new LineId(row.getString("line")),
                        Instant.ofEpochSecond(row.getLong("latest_start")),
                        Rows.maybeLong(row, "settled_start").map(Instant::ofEpochSecond)));
        return heads.stream()
                .sorted(Comparator.comparing(LineHead::lease).thenComparing(LineHead::line))
                .toList();
    }

    /**
     * What is not settled of a line between its first result and its latest settled one: live results overtake a backlog. Looks back as far
     * as collectors keep records, no further: of what is older nobody has any to send.
     */
    public List<Stretch> open(LineHead head) {
        record Row(long start, long end, boolean settled) {}
        long latest = head.settled().orElse(Instant.EPOCH).getEpochSecond();
        List<Row> rows = database.transaction(connection -> Rows.all(
                connection,
                "SELECT interval_start, interval_s, settled FROM result_latest WHERE lease = ? AND line = ?"
                        + " AND interval_start >= ? AND interval_start <= ? ORDER BY lease, line, interval_start",
                row -> new Row(row.getLong(1), row.getLong(1) + row.getLong(2), row.getBoolean(3)),
                head.lease().value(),
                head.line().value(),
                latest - KEPT_BY_COLLECTORS.toSeconds(),
                latest));
        List<Stretch> open = new ArrayList<>();
        long settledTo = rows.isEmpty() ? latest : rows.get(0).start();
        for (Row row : rows) {
            if (row.settled() && row.start() > settledTo) {
                open.add(new Stretch(Instant.ofEpochSecond(settledTo), Instant.ofEpochSecond(row.start())));
            }
            settledTo = row.settled() ? row.end() : settledTo;
        }
        return open;
    }

    public Optional<Interval> interval(LeaseId lease, LineId line, Instant start) {
        return database.transaction(connection -> interval(connection, lease, line, start));
    }

    /** {@link #interval(LeaseId, LineId, Instant)} within somebody's transaction. */
    public static Optional<Interval> interval(Connection connection, LeaseId lease, LineId line, Instant start)
            throws SQLException {
        return Rows.one(
                connection,
                INTERVAL + " WHERE l.lease = ? AND l.line = ? AND l.interval_start = ?",
                ResultReader::interval,
                lease.value(),
                line.value(),
                start.getEpochSecond());
    }

    /** The intervals of a line in {@code [from, to)}, oldest first, at most so many. */
    public List<Interval> intervals(LeaseId lease, LineId line, Instant from, Instant to, int limit) {
        return database.transaction(connection -> Rows.all(
                connection,
                INTERVAL + " WHERE l.lease = ? AND l.line = ? AND l.interval_start >= ? AND l.interval_start < ?"
                        + " ORDER BY l.lease, l.line, l.interval_start LIMIT ?",
                ResultReader::interval,
                lease.value(),
                line.value(),
                from.getEpochSecond(),
                to.getEpochSecond(),
                limit));
    }

    /**
     * The settled intervals of a line that start in {@code [from, to)}, added up.
     *
     * @param provisional whether provisional results count too
     */
    public Totals totals(LeaseId lease, LineId line, Instant from, Instant to, boolean provisional) {
        return database.transaction(connection -> Rows.one(
                        connection,
                        "SELECT " + StateColumns.sums() + " FROM result_latest WHERE lease = ? AND line = ?"
                                + " AND interval_start >= ? AND interval_start < ?"
                                + (provisional ? "" : " AND settled"),
                        row -> StateColumns.totals(row, basis(row)),
                        lease.value(),
                        line.value(),
                        from.getEpochSecond(),
                        to.getEpochSecond())
                .orElse(Totals.NONE));
    }

    public List<Revision> revisions(LeaseId lease, LineId line, Instant start) {
        return database.transaction(connection -> Rows.all(
                connection,
                "SELECT r.*, before.content_sha256 AS replaces FROM result_revision r LEFT JOIN result_revision before"
                        + " ON before.lease = r.lease AND before.line = r.line"
                        + " AND before.interval_start = r.interval_start AND before.revision = r.revision - 1"
                        + " WHERE r.lease = ? AND r.line = ? AND r.interval_start = ? ORDER BY r.revision",
                ResultReader::revision,
                lease.value(),
                line.value(),
                start.getEpochSecond()));
    }

    private static Revision revision(ResultSet row) throws SQLException {
        return new Revision(
                row.getInt("revision"),
                row.getString("content"),
                row.getString("content_sha256"),
                row.getString("replaces"),
                row.getString("reason"),
                row.getString("approver"),
                row.getString("provenance"),
                row.getLong("chain_position"),
                row.getString("previous_hash"),
                row.getString("chain_hash"),
                row.getLong("generation"),
                row.getLong("counter"),
                Rows.instant(row, "recorded_at"));
    }

    /** The judgements of an interval. */
    public List<Judgement> judgements(LeaseId lease, LineId line, Instant start) {
        return database.transaction(connection -> judgements(connection, lease, line, start));
    }

    /** {@link #judgements(LeaseId, LineId, Instant)} within somebody's transaction. */
    public static List<Judgement> judgements(Connection connection, LeaseId lease, LineId line, Instant start)
            throws SQLException {
        return Rows.all(
                connection,
                "SELECT * FROM judgement WHERE lease = ? AND interval_start = ? AND line = ? AND term IN (" + TERMS
                        + ") ORDER BY term",
                Stored::judged,
                lease.value(),
                start.getEpochSecond(),
                line.value());
    }

    /**
     * Hands over the latest settled contents by lease, line and start, reading a page at a time so that neither memory
     * nor a transaction grows with the history.
     */
    public void contents(Optional<LeaseId> lease, Optional<LineId> line, ContentSink sink) {
        for (LineHead head : heads()) {
            boolean wanted = lease.map(head.lease()::equals).orElse(true)
                    && line.map(head.line()::equals).orElse(true);
            long next = Long.MIN_VALUE;
            while (wanted) {
                record Row(long start, String content) {}
                long from = next;
                List<Row> page = database.transaction(connection -> Rows.all(
                        connection,
                        "SELECT l.interval_start, r.content FROM result_latest l JOIN result_revision r"
                                + " ON r.lease = l.lease AND r.line = l.line AND r.interval_start = l.interval_start"
                                + " AND r.revision = l.revision WHERE l.lease = ? AND l.line = ?"
                                + " AND l.interval_start >= ? ORDER BY l.lease, l.line, l.interval_start LIMIT ?",
                        row -> new Row(row.getLong(1), row.getString(2)),
                        head.lease().value(),
                        head.line().value(),
                        from,
                        PAGE));
                page.forEach(row -> sink.take(row.content()));
                if (page.size() < PAGE) {
                    break;
                }
                next = page.get(page.size() - 1).start() + 1;
            }
        }
    }

    /** Counts of the whole ledger: results, provisional, revisions, restated. */
    public Map<String, Long> counts() {
        return database.transaction(connection -> {
            Map<String, Long> counts = new HashMap<>();
            Rows.all(
                    connection,
                    "SELECT name, amount FROM result_count",
                    row -> counts.put(row.getString(1), row.getLong(2)));
            return counts;
        });
    }

    private static Basis basis(ResultSet row) throws SQLException {
        return new Basis(
                row.getLong("intervals"),
                row.getLong("restated"),
                row.getLong("provisional"),
                Rows.maybeLong(row, "as_of").map(Instant::ofEpochSecond));
    }

    private static Interval interval(ResultSet row) throws SQLException {
        String provisional = row.getString("provisional_content");
        boolean settled = row.getBoolean("settled");
        int revision = row.getInt("revision");
        Instant end = Instant.ofEpochSecond(row.getLong("interval_start") + row.getInt("interval_s"));
        Totals totals = StateColumns.totals(row, new Basis(1, revision > 1 ? 1 : 0, settled ? 0 : 1, Optional.of(end)));
        return new Interval(
                new LeaseId(row.getString("lease")),
                new LineId(row.getString("line")),
                Instant.ofEpochSecond(row.getLong("interval_start")),
                Duration.ofSeconds(row.getInt("interval_s")),
                settled,
                revision,
                Rows.instant(row, "recorded_at"),
                row.getLong("registry_version"),
                row.getString("provenance"),
                row.getString("content_sha256"),
                totals,
                provisional == null ? row.getString("content") : provisional,
                CoverageColumns.coverage(row, totals),
                Beside.stored(row.getString("beside")),
                Stored.worst(row.getString("worst_nodes")));
    }
}
