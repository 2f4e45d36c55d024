/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.util.Optional;

/** Finds this process's registry feed wherever Flink has carried it to. */
record LedgerRegistry(String ledger, String folder) implements RegistryAccess {

    @Override
    public Registry current() {
        return RegistryFeed.of(ledger, folder).current();
    }

    @Override
    public Optional<Registry> version(long number) {
        return RegistryFeed.of(ledger, folder).version(number);
    }
}
