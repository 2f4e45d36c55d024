/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** The ledger on a real PostgreSQL. */
class PostgresLedgerTest extends LedgerContract {

    @AutoClose
    static PostgresServer postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = PostgresServer.start();
    }

    @Override
    DataSource empty() throws Exception {
        return postgres.emptied();
    }
}
