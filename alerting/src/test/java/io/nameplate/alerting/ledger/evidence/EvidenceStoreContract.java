/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.HallId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the evidence store does, wherever its objects lie. */
abstract class EvidenceStoreContract {

    static final HallId H1 = new HallId("h1");

    private EvidenceStore store() {
        return new EvidenceStore(objects());
    }

    /** The same objects each time, none at the beginning of a test. */
    abstract ObjectStore objects();

    static KeptEvidence piece(int interval, String node) {
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
    void aMarkStaysBesideWhatItMarksAndIsNoPiece() {
        String sha256 = store().keepLate(piece(0, "h1-n002")).sha256();
        assertThat(store().merged(H1, Sample.START)).isEmpty();
        store().markMerged(H1, Sample.START, sha256, "by Ada");
        store().markMerged(H1, Sample.START, sha256, "again by Bob");
        assertThat(store().merged(H1, Sample.START)).containsExactly(sha256);
        assertThat(store().late(H1, Sample.START)).containsExactly(sha256);
        assertThat(store().lateHalls(Sample.START)).containsExactly(H1);
        assertThat(objects().read("late/2026-06-01/000000Z/h1/" + sha256 + ".merged"))
                .hasValueSatisfying(note -> assertThat(new String(note, UTF_8)).isEqualTo("by Ada"));
    }

    @Test
    void manyIntervalsAreListedInOrderAndNoneIsLeftOut() {
        for (int interval = 0; interval < 30; interval++) {
            objects().write("late/2026-06-01/" + (100000 + 29 - interval) + "Z/h1/x", new byte[] {1});
        }
        assertThat(objects().names("late/2026-06-01")).hasSize(30).isSorted();
        assertThat(objects().names("late/2026-06-02")).isEmpty();
        assertThat(objects().names("late/2026-06-01/100000Z/h1")).containsExactly("x");
    }

    @Test
    void onlyWhatWasWrittenBeforeIsForgotten() {
        store().keep(piece(0, "h1-n001"));
        store().keepLate(piece(0, "h1-n002"));
        assertThat(store().forgetBefore(Instant.now().minusSeconds(3600))).isZero();
        assertThat(store().forgetBefore(Instant.now().plusSeconds(3600))).isEqualTo(2);
        assertThat(store().intervals()).isEmpty();
        assertThat(store().lateIntervals()).isEmpty();
        assertThat(store().latest(H1, Sample.START)).isEmpty();
    }
}
