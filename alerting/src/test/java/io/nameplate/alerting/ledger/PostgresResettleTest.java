/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import io.nameplate.alerting.ledger.resettle.CorrectionContract;
import io.nameplate.alerting.ledger.resettle.ResettleContract;
import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** Settling again on a real PostgreSQL. */
class PostgresResettleTest {

    @AutoClose
    static PostgresServer postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = PostgresServer.start();
    }

    @Nested
    class LateEvidence extends ResettleContract {
        @Override
        protected DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }

    @Nested
    class Corrections extends CorrectionContract {
        @Override
        protected DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }
}
