/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Runs work in one transaction each. Writers that must follow each other take the fence's row lock first
 * ({@link #ordered}), so that numbers, chains and events come out in the order of their commits.
 */
public final class Database {

    private final DataSource source;

    public Database(DataSource source) {
        this.source = source;
    }

    /** Work on a connection. */
    @FunctionalInterface
    public interface Work<T> {
        T on(Connection connection) throws SQLException;
    }

    /** Runs work in a transaction: committed when it returns, rolled back when it throws. */
    public <T> T transaction(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            try {
                T result = work.on(connection);
                connection.commit();
                done = true;
                return result;
            } finally {
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        } catch (SQLException broken) {
            throw new StoreException(broken);
        }
    }

    /** Runs work in a transaction that no other ordered transaction overlaps, whatever process it runs in. */
    public <T> T ordered(Work<T> work) {
        return transaction(connection -> {
            Rows.one(connection, "SELECT generation FROM fence WHERE id = 1 FOR UPDATE", row -> row.getLong(1));
            return work.on(connection);
        });
    }
}
