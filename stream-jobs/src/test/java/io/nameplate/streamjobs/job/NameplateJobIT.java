/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.SettledThrough;
import io.nameplate.streamjobs.sink.InfluxSettings;
import io.nameplate.streamjobs.world.BadInflux;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.FakeCollector;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.MemoryBroker;
import io.nameplate.streamjobs.world.Offline;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(100)
class NameplateJobIT {

    private static final long START = TwoHalls.START;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path data;

    private final MemoryBroker broker = new MemoryBroker();
    private FakeLedger ledger;

    @BeforeEach
    void openLedger() throws Exception {
        ledger = new FakeLedger();
    }

    @AfterEach
    void close() {
        ledger.close();
        broker.close();
    }

    private JobUnderTest job() throws Exception {
        return new JobUnderTest(data, TwoHalls.access(), broker, ledger, List.of(), 1);
    }

    private void awaitContents(SortedMap<String, String> expected, JobUnderTest job) {
        Deadline.await(
                PATIENCE,
                () -> ledger.contents().size() + " of " + expected.size() + " contents; "
                        + job.counters().snapshot(),
                () -> ledger.contents().keySet().containsAll(expected.keySet()));
        assertThat(ledger.contents()).isEqualTo(expected);
    }

    @Test
    void theLivePathSettlesToTheSameBytesAsTheOfflineOne() throws Exception {
        Story first = Story.ofFirst(11).play(START + 3, START + 300).end();
        Story second = Story.ofSecond(12).play(START + 3, START + 300).end();
        SortedMap<String, String> expected = Offline.settle(first, second);
        assertThat(expected).hasSize(2 * 29 + 2);
        try (FakeCollector c1 = new FakeCollector("c1", first, START + 3, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START + 3, broker);
                JobUnderTest job = job()) {
            c1.append();
            c2.append();
            awaitContents(expected, job);
            assertThat(ledger.provenances()).isEqualTo(Offline.provenances(first, second));
            assertThat(ledger.settledFromEvidence(TwoHalls.registry(1))).isEqualTo(ledger.contents());
            assertThat(ledger.revisions().values()).containsOnly(1);
            Deadline.await(
                    PATIENCE,
                    () -> "committed " + c1.last(),
                    () -> c1.last().epochs().get(0).committed()
                            == first.records().size());
            assertThat(job.count(Counter.DUPLICATES)).isPositive();
        }
    }

    @Test
    void aJobGoesOnFromItsNewestCheckpointWithoutAnExtraRevision() throws Exception {
        Story first = Story.ofFirst(21).play(START, START + 155);
        Story second = Story.ofSecond(22).play(START, START + 155);
        try (FakeCollector c1 = new FakeCollector("c1", first, START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START, broker)) {
            c1.append();
            c2.append();
            SortedMap<String, String> half = Offline.settle(first, second);
            try (JobUnderTest job = job()) {
                awaitContents(half, job);
                long checkpoints = job.count(Counter.CHECKPOINTS);
                Deadline.await(PATIENCE, () -> "no checkpoint", () -> job.count(Counter.CHECKPOINTS) > checkpoints + 1);
            }
            broker.wipe();
            first.play(START + 155, START + 400).end();
            second.play(START + 155, START + 400).end();
            c1.append();
            c2.append();
            SortedMap<String, String> expected = Offline.settle(first, second);
            try (JobUnderTest job = job()) {
                assertThat(job.restored()).isPresent();
                awaitContents(expected, job);
                assertThat(ledger.provenances()).isEqualTo(Offline.provenances(first, second));
                assertThat(ledger.settledFromEvidence(TwoHalls.registry(1))).isEqualTo(ledger.contents());
                assertThat(job.count(Counter.RECORDS))
                        .isLessThan(2L * first.records().size());
            }
            assertThat(ledger.revisions().values()).containsOnly(1);
            assertThat(ledger.olderRefused()).isEmpty();
        }
    }

    @Test
    void aLedgerThatIsAwayPostponesResultsAndCommitsNothing() throws Exception {
        Story first = Story.ofFirst(31).play(START, START + 60).end();
        Story second = Story.ofSecond(32).play(START, START + 60).end();
        ledger.fail(5);
        try (FakeCollector c1 = new FakeCollector("c1", first, START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START, broker);
                JobUnderTest job = job()) {
            c1.append();
            c2.append();
            Deadline.await(PATIENCE, () -> "never tried", () -> job.count(Counter.LEDGER_RETRIES) > 0);
            assertThat(ledger.contents()).isEmpty();
            awaitContents(Offline.settle(first, second), job);
            assertThat(ledger.failuresLeft()).isZero();
        }
    }

    @Test
    void aJobOfAnOlderGenerationStops() throws Exception {
        Story first = Story.ofFirst(41).play(START, START + 60).end();
        Story second = Story.ofSecond(42).play(START, START + 60).end();
        ledger.heardOf(Long.MAX_VALUE);
        try (FakeCollector c1 = new FakeCollector("c1", first, START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START, broker)) {
            c1.append();
            c2.append();
            JobUnderTest job = job();
            assertThat(job.failure()).hasStackTraceContaining("newer job");
        }
    }

