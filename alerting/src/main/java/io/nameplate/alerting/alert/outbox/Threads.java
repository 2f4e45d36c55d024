/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert.outbox;

import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Rows;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Remembers in whose thread of messages a deviation is told: in its own, or in that of an older one with the same cause. Said once, when
 * it opens, and kept, so that everything about it answers the message that people have, whatever its layer becomes later.
 */
public final class Threads {

    private final Database database;

    public Threads(Database database) {
        this.database = database;
    }

    /** The thread of a deviation; empty while nothing was told of it. */
    Optional<DeviationId> of(DeviationId deviation) {
        return database.transaction(connection -> {
            Optional<DeviationId> told = Rows.one(
                    connection,
                    "SELECT thread FROM told WHERE deviation = ?",
                    row -> new DeviationId(row.getLong(1)),
                    deviation.number());
            return told.isPresent() ? told : own(connection, deviation);
        });
    }

    /** What was told before this was remembered has a thread of its own. */
    private static Optional<DeviationId> own(Connection connection, DeviationId deviation) throws SQLException {
        return Rows.one(
                        connection,
                        "SELECT COUNT(*) FROM notification WHERE deviation = ?",
                        row -> row.getLong(1),
                        deviation.number())
                .filter(count -> count > 0)
                .map(count -> deviation);
    }

    /** The deviations that are told in a thread, the oldest first. */
    Set<DeviationId> in(DeviationId thread) {
        List<DeviationId> joined = database.transaction(connection -> Rows.all(
                connection,
                "SELECT deviation FROM told WHERE thread = ?",
                row -> new DeviationId(row.getLong(1)),
                thread.number()));
        Set<DeviationId> told = new TreeSet<>(joined);
        told.add(thread);
        return told;
    }

    /** Whether the last that people heard in a thread is that something is below contract. */
    boolean saysOpen(DeviationId thread) {
        return database.transaction(connection -> Rows.one(
                        connection,
                        "SELECT kind FROM notification WHERE deviation = ? AND kind IN ('opened', 'reopened', 'closed')"
                                + " ORDER BY number DESC LIMIT 1",
                        row -> row.getString(1),
                        thread.number())
                .filter(kind -> !kind.equals("closed"))
                .isPresent());
    }

    /** Writes down what is said from now on. */
    static void remember(Connection connection, Map<DeviationId, DeviationId> threads) throws SQLException {
        for (Map.Entry<DeviationId, DeviationId> told : threads.entrySet()) {
            List<Long> known = Rows.all(
                    connection,
                    "SELECT thread FROM told WHERE deviation = ?",
                    row -> row.getLong(1),
                    told.getKey().number());
            if (known.isEmpty()) {
                Rows.change(
                        connection,
                        "INSERT INTO told (deviation, thread) VALUES (?, ?)",
                        told.getKey().number(),
                        told.getValue().number());
            }
        }
    }
}
