/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.alerting.ledger.results.Stretch;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.MissingCause;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the ledger promises of results: revisions, refusals, the chain, and what stands beside them. */
abstract class ResultsContract extends LedgerWorld {

    @Test
    void sayingTheSameAgainIsNoRevision() {
        assertThat(take(5, settled(0, 1, 0))).isEqualTo(counts(1, 0));
        assertThat(take(5, settled(0, 1, 0))).isEqualTo(counts(0, 1));
        assertThat(take(6, settled(0, 1, 0))).isEqualTo(counts(0, 1));
        assertThat(revisions(0)).hasSize(1);
        assertThat(reader.counts()).containsEntry("results", 1L).containsEntry("restated", 0L);
    }

    @Test
    void aNewerStatementIsTheNextRevisionAndAnOlderOneIsRefused() {
        take(5, settled(0, 7, 0));
        assertThat(take(5, settled(0, 8, 1000))).isEqualTo(counts(1, 0));
        Intake.Taken older = taken(5, settled(0, 7, 2000));
        assertThat(older.refused()).hasSize(1);
        assertThat(revisions(0)).extracting(Revision::revision).containsExactly(1, 2);
        assertThat(reader.counts()).containsEntry("restated", 1L).containsEntry("revisions", 2L);
        assertThat(reader.interval(LEASE, LINE, Sample.interval(0))
                        .orElseThrow()
                        .totals()
                        .of(State.UTILIZED))
                .isEqualTo(Sample.CONTRACTED - 1000);
    }

    @Test
    void anOverwrittenStatementStaysOverwrittenWhenTheSameContentWasConfirmedLater() {
        take(5, settled(0, 7, 0));
        take(5, settled(0, 9, 0));
        assertThat(taken(5, settled(0, 8, 500)).refused()).hasSize(1);
    }

    @Test
    void theSameContentOnOtherFactsIsNoRevisionAndTheIntervalTellsTheLatestFacts() {
        take(5, settled(0, 7, 0));
        assertThat(take(5, settled(0, 9, 0))).isEqualTo(counts(0, 1));
        assertThat(take(5, settled(0, 8, 0))).as("an older statement").isEqualTo(counts(0, 1));
        assertThat(revisions(0))
                .singleElement()
                .satisfies(revision -> assertThat(revision.provenance()).isEqualTo("%064x".formatted(7)));
        assertThat(reader.interval(LEASE, LINE, Sample.interval(0))
                        .orElseThrow()
                        .provenance())
                .isEqualTo("%064x".formatted(9));
    }

