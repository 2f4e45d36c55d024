/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.ledger.deviations.RestatementContract;
import javax.sql.DataSource;

/** Restatements on H2. */
class H2RestatementTest extends RestatementContract {

    @Override
    protected DataSource empty() {
        return MemoryLedger.empty();
    }
}
