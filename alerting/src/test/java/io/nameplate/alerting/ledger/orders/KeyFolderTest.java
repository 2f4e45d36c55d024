/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.orders.Provider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {

    @TempDir
    Path folder;

    private final Provider first = Provider.withCurve("a-1");
    private final Provider second = Provider.withCurve("a-2");
    private Path file;
    private KeyFolder keys;

    @BeforeEach
    void oneKey() throws IOException {
        file = first.keyIn(folder, "acme");
        keys = KeyFolder.open(folder);
    }

    @Test
    void aKeyThatIsPutThereCountsAtOnce() throws IOException {
        second.keyIn(folder, "acme");
        assertThat(keys.names()).as("that were read").containsExactly("a-1");
        assertThat(keys.keys().names()).containsExactly("a-1", "a-2");
        assertThat(keys.keys().all()).contains(second.key());
        assertThat(keys.keys().provider("a-2")).isEqualTo("acme");
    }

    /** Also the last one: who takes a key away mostly knows why. */
    @Test
    void aKeyThatIsTakenAwayIsGone() throws IOException {
        Files.delete(file);
        keys.look();
        assertThat(keys.keys().all()).isEmpty();
        first.keyIn(folder, "other");
        keys.look();
        assertThat(keys.keys().provider("a-1")).isEqualTo("other");
    }

    @Test
    void aFileThatIsBeingWrittenCostsNeitherItsKeyNorAnother() throws IOException {
        Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n");
        second.keyIn(folder, "acme");
        keys.look();
        assertThat(keys.keys().all()).containsExactlyInAnyOrder(first.key(), second.key());
        Provider renewed = Provider.withCurve("a-1");
        renewed.keyIn(folder, "acme");
        keys.look();
        assertThat(keys.keys().all()).containsExactlyInAnyOrder(renewed.key(), second.key());
    }

    @Test
    void aNewFileThatIsWrongIsNoKey() throws IOException {
        Files.writeString(folder.resolve("acme").resolve("a-3.pem"), "a private one");
        keys.look();
        assertThat(keys.names()).containsExactly("a-1");
        assertThatThrownBy(() -> KeyFolder.open(folder))
                .as("a start is stopped by it")
                .hasMessageContaining("a-3.pem: a public key in PEM begins with");
    }

    @Test
    void twoProvidersWithAKeyOfOneNameAreTold() throws IOException {
        second.keyIn(folder, "bolt");
        Files.move(
                folder.resolve("bolt").resolve("a-2.pem"),
                folder.resolve("bolt").resolve("a-1.pem"));
        keys.look();
        assertThat(keys.keys().all()).containsExactly(first.key());
        assertThatThrownBy(() -> KeyFolder.open(folder)).hasMessageContaining("names of keys are unique");
    }

    /** Folders are read in the order of their names, and this one comes first. */
    @Test
    void aKeyThatIsInUseStaysItsProvidersWhoeverPutsAnotherOfThatNameThere() throws IOException {
        Provider other = Provider.withCurve("a-1");
        Path late = other.keyIn(folder, "aaa");
        keys.look();
        assertThat(keys.keys().all()).containsExactly(first.key());
        assertThat(keys.keys().provider("a-1")).isEqualTo("acme");
        Files.writeString(file, "-----BEGIN PUBLIC KEY-----\n");
        keys.look();
        assertThat(keys.keys().all()).as("while its file is being written").containsExactly(first.key());
        assertThatThrownBy(() -> KeyFolder.open(folder))
                .hasMessageContaining("acme")
                .hasMessageContaining("names of keys are unique");
        Files.delete(file);
        keys.look();
        assertThat(keys.keys().all()).containsExactly(other.key());
        assertThat(keys.keys().provider("a-1")).isEqualTo("aaa");
        assertThat(late).exists();
    }

    @Test
    void aFolderThatCannotBeReadKeepsTheKeysOfBefore() throws IOException {
        Path elsewhere = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, elsewhere);
        try {
            keys.look();
            assertThat(keys.keys().all()).containsExactly(first.key());
        } finally {
            Files.move(elsewhere, folder);
        }
    }

    @Test
    void aFolderWithoutAKeyStopsAStart(@TempDir Path empty) {
        assertThatThrownBy(() -> KeyFolder.open(empty)).hasMessageContaining("there is no key in it");
        KeyFolder none = KeyFolder.none();
        none.look();
        assertThat(none.keys().all()).isEmpty();
    }
}