    @Test
    void twoReadersGiveTheSameAsOne() throws Exception {
        Story first = Story.ofFirst(61).play(START, START + 120).end();
        Story second = Story.ofSecond(62).play(START, START + 120).end();
        try (FakeCollector c1 = new FakeCollector("c1", first, START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START, broker);
                JobUnderTest job = new JobUnderTest(data, TwoHalls.access(), broker, ledger, List.of(), 2)) {
            c1.append();
            c2.append();
            awaitContents(Offline.settle(first, second), job);
            assertThat(ledger.provenances()).isEqualTo(Offline.provenances(first, second));
            assertThat(ledger.settledFromEvidence(TwoHalls.registry(1))).isEqualTo(ledger.contents());
            assertThat(ledger.revisions().values()).containsOnly(1);
        }
    }

    @Test
    void itsStateIsSharedOutToTwoReadersAndPutTogetherAgain() throws Exception {
        Story first = Story.ofFirst(81);
        Story second = Story.ofSecond(82);
        long records = 0;
        try (FakeCollector c1 = new FakeCollector("c1", first, START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START, broker)) {
            long from = START;
            for (int parallelism : new int[] {1, 2, 1}) {
                first.play(from, from + 75);
                second.play(from, from + 75);
                c1.append();
                c2.append();
                try (JobUnderTest job =
                        new JobUnderTest(data, TwoHalls.access(), broker, ledger, List.of(), parallelism)) {
                    awaitContents(Offline.settle(first, second), job);
                    assertThat(job.restored().isPresent()).isEqualTo(from > START);
                    job.stop(Checkpoints.savepoints(data));
                    records += job.count(Counter.RECORDS);
                }
                from += 75;
            }
        }
        assertThat(records).isEqualTo(first.records().size() + second.records().size());
        assertThat(ledger.revisions().values()).containsOnly(1);
        assertThat(ledger.olderRefused()).isEmpty();
    }

    @Test
    void aJobThatLostItsStateMakesOnlyWhatTheLedgerHasNotSettled() throws Exception {
        Story first = Story.ofFirst(71).play(START, START + 60);
        Story second = Story.ofSecond(72).play(START, START + 60);
        try (FakeCollector c1 = new FakeCollector("c1", first, START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START, broker)) {
            c1.append();
            c2.append();
            try (JobUnderTest job = job()) {
                awaitContents(Offline.settle(first, second), job);
            }
            first.play(START + 60, START + 120).end();
            second.play(START + 60, START + 120).end();
            c1.append();
            c2.append();
            List<SettledThrough> settled = new LedgerReads(ledger.url()).settled();
            assertThat(settled).hasSize(2);
            Path elsewhere = data.resolve("elsewhere");
            try (JobUnderTest job = new JobUnderTest(elsewhere, TwoHalls.access(), broker, ledger, settled, 1)) {
                awaitContents(Offline.settle(first, second), job);
                assertThat(job.count(Counter.ALREADY_SETTLED)).isPositive();
                assertThat(job.count(Counter.LATE)).isZero();
                assertThat(ledger.revisions().values()).containsOnly(1);
            }
        }
    }

    @Test
    void anInfluxDbThatRefusesOrHangsOrIsNotThereChangesNoResultAndHoldsNothingUp() throws Exception {
        Story first = Story.ofFirst(111);
        Story second = Story.ofSecond(112);
        try (BadInflux influx = new BadInflux();
                FakeCollector c1 = new FakeCollector("c1", first, START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, START, broker);
                JobUnderTest job = new JobUnderTest(
                        data,
                        TwoHalls.access(),
                        broker,
                        ledger,
                        List.of(),
                        1,
                        Optional.empty(),
                        Optional.of(new InfluxSettings(influx.url(), "t", "o", "b")))) {
            List<Runnable> troubles = List.of(() -> {}, influx::hang, influx::go);
            List<BooleanSupplier> seen = List.of(
                    () -> influx.refused() > 0,
                    () -> influx.hanging() > 0,
                    () -> job.count(Counter.POINTS_DROPPED) > 0);
            long from = START;
            for (int trouble = 0; trouble < troubles.size(); trouble++) {
                troubles.get(trouble).run();
                first.play(from, from + 75);
                second.play(from, from + 75);
                from += 75;
                c1.append();
                c2.append();
                awaitContents(Offline.settle(first, second), job);
                Deadline.await(PATIENCE, () -> "InfluxDB was asked", seen.get(trouble));
                Deadline.await(
                        PATIENCE,
                        () -> "all is taken and committed: " + job.counters().snapshot(),
                        () -> isCommitted(c1, first) && isCommitted(c2, second) && isLevel(job));
            }
            assertThat(job.count(Counter.POINTS)).isZero();
            assertThat(ledger.provenances()).isEqualTo(Offline.provenances(first, second));
            assertThat(ledger.revisions().values()).containsOnly(1);
        }
    }

    private static boolean isLevel(JobUnderTest job) {
        SortedMap<String, Object> told = job.counters().snapshot();
        return List.of("behind.c1", "behind.c2").stream()
                .allMatch(key -> told.get(key) instanceof Long behind && behind == 0);
    }

    private static boolean isCommitted(FakeCollector collector, Story story) {
        return collector.last().epochs().get(0).committed() == story.records().size();
    }
}
