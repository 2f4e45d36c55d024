/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * Counts in their quarter-hours the results that no quarter-hour holds yet: those settled before there were any, and all of them when what a
 * quarter-hour counts has become more. A page at a time, each in a transaction of its own, so that results come in between and whoever
 * is interrupted goes on where he was.
 */
public final class Recount {

    private static final int PAGE = 200;

    private final Database database;
    private final ResultReader results;
    private volatile boolean done;

    public Recount(Database database, ResultReader results) {
        this.database = database;
        this.results = results;
    }

    /** Counts everything that is not counted. Gives how many intervals that were. */
    public long run() {
        long counted = 0;
        for (LineHead head : results.heads()) {
            OptionalLong after = OptionalLong.of(Long.MIN_VALUE);
            while (after.isPresent()) {
                Page page = page(head, after.getAsLong());
                counted += page.counted();
                after = page.last();
            }
        }
        done = true;
        return counted;
    }

    /** Whether everything is counted; until then sums are of a part. */
    public boolean isDone() {
        return done;
    }

    private record Page(int counted, OptionalLong last) {}

    private record Uncounted(long start, UseAmounts amounts) {}

    private Page page(LineHead head, long after) {
        return database.ordered(connection -> {
            List<Uncounted> uncounted = uncounted(connection, head, after);
            QuarterRows quarters = new QuarterRows(connection);
            for (Uncounted one : uncounted) {
                quarters.add(head, one.start(), one.amounts());
                Rows.change(
                        connection,
                        "UPDATE result_latest SET counted = TRUE WHERE lease = ? AND line = ? AND interval_start = ?",
                        head.lease().value(),
                        head.line().value(),
                        one.start());
            }
            quarters.write();
            return new Page(
                    uncounted.size(),
                    uncounted.size() < PAGE
                            ? OptionalLong.empty()
                            : OptionalLong.of(uncounted.get(PAGE - 1).start()));
        });
    }

    private static List<Uncounted> uncounted(Connection connection, LineHead head, long after) throws SQLException {
        return Rows.all(
                connection,
                "SELECT l.interval_start, r.content, l.revision, l.beside, "
                        + CoverageColumns.all().stream()
                                .map(name -> "l." + name)
                                .reduce((a, b) -> a + ", " + b)
                                .orElseThrow()
                        + " FROM result_latest l JOIN result_revision r ON r.lease = l.lease AND r.line = l.line"
                        + " AND r.interval_start = l.interval_start AND r.revision = l.revision"
                        + " WHERE l.lease = ? AND l.line = ? AND l.interval_start > ? AND l.settled AND NOT l.counted"
                        + " ORDER BY l.lease, l.line, l.interval_start LIMIT " + PAGE,
                row -> new Uncounted(
                        row.getLong(1),
                        UseAmounts.of(
                                row.getString(2),
                                row.getInt(3),
                                Beside.stored(row.getString(4)),
                                CoverageColumns.causes(row))),
                head.lease().value(),
                head.line().value(),
                after);
    }
}
