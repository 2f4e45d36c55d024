/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

/** The ledger on an H2 file. */
class H2LedgerTest {

    @TempDir
    Path folder;

    private DataSource file() {
        JdbcDataSource source = new JdbcDataSource();
        source.setUrl("jdbc:h2:file:" + folder.resolve("ledger").toAbsolutePath() + ";WRITE_DELAY=0;DB_CLOSE_DELAY=0");
        return source;
    }

    @Nested
    class Registry extends RegistryContract {
        @Override
        DataSource empty() {
            return file();
        }
    }

    @Nested
    class Orders extends OrdersContract {
        @Override
        DataSource empty() {
            return file();
        }
    }

    @Nested
    class Results extends ResultsContract {
        @Override
        DataSource empty() {
            return file();
        }
    }

    @Nested
    class Accounts extends AccountsContract {
        @Override
        DataSource empty() {
            return file();
        }
    }

    @Nested
    class Uses extends UsesContract {
        @Override
        DataSource empty() {
            return file();
        }
    }

    @Nested
    class Deviations extends DeviationsContract {
        @Override
        DataSource empty() {
            return file();
        }
    }
}
