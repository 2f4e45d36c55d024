/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.alerting.Sample;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The evidence store in a folder. */
class FolderEvidenceTest extends EvidenceStoreContract {

    @TempDir
    Path root;

    @Override
    ObjectStore objects() {
        return new FolderStore(root);
    }

    private EvidenceStore store() {
        return EvidenceStore.in(root);
    }

    @Test
    void aFileInTheWayIsTold() throws Exception {
        Path file = Files.writeString(root.resolve("file"), "in the way");
        assertThat(new FolderStore(root).problem()).isEmpty();
        assertThat(new FolderStore(file).problem())
                .hasValueSatisfying(said -> assertThat(said).contains("of the evidence store cannot be made"));
    }

    @Test
    void anUnfinishedFileIsNoVersion() throws Exception {
        store().keep(piece(0, "h1-n001"));
        Path place = root.resolve("settled/2026-06-01/000000Z/h1");
        Files.write(place.resolve("x.part"), new byte[] {1});
        assertThat(store().keep(piece(0, "h1-n001")).version()).isEqualTo(1);
        assertThat(store().halls(Sample.START)).containsExactly(H1);
    }

    @Test
    void whatCannotBeWrittenIsAnError() throws Exception {
        Files.writeString(root.resolve("settled"), "in the way");
        assertThatThrownBy(() -> store().keep(piece(0, "h1-n001"))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void whatWasWrittenBeforeTheClaimWindowGoes() throws Exception {
        store().keep(piece(0, "h1-n001"));
        store().keep(piece(1, "h1-n001"));
        store().keepLate(piece(0, "h1-n002"));
        Instant longAgo = Instant.parse("2020-01-01T00:00:00Z");
        try (Stream<Path> files = Files.walk(root)) {
            for (Path old :
                    files.filter(file -> file.toString().contains("000000Z")).toList()) {
                Files.setLastModifiedTime(old, FileTime.from(longAgo));
            }
        }
        assertThat(store().forgetBefore(longAgo.plusSeconds(1))).isEqualTo(2);
        assertThat(store().latest(H1, Sample.interval(0))).isEmpty();
        assertThat(store().late(H1, Sample.interval(0))).isEmpty();
        assertThat(store().latest(H1, Sample.interval(1))).isPresent();
    }
}
