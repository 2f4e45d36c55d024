/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.results;

import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.Term;
import java.sql.Connection;
import java.sql.SQLException;

/** Is told, inside the transaction that records results, which judgements are not what they were. */
@FunctionalInterface
public interface JudgementsChanged {

    /**
     * Judgements of a lease and term changed.
     *
     * @param firstStart the earliest interval, in epoch seconds
     * @param lastStart the latest interval, in epoch seconds
     * @return true if a deviation of the lease is not what it was
     */
    boolean changed(Connection connection, LeaseId lease, Term.Kind term, long firstStart, long lastStart)
            throws SQLException;
}
