/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import java.io.IOException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The ledger on a real PostgreSQL. */
class PostgresLedgerTest {

    @AutoClose
    static PostgresServer postgres;

    @BeforeAll
    static void start() throws IOException {
        postgres = PostgresServer.start();
    }

    @Nested
    class Registry extends RegistryContract {
        @Override
        DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }

    @Nested
    class Orders extends OrdersContract {
        @Override
        DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }

    @Nested
    class Results extends ResultsContract {
        @Override
        DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }

    @Nested
    class Accounts extends AccountsContract {
        @Override
        DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }

    @Nested
    class Uses extends UsesContract {
        @Override
        DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }

    @Nested
    class Deviations extends DeviationsContract {
        @Override
        DataSource empty() throws Exception {
            return postgres.emptied();
        }
    }
}
