/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.store;

import java.sql.SQLException;

/** The database did not do what it was asked; whoever asked may try again later. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StoreException(SQLException cause) {
        super("the ledger's database failed: " + cause.getMessage(), cause);
    }
}
