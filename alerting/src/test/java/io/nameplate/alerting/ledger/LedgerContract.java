/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.alert.outbox.Message;
import io.nameplate.alerting.alert.outbox.Notification;
import io.nameplate.alerting.alert.outbox.Outbox;
import io.nameplate.alerting.ledger.accounts.AccountReader;
import io.nameplate.alerting.ledger.accounts.EnergyReader;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationBook;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.DeviationReader;
import io.nameplate.alerting.ledger.registry.Posted;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Basis;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.Interval;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.Revision;
import io.nameplate.alerting.ledger.results.SettledReader;
import io.nameplate.alerting.ledger.results.Totals;
import io.nameplate.alerting.ledger.results.UseReader;
import io.nameplate.alerting.ledger.results.UseSum;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MeterAccount;
import io.nameplate.model.account.MissingDataAccount;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Coverage;
import io.nameplate.model.verdict.MissingCause;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the ledger promises on every database it runs on. */
abstract class LedgerContract {

    static final LeaseId LEASE = new LeaseId("acme-17");
    static final LineId LINE = new LineId("h100");

    private final ObjectMapper json = new ObjectMapper();
    private RegistryBook registry;
    private ResultBook results;
    private ResultReader reader;
    private UseReader uses;
    private SettledReader settled;
    private DeviationReader deviations;
    private Outbox outbox;

    /** An empty database. */
    abstract DataSource empty() throws Exception;

    @BeforeEach
    void aLedgerWithTheSampleRegistry() throws Exception {
        DataSource source = empty();
        Flyway.configure().dataSource(source).load().migrate();
        Database database = new Database(source);
        Clock clock = Clock.fixed(Sample.START, ZoneOffset.UTC);
        registry = new RegistryBook(database, clock);
        DeviationBook book = new DeviationBook(clock, registry::registry, registry::latestRegistry);
        results = new ResultBook(database, clock, registry::registry, book);
        deviations = new DeviationReader(database);
        outbox = new Outbox(database);
        reader = new ResultReader(database);
        uses = new UseReader(database);
        settled = new SettledReader(database);
        registry.post(Sample.registry());
    }

