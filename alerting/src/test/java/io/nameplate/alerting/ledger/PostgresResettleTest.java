/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import io.nameplate.alerting.ledger.resettle.ResettleContract;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;

/** Settling again on a real PostgreSQL. */
class PostgresResettleTest extends ResettleContract {

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
