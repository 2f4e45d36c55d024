/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.flow.RegistryAccess;
import java.time.Duration;
import java.util.Optional;

/**
 * Finds the registry feed of whichever process Flink has carried it to. State that was made with this slot and interval
 * can take no other.
 */
record LedgerRegistry(String ledger, String folder, Duration slot, Duration interval) implements RegistryAccess {

    private RegistryFeed feed() {
        return RegistryFeed.of(this);
    }

    boolean fits(Registry registry) {
        return registry.slot().equals(slot) && registry.interval().equals(interval);
    }

    @Override
    public Registry current() {
        return feed().current();
    }

    @Override
    public Registry atLeast(long version) {
        return feed().atLeast(version);
    }

    @Override
    public Optional<Registry> version(long number) {
        return feed().version(number);
    }
}
