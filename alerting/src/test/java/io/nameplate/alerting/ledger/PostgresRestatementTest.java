/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import io.nameplate.alerting.ledger.deviations.RestatementContract;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Restatements on a real PostgreSQL. */
class PostgresRestatementTest extends RestatementContract {

    @AutoClose
    static PostgresServer postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = PostgresServer.start();
    }

    @Override
    protected DataSource empty() throws Exception {
        return postgres.emptied();
    }
}
