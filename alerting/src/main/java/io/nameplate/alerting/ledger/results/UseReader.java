/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Adds up what was delivered, lost, used and measured in a stretch of time, in the database, from settled results alone. */
public final class UseReader {

    private final Database database;

    public UseReader(Database database) {
        this.database = database;
    }

    /**
     * A stretch of whole quarter-hours.
     *
     * @param from epoch second of its beginning
     * @param to epoch second of its end
     */
    public record Stretch(long from, long to) {

        public Instant start() {
            return Instant.ofEpochSecond(from);
        }

        public Instant end() {
            return Instant.ofEpochSecond(to);
        }

        /** The quarter-hours that hold any of {@code [from, to)}. */
        public static Stretch around(Instant from, Instant to) {
            long start = Math.floorDiv(from.getEpochSecond(), QuarterRows.SECONDS);
            long end = -Math.floorDiv(-to.getEpochSecond(), QuarterRows.SECONDS);
            return new Stretch(start * QuarterRows.SECONDS, end * QuarterRows.SECONDS);
        }
    }

    /** The use of a line in a stretch of time. */
    public UseSum ofLine(LeaseId lease, LineId line, Stretch stretch) {
        return database.transaction(connection -> {
            Map<String, Map<String, Long>> found = amounts(connection, "block = ''", lease, line, stretch);
            Map<String, Long> named = found.getOrDefault(UseAmounts.LINE, Map.of());
            Optional<Instant> untold = named.containsKey(UseAmounts.USE_UNTOLD)
                    ? untoldBefore(connection, lease, line, stretch)
                    : Optional.empty();
            return new UseSum(named, asOf(connection, lease, line, stretch), untold);
        });
    }

    /** The use of a line's blocks: their losses, and where the job tells it what they delivered. */
    public SortedMap<BlockId, UseSum> ofBlocks(LeaseId lease, LineId line, Stretch stretch) {
        return database.transaction(connection -> {
            Optional<Instant> asOf = asOf(connection, lease, line, stretch);
            SortedMap<BlockId, UseSum> blocks = new TreeMap<>();
            amounts(connection, "block > ''", lease, line, stretch)
                    .forEach((block, named) ->
                            blocks.put(new BlockId(block), new UseSum(named, asOf, Optional.empty())));
            return blocks;
        });
    }

    private static Map<String, Map<String, Long>> amounts(
            Connection connection, String blocks, LeaseId lease, LineId line, Stretch stretch) throws SQLException {
        Map<String, Map<String, Long>> byBlock = new HashMap<>();
        Rows.all(
                connection,
                "SELECT block, name, SUM(amount) FROM quarter_hour WHERE lease = ? AND line = ? AND " + blocks
                        + " AND quarter >= ? AND quarter < ? GROUP BY block, name HAVING SUM(amount) <> 0",
                row -> byBlock.computeIfAbsent(row.getString(1), key -> new HashMap<>())
                        .put(row.getString(2), row.getLong(3)),
                lease.value(),
                line.value(),
                stretch.from(),
                stretch.to());
        return byBlock;
    }

    private static Optional<Instant> untoldBefore(Connection connection, LeaseId lease, LineId line, Stretch stretch)
            throws SQLException {
        return Rows.one(
                connection,
                "SELECT quarter FROM quarter_hour WHERE lease = ? AND line = ? AND block = '' AND quarter >= ?"
                        + " AND quarter < ? AND name = '" + UseAmounts.USE_UNTOLD + "' AND amount > 0"
                        + " ORDER BY quarter DESC LIMIT 1",
                row -> Instant.ofEpochSecond(row.getLong(1) + QuarterRows.SECONDS),
                lease.value(),
                line.value(),
                stretch.from(),
                stretch.to());
    }

    /** The end of the latest interval that counts. */
    private static Optional<Instant> asOf(Connection connection, LeaseId lease, LineId line, Stretch stretch)
            throws SQLException {
        return Rows.one(
                connection,
                "SELECT interval_start + interval_s FROM result_latest WHERE lease = ? AND line = ?"
                        + " AND interval_start >= ? AND interval_start < ? AND counted"
                        + " ORDER BY lease DESC, line DESC, interval_start DESC LIMIT 1",
                row -> Instant.ofEpochSecond(row.getLong(1)),
                lease.value(),
                line.value(),
                stretch.from(),
                stretch.to());
    }
}
