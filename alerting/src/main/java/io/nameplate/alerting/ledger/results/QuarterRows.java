/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.alerting.ledger.store.Rows;
import io.nameplate.model.verdict.Content;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The statements that keep quarter-hours, of one ordered transaction: differences are gathered and written once. */
final class QuarterRows {

    /** How long a quarter-hour is: billing months of every time zone begin with one. */
    static final long SECONDS = 900;

    private record Key(String lease, String line, long quarter, String block, String name) implements Comparable<Key> {

        private static final Comparator<Key> ORDER = Comparator.comparing(Key::lease)
                .thenComparing(Key::line)
                .thenComparing(Key::quarter)
                .thenComparing(Key::block)
                .thenComparing(Key::name);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final Connection connection;
    private final Map<Key, Long> differences = new TreeMap<>();

    QuarterRows(Connection connection) {
        this.connection = connection;
    }

    /** Counts a revision of an interval. */
    void add(Content about, UseAmounts amounts) {
        change(about, amounts, 1);
    }

    /** Counts a revision of the interval that starts then. */
    void add(LineHead of, long start, UseAmounts amounts) {
        change(of.lease().value(), of.line().value(), start, amounts, 1);
    }

    /** Takes off a revision that was counted. */
    void takeOff(Content about, UseAmounts amounts) {
        change(about, amounts, -1);
    }

    private void change(Content about, UseAmounts amounts, int sign) {
        long start = about.intervalStart().getEpochSecond();
        change(about.lease().value(), about.line().value(), start, amounts, sign);
    }

    private void change(String lease, String line, long start, UseAmounts amounts, int sign) {
        long quarter = Math.floorDiv(start, SECONDS) * SECONDS;
        amounts.byBlock()
                .forEach((block, named) -> named.forEach((name, amount) ->
                        differences.merge(new Key(lease, line, quarter, block, name), sign * amount, Long::sum)));
    }

    void write() throws SQLException {
        for (Map.Entry<Key, Long> difference : differences.entrySet()) {
            if (difference.getValue() != 0) {
                write(difference.getKey(), difference.getValue());
            }
        }
        differences.clear();
    }

    private void write(Key key, long difference) throws SQLException {
        int met = Rows.change(
                connection,
                "UPDATE quarter_hour SET amount = amount + ?"
                        + " WHERE lease = ? AND line = ? AND quarter = ? AND block = ? AND name = ?",
                difference,
                key.lease(),
                key.line(),
                key.quarter(),
                key.block(),
                key.name());
        if (met == 0) {
            Rows.change(
                    connection,
                    "INSERT INTO quarter_hour (amount, lease, line, quarter, block, name) VALUES (?, ?, ?, ?, ?, ?)",
                    difference,
                    key.lease(),
                    key.line(),
                    key.quarter(),
                    key.block(),
                    key.name());
        }
    }
}
