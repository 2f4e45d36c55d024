/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.ledger.resettle.ResettleContract;
import javax.sql.DataSource;

/** Settling again on H2. */
class H2ResettleTest extends ResettleContract {

    @Override
    protected DataSource empty() {
        return MemoryLedger.empty();
    }
}
