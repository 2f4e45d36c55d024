/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.TwoHalls;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RegistryFeedTest {

    @TempDir
    Path folder;

    @Test
    void theLastVersionIsKeptOnDiskAndServesWhileTheLedgerIsDown() throws Exception {
        try (FakeLedger ledger = new FakeLedger()) {
            RegistryFeed feed = new RegistryFeed(new LedgerReads(ledger.url()), folder);
            feed.poll();
            assertThat(feed.known()).isEmpty();
            ledger.registry(4, TwoHalls.TEXT);
            feed.poll();
            assertThat(feed.current().version()).isEqualTo(4);
            ledger.registry(5, TwoHalls.TEXT.replace("gpus: 7", "gpus: 6"));
            feed.poll();
            assertThat(feed.current().version()).isEqualTo(5);
            assertThat(feed.version(4)).isPresent();
        }
        RegistryFeed later = new RegistryFeed(new LedgerReads("http://127.0.0.1:1"), folder);
        later.readCache();
        later.poll();
        assertThat(later.current().version()).isEqualTo(5);
    }

    @Test
    void aProcessThatTheLedgerHasNotToldYetWaitsForWhatAnotherOneKeeps() throws Exception {
        try (FakeLedger ledger = new FakeLedger()) {
            ledger.registry(1, TwoHalls.TEXT);
            RegistryFeed other = new RegistryFeed(new LedgerReads(ledger.url()), folder);
            other.poll();
            Registry first = other.current();
            LedgerRegistry cutOff =
                    new LedgerRegistry("http://127.0.0.1:1", folder.toString(), first.slot(), first.interval());
            assertThat(cutOff.current().version()).isEqualTo(1);
            ledger.registry(2, TwoHalls.TEXT);
            other.poll();
            assertThat(cutOff.atLeast(2).version()).isEqualTo(2);
        }
    }

    @Test
    void aVersionThatDoesNotHoldOrHasAnotherIntervalIsNotTaken() throws Exception {
        try (FakeLedger ledger = new FakeLedger()) {
            ledger.registry(1, TwoHalls.TEXT);
            RegistryFeed feed = new RegistryFeed(new LedgerReads(ledger.url()), folder);
            feed.poll();
            feed.pin(new LedgerRegistry(
                    ledger.url(),
                    folder.toString(),
                    feed.current().slot(),
                    feed.current().interval()));
            ledger.registry(2, TwoHalls.TEXT.replace("interval: 10s", "interval: 60s"));
            feed.poll();
            ledger.registry(3, TwoHalls.TEXT + "nonsense: 1\n");
            feed.poll();
            assertThat(feed.current().version()).isEqualTo(1);
            ledger.registry(5, TwoHalls.TEXT);
            feed.poll();
            ledger.registry(4, TwoHalls.TEXT);
            feed.poll();
            assertThat(feed.current().version())
                    .as("an older one after a newer")
                    .isEqualTo(5);
            RegistryFeed withoutState = new RegistryFeed(new LedgerReads(ledger.url()), folder);
            withoutState.readCache();
            ledger.registry(4, TwoHalls.TEXT.replace("interval: 10s", "interval: 60s"));
            withoutState.poll();
            assertThat(withoutState.current().version()).isEqualTo(4);
        }
        Files.writeString(folder.resolve("registry.json"), "broken");
        RegistryFeed later = new RegistryFeed(new LedgerReads("http://127.0.0.1:1"), folder);
        later.readCache();
        assertThat(later.known()).isEmpty();
    }
}