    @Test
    void whyAResultWasNotMeasuredStandsBesideItAndChangesWithoutARevision() {
        assertThat(take(5, unmeasured(0, 1, 1000, Map.of("wan", 600, "device", 400))))
                .isEqualTo(counts(1, 0));
        assertThat(take(5, unmeasured(0, 2, 1000, Map.of("collector", 600, "device", 400))))
                .isEqualTo(counts(0, 1));
        assertThat(revisions(0)).hasSize(1);
        Interval interval = reader.interval(LEASE, LINE, Sample.interval(0)).orElseThrow();
        assertThat(interval.coverage())
                .isEqualTo(
                        new Coverage(999, 998, 1000, Map.of(MissingCause.COLLECTOR, 600L, MissingCause.DEVICE, 400L)));
        take(5, unmeasured(1, 3, 500, Map.of("device", 500)), settled(2, 4, 0));
        assertThat(reader.totals(LEASE, LINE, Sample.interval(0), Sample.interval(3), false)
                        .missing())
                .as("the database adds them up; what told none has none")
                .isEqualTo(Map.of(MissingCause.COLLECTOR, 600L, MissingCause.DEVICE, 900L));
        assertThat(taken(5, unmeasured(3, 5, 1000, Map.of("wan", 999))).refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).contains("add up to 999, not to 1000"));
    }

    @Test
    void aResultThatDoesNotSayWhatItRestsOnIsRefused() {
        Map<String, Object> baseless = settled(0, 1, 0);
        baseless.put("provenance", "nothing");
        assertThat(taken(5, baseless).refused())
                .singleElement()
                .satisfies(refused -> assertThat(refused.reason()).contains("64 hexadecimal digits"));
    }

    @Test
    void aReplacedJobIsToldToStop() {
        take(5, settled(0, 1, 0));
        take(6, settled(1, 1, 0));
        assertThat(results.take(5, "old", nodes(List.of(settled(2, 9, 0))))).isEqualTo(new Intake.Stale(6));
        assertThat(reader.interval(LEASE, LINE, Sample.interval(2))).isEmpty();
    }

    @Test
    void provisionalRowsAreReplacedAndNeverChained() {
        assertThat(take(5, provisional(0, 1, 0))).isEqualTo(counts(1, 0));
        assertThat(take(5, provisional(0, 2, 700))).isEqualTo(counts(1, 0));
        assertThat(revisions(0)).isEmpty();
        assertThat(reader.counts()).containsEntry("provisional", 1L);
        assertThat(take(5, settled(0, 3, 700))).isEqualTo(counts(1, 0));
        assertThat(revisions(0)).hasSize(1);
        assertThat(reader.counts()).containsEntry("provisional", 0L);
        assertThat(take(6, provisional(0, 4, 900))).isEqualTo(counts(0, 1));
        assertThat(reader.interval(LEASE, LINE, Sample.interval(0))
                        .orElseThrow()
                        .settled())
                .isTrue();
    }

    @Test
    void oneBadResultDoesNotTakeTheOthersWithIt() {
        Map<String, Object> unbalanced = settled(1, 2, 0);
        @SuppressWarnings("unchecked")
        Map<String, Object> content = (Map<String, Object>) unbalanced.get("content");
        content.put("states", Map.of("UTILIZED", 5));
        Map<String, Object> unknown = settled(2, 3, 0);
        @SuppressWarnings("unchecked")
        Map<String, Object> other = (Map<String, Object>) unknown.get("content");
        other.put("line", "b200");
        Intake.Taken taken = taken(5, settled(0, 1, 0), unbalanced, unknown, settled(3, 4, 0));
        assertThat(taken.accepted()).isEqualTo(2);
        assertThat(taken.refused()).extracting(Intake.Refused::index).containsExactly(1, 2);
        assertThat(taken.refused().get(0).reason()).contains("add up to 5");
        assertThat(taken.refused().get(1).reason()).contains("no line 'b200'");
    }

    @Test
    void revisionsAreChainedPerLeaseInTheOrderTheyWereRecorded() {
        take(5, settled(0, 1, 0), settled(1, 2, 0));
        take(5, settled(0, 3, 1000));
        List<Revision> first = revisions(0);
        Revision second = revisions(1).get(0);
        assertThat(first.get(0).previousHash()).isEqualTo("0".repeat(64));
        assertThat(second.previousHash()).isEqualTo(first.get(0).chainHash());
        assertThat(first.get(1).previousHash()).isEqualTo(second.chainHash());
        assertThat(first.get(1).chainPosition()).isEqualTo(3);
    }

    @Test
    void theContentsAreTheLatestSettledOnesInOrder() throws Exception {
        take(5, settled(2, 1, 0), settled(0, 2, 0), provisional(3, 3, 0));
        take(5, settled(0, 4, 1000));
        List<String> contents = new ArrayList<>();
        reader.contents(Optional.of(LEASE), Optional.empty(), contents::add);
        assertThat(contents)
                .containsExactly(
                        revisions(0).get(1).content(), revisions(2).get(0).content());
        assertThat(contents.get(0))
                .isEqualTo(
                        "{\"blocks\":{\"b1\":{\"UNCOOLED\":1000}},\"causes\":{},\"contracted_gpu_ms\":5120000,\"interval_s\":10,"
                                + "\"interval_start\":\"2026-06-01T00:00:00Z\",\"lease\":\"acme-17\",\"line\":\"h100\","
                                + "\"registry_version\":1,\"rule_version\":\"nameplate-1\",\"states\":{\"UNCOOLED\":1000,\"UTILIZED\":5119000}}");
    }

    @Test
    void theHeadsSayHowFarEachLineIsSettled() {
        take(5, settled(2, 1, 0), settled(0, 2, 0), provisional(3, 3, 0));
        assertThat(reader.heads()).singleElement().satisfies(head -> {
            assertThat(head.settled()).contains(Sample.interval(2));
            assertThat(head.latest()).isEqualTo(Sample.interval(3));
        });
    }

    @Test
    void whatLiveResultsOvertookIsOpen() {
        take(5, settled(1, 1, 0), provisional(2, 2, 0), settled(4, 3, 0), settled(5, 4, 0), settled(7, 5, 0));
        take(5, provisional(8, 6, 0));
        assertThat(reader.heads())
                .singleElement()
                .satisfies(head -> assertThat(reader.open(head))
                        .as(
                                "nobody knows of anything before the first, nor what will come behind the latest settled one")
                        .containsExactly(
                                new Stretch(Sample.interval(2), Sample.interval(4)),
                                new Stretch(Sample.interval(6), Sample.interval(7))));
        take(5, settled(2, 7, 0), settled(3, 8, 0), settled(6, 9, 0), provisional(0, 10, 0));
        assertThat(reader.heads())
                .singleElement()
                .satisfies(head -> assertThat(reader.open(head))
                        .containsExactly(new Stretch(Sample.interval(0), Sample.interval(1))));
    }

    /** Found by simulation (seed 42): a job went on from before it had settled an interval, and the registry had another version by then. */
    @Test
    void whatDiffersInNothingButTheRegistrysNumberIsNoRevision() {
        registry.post(List.of(new Document("site.yaml", Sample.text(0.99).replace("1000000", "2000000"))));
        take(5, settled(0, 7, 0));
        assertThat(take(6, under(2, settled(0, 3, 0)))).isEqualTo(counts(0, 1));
        assertThat(revisions(0)).hasSize(1);
        assertThat(reader.interval(LEASE, LINE, Sample.interval(0))
                        .orElseThrow()
                        .registryVersion())
                .isEqualTo(1);
        Map<String, Object> judgedOtherwise = under(2, settled(0, 4, 0));
        judgedOtherwise.put("judgements", List.of());
        assertThat(take(6, judgedOtherwise))
                .as("what the correction touches is restated")
                .isEqualTo(counts(1, 0));
        assertThat(take(6, under(1, settled(0, 5, 1000)))).isEqualTo(counts(1, 0));
    }

    @Test
    void evidenceThatComesAfterACorrectionThatTouchesOthersIsLateEvidence() {
        String text = Sample.text(0.99);
        take(5, settled(0, 1, 0), settled(5, 2, 0), settled(6, 3, 0));
        registry.post(List.of(new Document("site.yaml", text + window(6))));
        assertThat(take(5, under(2, settled(0, 4, 0)))).isEqualTo(counts(0, 1));
        assertThat(take(5, under(2, settled(0, 5, 1000)), under(2, settled(5, 6, 1000)), under(2, settled(6, 7, 1000))))
                .isEqualTo(counts(3, 0));
        assertThat(take(5, under(2, settled(0, 8, 2000)), under(2, settled(6, 9, 2000))))
                .isEqualTo(counts(2, 0));
        registry.post(List.of(
                new Document("site.yaml", text.replace("guaranteed_clock_mhz: 1590", "guaranteed_clock_mhz: 1600"))));
        assertThat(take(5, under(3, settled(0, 10, 3000)))).isEqualTo(counts(1, 0));
        assertThat(reasons(0)).containsExactly(null, "late_evidence", "late_evidence", "registry_correction");
        assertThat(reasons(5)).as("beside the window").containsExactly(null, "late_evidence");
        assertThat(reasons(6)).as("under the window").containsExactly(null, "registry_correction", "late_evidence");
    }

    private static String window(int index) {
        return """
                windows:
                  - {id: w1, state: outside_control, from: %s, to: %s, reason: flood, scope: {blocks: [b1]}}
                """.formatted(Sample.interval(index), Sample.interval(index + 1));
    }

    private List<String> reasons(int index) {
        return revisions(index).stream().map(Revision::reason).toList();
    }

    private static Map<String, Object> under(int registryVersion, Map<String, Object> result) {
        @SuppressWarnings("unchecked")
        Map<String, Object> content = (Map<String, Object>) result.get("content");
        content.put("registry_version", registryVersion);
        return result;
    }

    @Test
    void whatIsSaidBesideAContentMustMakeSense() {
        Map<String, Object> unknownBlock = settled(0, 1, 0);
        unknownBlock.put("use", Map.of("blocks", Map.of("b9", Map.of("UTILIZED", 1))));
        Map<String, Object> negative = settled(1, 2, 0);
        negative.put("use", Map.of("it_j", -1));
        Map<String, Object> layerless = settled(2, 3, 0);
        layerless.put("headroom", List.of(Map.of("unit", "cdu-1", "layer", "love", "lost_gpus", 1, "unsure_gpus", 0)));
        Map<String, Object> upside = settled(3, 4, 0);
        Map<String, Object> unit = new HashMap<>(Map.of("unit", "ups-1", "layer", "power", "lost_gpus", 0));
        unit.putAll(Map.of("unsure_gpus", 0, "lost_w", 5, "left_low_w", 8, "left_high_w", 7));
        upside.put("headroom", List.of(unit));
        assertThat(taken(5, unknownBlock, negative, layerless, upside).refused())
                .extracting(Intake.Refused::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("no block 'b9'"),
                        reason -> assertThat(reason).contains("'it_j' is negative"),
                        reason -> assertThat(reason).contains("'love' is not known as layer"),
                        reason -> assertThat(reason).contains("'left_low_w' is above 'left_high_w'"));
    }

    private static Map<String, Object> provisional(int index, int counter, long lost) {
        return Sample.result(index, counter, "provisional", "UNCOOLED", lost);
    }
}