    @Test
    void theSameTextsAreNoNewVersion() {
        assertThat(registry.post(Sample.registry())).isEqualTo(new Posted.Recorded(1, false));
        assertThat(registry.post(List.of(new Document("site.yaml", Sample.text(0.95)))))
                .isEqualTo(new Posted.Recorded(2, true));
        assertThat(registry.version(1).orElseThrow().documents()).isEqualTo(Sample.registry());
        assertThat(registry.latestRegistry().orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void aWrongRegistryIsRefusedWithEveryProblemAndChangesNothing() {
        Posted posted = registry.post(List.of(new Document(
                "site.yaml",
                Sample.text(0.99)
                        .replace("sku: H100-SXM5\n", "sku: B200\n")
                        .replace("halls: [h1]\n", "hals: [h1]\n"))));
        assertThat(posted)
                .isInstanceOfSatisfying(
                        Posted.Refused.class,
                        refused -> assertThat(refused.problems()).hasSizeGreaterThan(2));
        assertThat(registry.latestNumber()).isEqualTo(1);
    }

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

    /** June in Chicago begins at 05:00 UTC: the sample's interval 1,800. Each interval obliges 5,120,000 GPU-ms. */
    @Test
    void aMonthCountsWhatWasNotMeasuredAsItsLeaseSays() {
        take(
                5,
                settled(1800, 1, 0),
                Sample.result(1801, 2, "settled", "FAULTED", 2_560_000),
                unmeasured(1802, 3, 5_120_000, Map.of("wan", 5_120_000)),
                unmeasured(1803, 4, 1_280_000, Map.of("device", 1_280_000)),
                Sample.result(1804, 5, "provisional", "FAULTED", 5_120_000));
        assertThat(month("{counts_as: excluded, min_coverage: 0}"))
                .isEqualTo(counted(14_080_000, 2_560_000, 6_400_000, 0, 0));
        // nine tenths have to be measured: 2,048,000 may be missing, 4,352,000 are too many
        assertThat(month("{counts_as: excluded}"))
                .isEqualTo(counted(18_432_000, 2_560_000 + 4_352_000, 2_048_000, 0, 4_352_000));
        assertThat(month("{counts_as: delivered, min_coverage: 0}")).isEqualTo(counted(20_480_000, 2_560_000, 0, 0, 0));
        assertThat(month("{counts_as: lost}")).isEqualTo(counted(20_480_000, 8_960_000, 0, 0, 6_400_000));
        // half of the third was lost like the second; the fourth is 20 s behind it, which is too old
        assertThat(month("{counts_as: last_known, carry: 15s, min_coverage: 0}"))
                .isEqualTo(counted(19_200_000, 5_120_000, 1_280_000, 2_560_000, 0));
    }

    private MissingDataAccount.Month month(String missing) {
        String text = Sample.text(0.99).replace("contacts:", "missing: " + missing + "\n    contacts:");
        registry.post(List.of(new Document("site.yaml", text)));
        Lease lease = Objects.requireNonNull(
                registry.latestRegistry().orElseThrow().leases().get(LEASE));
        Clock clock = Clock.fixed(Sample.interval(1900), ZoneOffset.UTC);
        return new AccountReader(reader, settled, clock)
                .account(lease, Sample.interval(1900))
                .counted();
    }

    private static MissingDataAccount.Month counted(
            long obliged, long lost, long excluded, long carriedLost, long countedLost) {
        return new MissingDataAccount.Month(
                obliged,
                lost,
                excluded,
                carriedLost,
                countedLost,
                new EquivalentAvailability(20_480_000, 2_560_000, 6_400_000));
    }

    /** Read at 9 s of each interval but the third; the counter stands at 1,000 J after the first. */
    @Test
    void whatAMeterRoseByAcrossIntervalsWithoutAReadingIsClosedFromTheContentsAroundThem() {
        take(
                5,
                metered(1800, 1, -1, 0, 9, 1000),
                metered(1801, 2, -1, 1000, 9, 2000),
                settled(1802, 3, 0),
                metered(1803, 4, 1, 5000, 9, 5600));
        Registry known = registry.latestRegistry().orElseThrow();
        Lease lease = Objects.requireNonNull(known.leases().get(LEASE));
        assertThat(new EnergyReader(settled).month(known, lease, lease.lines().get(0), Sample.interval(1801)))
                .singleElement()
                .isEqualTo(new EnergyReader.MeterMonth(
                        new AssetId("meter-1"),
                        3,
                        Sample.interval(1803).plusSeconds(9),
                        new MeterAccount.Share(Sample.interval(1800), 2600, 3000, 0)));
    }

    @SuppressWarnings("unchecked") // what Sample puts there
    private static Map<String, Object> metered(
            int index, int counter, int fromSecond, long from, int toSecond, long to) {
        Map<String, Object> result = settled(index, counter, 0);
        Map<String, Object> content = new TreeMap<>((Map<String, Object>) result.get("content"));
        long start = Sample.interval(index).toEpochMilli();
        Map<String, Long> figures = Map.of(
                "from_ms",
                start + fromSecond * 1000L,
                "from_j",
                from,
                "to_ms",
                start + toSecond * 1000L,
                "to_j",
                to,
                "sum_j",
                to - from,
                "exact",
                1L);
        content.put("measured", Map.of("energy", Map.of("meters", Map.of("meter-1", figures))));
        result.put("content", content);
        return result;
    }

    private static Map<String, Object> unmeasured(int index, int counter, long lost, Map<String, Integer> causes) {
        Map<String, Object> result = Sample.result(index, counter, "settled", "UNMEASURED", lost);
        result.put(
                "coverage",
                Map.of("per_mille", 999, "low_per_mille", 998, "high_per_mille", 1000, "unmeasured", causes));
        return result;
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
    void deviationsFollowTheJudgementsAndEventsTellWhatHappened() {
        take(5, settled(0, 1, 512_000), settled(1, 2, 512_000), settled(2, 3, 0), settled(3, 4, 512_000));
        assertThat(deviations.inState(Deviation.State.OPEN)).singleElement().satisfies(deviation -> {
            assertThat(deviation.id()).hasToString("D-1");
            assertThat(deviation.episode().intervals()).isEqualTo(3);
            assertThat(deviation.episode().layer()).isEqualTo(Layer.COOLING);
        });
        take(5, settled(4, 5, 0), settled(5, 6, 0));
        assertThat(deviations.inState(Deviation.State.CLOSED)).hasSize(1);
        take(5, settled(0, 7, 0), settled(1, 8, 0));
        assertThat(deviations.all())
                .singleElement()
                .satisfies(deviation -> assertThat(deviation.state()).isEqualTo(Deviation.State.WITHDRAWN));
        assertThat(deviations.eventsAfter(0))
                .extracting(DeviationReader.Event::kind)
                .containsExactly("opened", "closed", "withdrawn");
    }

    @Test
    void aRestatementThatJoinsTwoDeviationsKeepsTheOlderId() {
        take(5, settled(0, 1, 9000), settled(1, 2, 99_000), settled(2, 3, 512_000), settled(3, 4, 512_000));
        take(5, settled(4, 5, 0), settled(5, 6, 0), settled(6, 7, 512_000), settled(7, 8, 512_000));
        assertThat(deviations.all()).hasSize(2);
        take(5, settled(4, 9, 512_000));
        assertThat(deviations.all())
                .extracting(
                        deviation -> deviation.id() + " " + deviation.state().text() + " "
                                + deviation.mergedInto().map(Object::toString).orElse("-"))
                .containsExactly("D-1 open -", "D-2 merged D-1");
    }

    @Test
    void theUseIsWhatTheLatestSettledRevisionsComeToByQuarterHour() {
        take(5, settled(0, 1, 9000), measured(settled(89, 2, 1000), 5_000, 1), provisional(3, 3, 70_000));
        take(5, measured(settled(90, 4, 500), 7_000, 0));
        UseSum first = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(first.hours().basis()).isEqualTo(new Basis(2, 0, 0, Optional.of(Sample.interval(90))));
        assertThat(first.hours().contracted()).isEqualTo(2 * Sample.CONTRACTED);
        assertThat(first.hours().losses()).containsExactly(entry(Layer.COOLING, 10_000L));
        assertThat(first.utilizedOfContractedPerMille()).hasValue(999);
        assertThat(first.utilizedOfDeliveredPerMille()).hasValue(1000);
        assertThat(first.energy()).contains(new UseSum.Energy(1, 1, 5_000));
        assertThat(first.pue()).contains(new UseSum.Pue(1, 6_000, 5_000));
        assertThat(uses.ofBlocks(LEASE, LINE, stretch(0, 90))
                        .get(new BlockId("b1"))
                        .hours()
                        .of(State.UNCOOLED))
                .isEqualTo(10_000);

        take(5, settled(0, 5, 0), measured(settled(89, 6, 3000), 5_500, 0));
        UseSum both = uses.ofLine(LEASE, LINE, stretch(0, 91));
        assertThat(both.hours().basis()).isEqualTo(new Basis(3, 2, 0, Optional.of(Sample.interval(91))));
        assertThat(both.hours().losses()).containsExactly(entry(Layer.COOLING, 3_500L));
        assertThat(both.energy()).contains(new UseSum.Energy(2, 0, 12_500));
        assertThat(both.pue())
                .as("no interval has both energies without a hole")
                .isEmpty();
        assertThat(both.plus(first).hours().basis().asOf()).contains(Sample.interval(90));
        assertThat(uses.ofLine(LEASE, LINE, stretch(180, 270))).isEqualTo(UseSum.NONE);
    }

    @Test
    void theUseFollowsWhatIsSaidBesideAContentThoughThatMakesNoRevision() {
        take(5, used(settled(0, 1, 1000), 400, 7_000, 3_600));
        UseSum first = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(first.work()).contains(new UseSum.Work(1, 1, 0, 400, 0));
        assertThat(first.tensor()).contains(new UseSum.Tensor(1, 1, 7_000, 9_000));
        assertThat(first.perToken()).contains(new UseSum.PerToken(1, 3_600, 400));
        assertThat(first.energy()).contains(new UseSum.Energy(1, 1, 3_600));
        assertThat(blocks().of(State.UTILIZED)).isEqualTo(Sample.CONTRACTED - 1000);

        assertThat(take(5, used(settled(0, 2, 1000), 500, 7_000, 3_600))).isEqualTo(counts(0, 1));
        take(5, settled(0, 3, 1000));
        UseSum second = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(second.work()).as("what is not said again stands").contains(new UseSum.Work(1, 1, 0, 500, 0));
        assertThat(second.hours()).isEqualTo(first.hours());
        assertThat(revisions(0)).hasSize(1);
        assertThat(reader.interval(LEASE, LINE, Sample.interval(0))
                        .orElseThrow()
                        .beside()
                        .json())
                .contains("\"generation_tokens\":500");

        take(5, settled(0, 4, 0));
        UseSum third = uses.ofLine(LEASE, LINE, stretch(0, 90));
        assertThat(third.work()).as("another content says its own").isEmpty();
        assertThat(blocks().of(State.UTILIZED)).isZero();
    }

    @Test
    void whatIsSaidBesideAContentMustMakeSense() {
        Map<String, Object> unknownBlock = settled(0, 1, 0);
        unknownBlock.put("use", Map.of("blocks", Map.of("b9", Map.of("UTILIZED", 1))));
        Map<String, Object> negative = settled(1, 2, 0);
        negative.put("use", Map.of("it_j", -1));
        Map<String, Object> layerless = settled(2, 3, 0);
        layerless.put("headroom", List.of(Map.of("unit", "cdu-1", "layer", "love", "lost_gpus", 1, "unsure_gpus", 0)));
        assertThat(taken(5, unknownBlock, negative, layerless).refused())
                .extracting(Intake.Refused::reason)
                .satisfiesExactly(
                        reason -> assertThat(reason).contains("no block 'b9'"),
                        reason -> assertThat(reason).contains("'it_j' is negative"),
                        reason -> assertThat(reason).contains("'love' is not known as layer"));
    }

    private Totals blocks() {
        return uses.ofBlocks(LEASE, LINE, stretch(0, 90))
                .getOrDefault(new BlockId("b1"), UseSum.NONE)
                .hours();
    }

    private static Map<String, Object> used(Map<String, Object> result, long tokens, long tensor, long joules) {
        @SuppressWarnings("unchecked")
        Map<String, Object> content = (Map<String, Object>) result.get("content");
        Object utilized = ((Map<?, ?>) content.get("states")).get("UTILIZED");
        result.put(
                "use",
                Map.of(
                        "blocks",
                        Map.of("b1", Map.of("UTILIZED", utilized)),
                        "generation_tokens",
                        tokens,
                        "tokens_exact",
                        1,
                        "tensor_active_gpu_ms",
                        tensor,
                        "tensor_metered_gpu_ms",
                        9_000,
                        "tensor_active_exact",
                        1,
                        "it_j",
                        joules,
                        "it_exact",
                        1));
        return result;
    }

    /** Statements of all kinds in any order: the quarter-hours always hold the sum of what the ledger says now. */
    @Test
    void theUseAddsUpWhateverIsRestated() {
        for (long seed = 1; seed <= 3; seed++) {
            Random random = new Random(seed);
            for (int batch = 0; batch < 8; batch++) {
                List<Map<String, Object>> said = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    int index = 85 + random.nextInt(10);
                    long lost = random.nextInt(3) * 1000L;
                    int counter = (int) seed * 10_000 + batch * 100 + i;
                    said.add(
                            random.nextInt(3) == 0 ? provisional(index, counter, lost) : settled(index, counter, lost));
                }
                results.take(5, "test", nodes(said));
            }
            Totals expected = reader.totals(LEASE, LINE, Sample.START, Sample.interval(180), false);
            Totals found = uses.ofLine(LEASE, LINE, stretch(0, 180)).hours();
            assertThat(found).as("seed " + seed).isEqualTo(expected);
        }
    }

    private static UseReader.Stretch stretch(int from, int to) {
        return UseReader.Stretch.around(Sample.interval(from), Sample.interval(to));
    }

    /** The same with energies measured: the facility took a thousand joules more. */
    private static Map<String, Object> measured(Map<String, Object> result, long itJ, long exact) {
        @SuppressWarnings("unchecked")
        Map<String, Object> content = (Map<String, Object>) result.get("content");
        content.put(
                "measured",
                Map.of(
                        "energy",
                        Map.of("it_j", itJ, "exact", exact),
                        "pue",
                        Map.of("it_j", itJ, "facility_j", itJ + 1_000, "exact", exact)));
        return result;
    }

    @Test
    void theOutboxTakesAKeyOnceAndKeepsTheOrderOfADeviation() {
        Message message = new Message("a@b.example", "subject", "plain", "<p>html</p>", "<1@x>", "<1@x>");
        Outbox.Draft opened = new Outbox.Draft("D-1:opened", new DeviationId(1), "acme-17", "opened", "mail", message);
        Outbox.Draft closed = new Outbox.Draft("D-1:closed", new DeviationId(1), "acme-17", "closed", "mail", message);
        assertThat(outbox.write(event -> new Outbox.Written(2, List.of(opened, closed)), Sample.START))
                .isEqualTo(2);
        assertThat(outbox.write(event -> new Outbox.Written(event, List.of(opened)), Sample.START))
                .isZero();
        assertThat(outbox.due(Sample.START)).extracting(Notification::kind).containsExactly("opened");
        outbox.failed(outbox.due(Sample.START).get(0), "no route", Sample.START.plusSeconds(2));
        assertThat(outbox.due(Sample.START)).isEmpty();
        outbox.sent(outbox.due(Sample.START.plusSeconds(2)).get(0), Sample.START);
        assertThat(outbox.due(Sample.START)).extracting(Notification::kind).containsExactly("closed");
        assertThat(outbox.countSent()).isEqualTo(1);
        assertThat(outbox.countPending()).isEqualTo(1);
    }

    private List<Revision> revisions(int index) {
        return reader.revisions(LEASE, LINE, Sample.interval(index));
    }

    private static Map<String, Object> settled(int index, int counter, long lost) {
        return Sample.result(index, counter, "settled", "UNCOOLED", lost);
    }

    private static Map<String, Object> provisional(int index, int counter, long lost) {
        return Sample.result(index, counter, "provisional", "UNCOOLED", lost);
    }

    private static List<Integer> counts(int accepted, int unchanged) {
        return List.of(accepted, unchanged, 0);
    }

    @SafeVarargs
    private List<Integer> take(long generation, Map<String, Object>... batch) {
        Intake.Taken taken = taken(generation, batch);
        return List.of(taken.accepted(), taken.unchanged(), taken.refused().size());
    }

    @SafeVarargs
    private Intake.Taken taken(long generation, Map<String, Object>... batch) {
        return (Intake.Taken) results.take(generation, "test", nodes(List.of(batch)));
    }

    private List<JsonNode> nodes(List<Map<String, Object>> batch) {
        return batch.stream().map(result -> json.<JsonNode>valueToTree(result)).toList();
    }
}
