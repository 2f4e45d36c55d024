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
import static io.nameplate.alerting.ledger.resettle.KeptWorld.posted;
import static io.nameplate.alerting.ledger.resettle.KeptWorld.second;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationBook;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.evidence.EvidenceStore;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.alerting.ledger.store.Hash;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.KeptSettlement;
import io.nameplate.model.verdict.LineKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What settling again promises, on every database that the ledger runs on. */
public abstract class ResettleContract {

    private static final LineKey ACME = new LineKey(new LeaseId("acme"), new LineId("h100"));
    private static final LineKey BETA = new LineKey(new LeaseId("beta"), new LineId("h100"));
    private static final HallId H1 = new HallId("h1");
    private static final HallId H2 = new HallId("h2");
    /** So far beyond the first intervals that these are out of the horizon. */
    private static final int NOW = 720;

    private static final long UNUSABLE = Evidence.data(79, 0, 2000, 2000, 700, Work.IDLE);

    @TempDir
    Path folder;

    private RegistryBook registry;
    private ResultBook results;
    private ResultReader reader;
    private DeviationReader deviations;
    private EvidenceStore store;
    private ResettleBook book;
    private final List<Told> told = new ArrayList<>();
    private long counter;

    /** An empty database. */
    protected abstract DataSource empty() throws Exception;

    @BeforeEach
    void aLedgerThatSettledAnHourLater() throws Exception {
        DataSource source = empty();
        Flyway.configure().dataSource(source).load().migrate();
        Database database = new Database(source);
        Clock clock = Clock.fixed(interval(NOW), ZoneOffset.UTC);
        registry = new RegistryBook(database, clock);
        registry.post(KeptWorld.registry(""));
        results = new ResultBook(
                database,
                clock,
                registry::registry,
                new DeviationBook(clock, registry::registry, registry::latestRegistry));
        reader = new ResultReader(database);
        deviations = new DeviationReader(database);
        store = EvidenceStore.in(folder);
        book = new ResettleBook(database, store, registry::registry, results, clock, Duration.ofMinutes(60));
        settle(NOW, first(NOW), second(NOW));
    }

    /** What the stream job does: evidence, then the results that rest on it. */
    private void settle(int interval, KeptEvidence... halls) {
        for (KeptEvidence hall : halls) {
            store.keep(hall);
        }
        post(5, interval, halls);
    }

    private Intake.Taken post(long generation, int interval, KeptEvidence... halls) {
        return (Intake.Taken) results.take(generation, "job", posts(interval, halls));
    }

    private List<JsonNode> posts(int interval, KeptEvidence... halls) {
        return new KeptSettlement(registry.registry(1).orElseThrow())
                .results(interval(interval).getEpochSecond(), List.of(halls)).values().stream()
                        .map(result -> posted(result, ++counter))
                        .toList();
    }

    private static Order late(String approver) {
        return new Order(
                Optional.empty(), Optional.empty(), Optional.empty(), OptionalLong.empty(), approver, false, false);
    }

    private static Order under(long version, Optional<LeaseId> lease) {
        return new Order(
                Optional.of(interval(0)),
                Optional.of(interval(20)),
                lease,
                OptionalLong.of(version),
                "ada",
                false,
                false);
    }

    private Summary run(Order order) {
        told.clear();
        return book.run(order, told::add, news -> {});
    }

    private Interval row(LineKey line, int interval) {
        return reader.interval(line.lease(), line.line(), interval(interval)).orElseThrow();
    }

    private List<Revision> revisions(LineKey line, int interval) {
        return reader.revisions(line.lease(), line.line(), interval(interval));
    }

