/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.alerting.Sample;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.HallId;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceFolderTest {

    private static final HallId H1 = new HallId("h1");

    @TempDir
    Path root;

    private EvidenceStore store() {
        return new EvidenceFolder(root);
    }

    private static KeptEvidence piece(int interval, String node) {
        HallEvidence nodes = new HallEvidence(Sample.interval(interval).getEpochSecond(), 10, 1);
        nodes.mergeRun(node, 0, 0, 10, Evidence.data(0, 0, 1980, 1980, 700, Work.WORKING));
        PlantTimeline plant = new PlantTimeline();
        plant.merge("pdu-1", "voltage_l1n", Sample.interval(interval).toEpochMilli(), 230);
        return new KeptEvidence(H1, 1, nodes, plant);
    }

    private static byte[] both(int interval) {
        KeptEvidence both = piece(interval, "h1-n001");
        both.merge(piece(interval, "h1-n002"));
        return both.toBytes();
    }

    @Test
    void theSamePieceAgainIsNoVersion() {
        assertThat(store().keep(piece(0, "h1-n001")).isNew()).isTrue();
        Kept again = store().keep(piece(0, "h1-n001"));
        assertThat(again.isNew()).isFalse();
        assertThat(again.version()).isEqualTo(1);
        assertThat(store().latest(H1, Sample.START))
                .hasValueSatisfying(
                        bytes -> assertThat(bytes).isEqualTo(piece(0, "h1-n001").toBytes()));
    }

    @Test
    void moreEvidenceIsTheNextVersionAndLessOfItNone() {
        store().keep(piece(0, "h1-n001"));
        assertThat(store().keep(piece(0, "h1-n002")).version()).isEqualTo(2);
        assertThat(store().keep(piece(0, "h1-n001"))).satisfies(kept -> {
            assertThat(kept.isNew()).as("an old piece loses nothing").isFalse();
            assertThat(kept.version()).isEqualTo(2);
        });
        assertThat(store().latest(H1, Sample.START).orElseThrow()).isEqualTo(both(0));
        assertThat(store().version(H1, Sample.START, 1).orElseThrow())
                .isEqualTo(piece(0, "h1-n001").toBytes());
        assertThat(store().version(H1, Sample.START, 3)).isEmpty();
    }

    @Test
    void latePiecesStandBesideUnderTheirHash() {
        store().keep(piece(0, "h1-n001"));
        Kept late = store().keepLate(piece(0, "h1-n002"));
        assertThat(store().keepLate(piece(0, "h1-n002")).isNew()).isFalse();
        assertThat(store().late(H1, Sample.START)).containsExactly(late.sha256());
        assertThat(store().late(H1, Sample.START, late.sha256()).orElseThrow())
                .isEqualTo(piece(0, "h1-n002").toBytes());
        assertThat(store().late(H1, Sample.START, "../../settled")).isEmpty();
        assertThat(store().latest(H1, Sample.START).orElseThrow())
                .isEqualTo(piece(0, "h1-n001").toBytes());
    }

    @Test
    void itTellsWhatItKeeps() {
        store().keep(piece(3, "h1-n001"));
        store().keep(piece(0, "h1-n001"));
        store().keepLate(piece(7, "h1-n001"));
        assertThat(store().intervals()).containsExactly(Sample.interval(0), Sample.interval(3));
        assertThat(store().halls(Sample.interval(3))).isEqualTo(List.of(H1));
        assertThat(store().halls(Sample.interval(7))).isEmpty();
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
