/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.resettle;

import static io.nameplate.alerting.ledger.resettle.KeptWorld.ABSENT;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.AT_WORK;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.REBOOTED;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.first;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.interval;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.piece;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.second;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.State;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What settling late evidence promises, on every database that the ledger runs on. */
public abstract class ResettleContract extends ResettleWorld {

    @Test
    void lateEvidenceBecomesTheNextRevisionWithReasonAndApproverAndStaysMarked() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        assertThat(gpuMs(ACME, 1, State.UNMEASURED)).isEqualTo(10_000);
        String late = store.keepLate(piece("h2", 1, 2, Map.of("n2", AT_WORK))).sha256();

        assertThat(run(late("ada"))).isEqualTo(new Summary(1, 1, 1, 0));

        List<Revision> revisions = revisions(ACME, 1);
        assertThat(revisions).hasSize(2);
        assertThat(revisions.get(1)).satisfies(second -> {
            assertThat(second.reason()).isEqualTo("late_evidence");
            assertThat(second.approver()).isEqualTo("ada");
            assertThat(second.replaces()).isEqualTo(revisions.get(0).sha256());
        });
        assertThat(gpuMs(ACME, 1, State.UTILIZED)).isEqualTo(20_000);
        assertThat(revisions(BETA, 1)).hasSize(1);
        assertThat(store.late(H2, interval(1))).containsExactly(late);
        assertThat(store.merged(H2, interval(1))).containsExactly(late);
        assertThat(run(late("ada"))).isEqualTo(Summary.NONE);
    }

    @Test
    void theChainHoldsWhoApproved() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        store.keepLate(piece("h2", 1, 2, Map.of("n2", AT_WORK)));
        run(late("ada"));
        Revision second = revisions(ACME, 1).get(1);
        assertThat(second.chainHash())
                .isEqualTo(Hash.sha256()
                        .add(second.previousHash())
                        .add("acme")
                        .add("h100")
                        .add(interval(1).getEpochSecond())
                        .add(2)
                        .add(second.sha256())
                        .add(second.provenance())
                        .add("late_evidence")
                        .add("ada")
                        .hex());
    }

    @Test
    void aDryRunTellsTheDifferenceAndChangesNothing() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        store.keepLate(piece("h2", 1, 2, Map.of("n2", REBOOTED)));
        Summary summary = run(new Order(
                Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), "ada", true, false));
        assertThat(summary.changed()).isEqualTo(1);
        assertThat(told.get(0).text())
                .contains("acme/h100 2026-06-01T00:00:10Z: revision 2 for 1, late_evidence, approved by ada")
                .contains("FAULTED                0.000000 ->       0.002778 GPU-h")
                .contains("UNMEASURED             0.002778 ->       0.000000 GPU-h")
                .contains("supplier's loss +0.002778 GPU-h, about +0.28 USD");
        assertThat(told.get(0).json())
                .contains(
                        "\"states\":{\"FAULTED\":{\"new\":10000,\"old\":0},\"UNMEASURED\":{\"new\":0,\"old\":10000}}");
        assertThat(revisions(ACME, 1)).hasSize(1);
        assertThat(store.newest(H2, interval(1))).isEqualTo(1);
        assertThat(store.merged(H2, interval(1))).isEmpty();
    }

    @Test
    void aRebootLearntLateMakesTheWholeEpisodeFaultedAndOpensADeviation() {
        for (int i = 1; i <= 4; i++) {
            settle(i, first(i), piece("h2", i, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        }
        assertThat(deviations.all()).noneMatch(found -> found.term().text().equals("availability"));
        for (int i = 1; i <= 4; i++) {
            store.keepLate(piece("h2", i, 2, Map.of("n2", REBOOTED)));
        }
        assertThat(run(late("ada")).changed()).isEqualTo(4);
        assertThat(gpuMs(ACME, 2, State.FAULTED)).isEqualTo(10_000);
        assertThat(deviations.all())
                .filteredOn(found -> found.term().text().equals("availability"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.episode().intervals()).isEqualTo(4);
                    assertThat(found.episode().layer().text()).isEqualTo("hardware");
                });
        assertThat(deviations.all())
                .filteredOn(found -> found.term().text().equals("coverage"))
                .singleElement()
                .satisfies(found -> assertThat(found.state()).isEqualTo(Deviation.State.WITHDRAWN));
    }

    @Test
    void withinTheHorizonTheStreamJobRestatesUnlessItIsForced() {
        int recent = NOW - 300;
        settle(recent, first(recent), piece("h2", recent, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        store.keepLate(piece("h2", recent, 2, Map.of("n2", AT_WORK)));
        assertThat(run(late("ada")).refused()).isEqualTo(1);
        assertThat(told.get(0).text()).contains("the stream job may still restate this interval");
        assertThat(store.merged(H2, interval(recent))).isEmpty();
        Summary forced = run(new Order(
                Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), "ada", false, true));
        assertThat(forced.changed()).isEqualTo(1);
        assertThat(store.merged(H2, interval(recent))).hasSize(1);
    }

    @Test
    void aHallWithoutKeptEvidenceRestatesNothing() {
        store.keep(piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        post(5, 1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        store.keepLate(piece("h2", 1, 2, Map.of("n2", AT_WORK)));
        assertThat(run(late("ada"))).isEqualTo(new Summary(1, 0, 1, 1));
        assertThat(told.get(0).text()).contains("no evidence is kept of hall h1");
        assertThat(revisions(ACME, 1)).hasSize(1);
        assertThat(store.merged(H2, interval(1))).as("goes on waiting").isEmpty();
    }

    @Test
    void aResultThatRestsOnMoreThanIsKeptIsNotRestated() {
        store.keep(first(1));
        store.keep(piece("h2", 1, 1, Map.of("n2", AT_WORK, "n3", AT_WORK)));
        post(5, 1, first(1), second(1));
        store.keepLate(piece("h2", 1, 1, Map.of("n2", REBOOTED)));
        Summary summary = run(late("ada"));
        assertThat(summary.refused()).isEqualTo(2);
        assertThat(told)
                .allSatisfy(one -> assertThat(one.text()).contains("rests on other evidence than what is kept"));
        assertThat(revisions(ACME, 1)).hasSize(1);
    }

    @Test
    void aResettledRowIsOutOfTheStreamJobsHands() {
        KeptEvidence poorer = piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK));
        settle(1, first(1), poorer);
        store.keepLate(piece("h2", 1, 2, Map.of("n2", AT_WORK)));
        run(late("ada"));
        Intake.Taken taken = post(9, 1, first(1), poorer);
        assertThat(taken.refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).contains("only a resettlement"));
        assertThat(taken.unchanged()).as("beta, whom nothing restated").isEqualTo(1);
        assertThat(gpuMs(ACME, 1, State.UTILIZED)).isEqualTo(20_000);
        assertThat(post(9, 1, first(1), second(1)).refused()).isEmpty();
        store.keepLate(piece("h1", 1, 2, Map.of("n1", UNUSABLE)));
        assertThat(run(late("bob")).changed()).isEqualTo(1);
        assertThat(revisions(ACME, 1)).extracting(Revision::approver).containsExactly(null, "ada", "bob");
    }

    @Test
    void anInterruptedResettlementIsDoneByDoingItAgain() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        store.keepLate(piece("h2", 1, 2, Map.of("n2", AT_WORK)));
        store.keep(piece("h2", 1, 2, Map.of("n2", AT_WORK)));
        assertThat(run(late("ada")).changed()).isEqualTo(1);
        assertThat(gpuMs(ACME, 1, State.UTILIZED)).isEqualTo(20_000);
        assertThat(store.merged(H2, interval(1))).hasSize(1);
    }

    @Test
    void aDrainedSpoolIsSettledByItselfOnceNothingMoreComesAndWhatContradictsWaits() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        settle(2, first(2), second(2));
        store.keepLate(piece("h2", 1, 1, Map.of("n2", AT_WORK)));
        store.keepLate(piece("h2", 2, 1, Map.of("n2", UNUSABLE)));
        assertThat(book.backlog(told::add)).isEqualTo(Summary.NONE);
        store.keepLate(piece("h2", 1, 2, Map.of("n2", AT_WORK)));
        assertThat(book.backlog(told::add)).as("more came").isEqualTo(Summary.NONE);
        assertThat(book.backlog(told::add).changed()).isEqualTo(1);
        assertThat(revisions(ACME, 1).get(1)).satisfies(second -> {
            assertThat(second.reason()).isEqualTo("backlog");
            assertThat(second.approver()).isEqualTo("backlog");
        });
        assertThat(revisions(ACME, 2)).hasSize(1);
        assertThat(store.merged(H2, interval(2))).isEmpty();
        assertThat(store.merged(H1, interval(1))).isEmpty();
    }

    @Test
    void damagedEvidenceIsSaidAndTheOtherIntervalsAreSettled() throws Exception {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        settle(2, first(2), piece("h2", 2, 2, Map.of("n2", ABSENT, "n3", AT_WORK)));
        store.keepLate(piece("h2", 1, 2, Map.of("n2", AT_WORK)));
        store.keepLate(piece("h2", 2, 2, Map.of("n2", AT_WORK)));
        Files.write(folder.resolve("settled/2026-06-01/000010Z/h2/1.evidence"), new byte[] {9});
        Summary summary = run(late("ada"));
        assertThat(summary.changed()).isEqualTo(1);
        assertThat(summary.refused()).isEqualTo(1);
        assertThat(told.get(0).text())
                .contains("2026-06-01T00:00:10Z: refused, ")
                .contains("not kept evidence");
        assertThat(gpuMs(ACME, 2, State.UTILIZED)).isEqualTo(20_000);
    }
}
