/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.ledger.resettle.CorrectionContract;
import io.nameplate.alerting.ledger.resettle.ResettleContract;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;

/** Settling again on H2. */
class H2ResettleTest {

    @Nested
    class LateEvidence extends ResettleContract {
        @Override
        protected DataSource empty() {
            return MemoryLedger.empty();
        }
    }

    @Nested
    class Corrections extends CorrectionContract {
        @Override
        protected DataSource empty() {
            return MemoryLedger.empty();
        }
    }
}