    private long gpuMs(LineKey line, int interval, State state) {
        return row(line, interval).totals().of(state);
    }

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
    void aCorrectedRegistryRestatesWhatItTouchesAndNothingElse() {
        for (int i = 0; i < 6; i++) {
            settle(i, first(i), piece("h2", i, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        }
        registry.post(KeptWorld.registry("""
                windows:
                  - {id: w1, state: outside_control, from: 2026-06-01T00:00:20Z, to: 2026-06-01T00:00:40Z,
                     reason: flood, scope: {blocks: [b2]}}
                """));
        Summary summary = run(under(2, Optional.empty()));
        assertThat(summary).isEqualTo(new Summary(6, 2, 10, 0));
        for (int i = 0; i < 6; i++) {
            boolean touched = i == 2 || i == 3;
            assertThat(revisions(ACME, i)).hasSize(touched ? 2 : 1);
            assertThat(revisions(BETA, i)).hasSize(1);
            assertThat(row(ACME, i).registryVersion()).isEqualTo(touched ? 2 : 1);
            assertThat(store.newest(H2, interval(i)))
                    .as("the evidence is what it was")
                    .isEqualTo(1);
            assertThat(store.corrected(interval(i))).isEqualTo(touched ? Map.of(ACME, 2L) : Map.of());
        }
        assertThat(gpuMs(ACME, 2, State.OUTSIDE_CONTROL)).isEqualTo(10_000);
        assertThat(revisions(ACME, 2).get(1).reason()).isEqualTo("registry_correction");
        assertThat(run(under(2, Optional.empty())).changed()).isZero();
    }

    @Test
    void aCorrectedRampRestatesItsLineFromThereOnAndNothingElse() {
        for (int i = 0; i < 6; i++) {
            settle(i, first(i), second(i));
        }
        registry.post(corrected("gpus: 2}]", "gpus: 2}, {from: 2026-06-01T00:00:25Z, gpus: 1}]"));
        assertThat(run(under(2, Optional.empty()))).isEqualTo(new Summary(6, 4, 8, 0));
        for (int i = 0; i < 6; i++) {
            assertRestated(ACME, i, i >= 2);
            assertRestated(BETA, i, false);
        }
        assertThat(row(ACME, 1).totals().contracted()).isEqualTo(20_000);
        assertThat(row(ACME, 2).totals().contracted()).as("the ramp cuts it").isEqualTo(15_000);
        assertThat(row(ACME, 5).totals().contracted()).isEqualTo(10_000);
        assertThat(run(under(2, Optional.empty())).changed()).isZero();
    }

    @Test
    void aNewAllocationRestatesTheLinesThatItMakesAnotherAndNothingElse() {
        for (int i = 0; i < 6; i++) {
            settle(i, first(i), i == 4 ? second(i) : piece("h2", i, 2, Map.of("n2", AT_WORK, "n3", ABSENT)));
        }
        registry.post(corrected("""
                  - {lease: acme, line: h100, blocks: [b1, b2], from: 2026-06-01T00:00:00Z}
                """, """
                  - {lease: acme, line: h100, blocks: [b1], from: 2026-06-01T00:00:00Z}
                  - {lease: acme, line: h100, blocks: [b2], from: 2026-06-01T00:00:00Z, to: 2026-06-01T00:00:30Z}
                  - {lease: beta, line: h100, blocks: [b2], from: 2026-06-01T00:00:30Z}
                """));
        assertThat(run(under(2, Optional.empty()))).isEqualTo(new Summary(6, 5, 7, 0));
        for (int i = 0; i < 6; i++) {
            assertRestated(ACME, i, i >= 3);
            assertRestated(BETA, i, i == 3 || i == 5);
        }
        assertThat(gpuMs(ACME, 3, State.WITHDRAWN)).isEqualTo(10_000);
        assertThat(gpuMs(BETA, 3, State.UTILIZED)).as("n2 stands in for n3").isEqualTo(10_000);
        assertThat(run(under(2, Optional.empty())).changed()).isZero();
    }

    /** The registry of the first version with another text in one place. */
    private static List<Document> corrected(String one, String other) {
        String text = KeptWorld.registry("").get(0).text();
        assertThat(text).contains(one);
        return List.of(new Document("site.yaml", text.replace(one, other)));
    }

    private void assertRestated(LineKey line, int interval, boolean restated) {
        assertThat(revisions(line, interval))
                .as("%s in interval %d", line, interval)
                .extracting(Revision::reason)
                .isEqualTo(restated ? Arrays.asList(null, "registry_correction") : Arrays.asList((Object) null));
        assertThat(row(line, interval).registryVersion()).isEqualTo(restated ? 2 : 1);
        assertThat(store.corrected(interval(interval)).get(line)).isEqualTo(restated ? 2L : null);
    }

    @Test
    void anotherPlaceOfTheSameBreachRestatesNothing() {
        KeptEvidence second = piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", AT_WORK));
        settle(1, first(1), second);
        List<JsonNode> nowhere = posts(1, first(1), second);
        nowhere.forEach(post -> post.get("judgements").forEach(judged -> ((ObjectNode) judged).putObject("blocks")));
        results.take(5, "job", nowhere);
        registry.post(corrected("144000", "155000"));
        assertThat(run(under(2, Optional.empty()))).isEqualTo(new Summary(1, 0, 2, 0));
        assertThat(revisions(ACME, 1)).hasSize(1);
    }

    @Test
    void aCorrectionOfOneLeaseLeavesTheOthersToTheirOwnApprover() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        registry.post(KeptWorld.registry("""
                windows:
                  - {id: w1, state: outside_control, from: 2026-06-01T00:00:10Z, to: 2026-06-01T00:00:20Z,
                     reason: flood, scope: {halls: [h2]}}
                """));
        assertThat(run(under(2, Optional.of(new LeaseId("acme")))).changed()).isEqualTo(1);
        assertThat(revisions(BETA, 1)).hasSize(1);
        assertThat(run(under(2, Optional.empty())).changed()).isEqualTo(1);
        assertThat(gpuMs(BETA, 1, State.OUTSIDE_CONTROL)).isEqualTo(10_000);
    }

    @Test
    void whatCameLateAfterACorrectionIsSettledUnderEachLinesOwnVersion() {
        settle(1, first(1), piece("h2", 1, 2, Map.of("n2", ABSENT, "n3", ABSENT)));
        registry.post(KeptWorld.registry("""
                windows:
                  - {id: w1, state: outside_control, from: 2026-06-01T00:00:10Z, to: 2026-06-01T00:00:20Z,
                     reason: flood, scope: {halls: [h2]}}
                """));
        assertThat(run(under(2, Optional.of(ACME.lease()))).changed()).isEqualTo(1);
        store.keepLate(piece("h2", 1, 1, Map.of("n3", UNUSABLE)));
        assertThat(run(late("bob")).changed()).isEqualTo(1);
        assertThat(row(ACME, 1).registryVersion()).isEqualTo(2);
        assertThat(gpuMs(ACME, 1, State.OUTSIDE_CONTROL)).isEqualTo(10_000);
        assertThat(row(BETA, 1).registryVersion()).isEqualTo(1);
        assertThat(gpuMs(BETA, 1, State.FAULTED)).isEqualTo(5_000);
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
