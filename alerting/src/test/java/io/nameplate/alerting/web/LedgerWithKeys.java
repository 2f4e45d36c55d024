/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import io.nameplate.orders.Provider;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** An empty ledger that knows the key of one provider, the one that {@link Provider#ofTheStandard} signs with. */
public final class LedgerWithKeys implements QuarkusTestResourceLifecycleManager {

    private final TemporaryLedger ledger = new TemporaryLedger();

    @Override
    public Map<String, String> start() {
        Map<String, String> settings = new HashMap<>(ledger.start());
        Path keys = Path.of(String.valueOf(settings.get("nameplate.ledger.data")), "keys");
        try {
            Provider.ofTheStandard("acme-2026").keyIn(keys, "acme-energy");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        settings.put("nameplate.orders.keys", keys.toString());
        settings.put("nameplate.orders.most-per-hour", "3");
        return settings;
    }

    @Override
    public void stop() {
        ledger.stop();
    }
}
