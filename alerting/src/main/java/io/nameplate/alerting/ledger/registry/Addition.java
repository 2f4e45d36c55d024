/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.registry;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** What the ledger puts beside the texts that somebody posted: one text of its own, made of what else it has recorded. */
@FunctionalInterface
public interface Addition {

    /** What the text is called; nobody else's may be. */
    String NAME = "made-of-orders.yaml";

    /** Of a ledger that adds nothing. */
    Addition NONE = (connection, posted) -> Optional.empty();

    /**
     * The text that goes with posted ones, called {@link #NAME}; empty where there is nothing to add.
     *
     * @param posted what the posted texts say
     */
    Optional<Document> to(Connection connection, Registry posted) throws SQLException;
}
