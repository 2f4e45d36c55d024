/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.OptionalLong;

/** Shuts out stream jobs that have been replaced: whoever writes names its generation, and the highest one wins. */
public final class Fence {

    private Fence() {}

    /**
     * Lets a generation in, and remembers it, unless there was a higher one. Belongs into an ordered transaction.
     *
     * @param job the job's nonce, kept for whoever asks which job wrote
     * @return the higher generation; empty when this one may write
     */
    public static OptionalLong shutOut(Connection connection, long generation, String job) throws SQLException {
        long seen = seen(connection);
        if (generation < seen) {
            return OptionalLong.of(seen);
        }
        if (generation > seen) {
            Rows.change(connection, "UPDATE fence SET generation = ?, job = ? WHERE id = 1", generation, job);
        }
        return OptionalLong.empty();
    }

    /** The highest generation that ever wrote; 0 while none has. */
    public static long seen(Connection connection) throws SQLException {
        return Rows.one(connection, "SELECT generation FROM fence WHERE id = 1", row -> row.getLong(1))
                .orElse(0L);
    }
}
