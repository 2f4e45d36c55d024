/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {

    private static final CollectorId C1 = new CollectorId("c1");
    private static final ConsumerId JOB = new ConsumerId("job");
    private static final HallId HALL = new HallId("hall-a");
    private static final SpoolConfig ROOMY = new SpoolConfig(1_000, 1_000_000, Duration.ZERO);

    @TempDir
    Path folder;

    private Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

    @Test
    void recordsAreNumberedFromOneChainedAndReadBackAsAppended() {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 250);
            EpochId epoch = spool.current();
            Link link = Link.EMPTY;
            for (long seq = 1; seq <= 250; seq++) {
                UpRecord record = spool.read(epoch, seq).orElseThrow();
                link = Link.next(link, record.body());
                assertThat(record.seq()).isEqualTo(seq);
                assertThat(record.link()).isEqualTo(link);
                assertThat(text(record)).isEqualTo("body " + seq);
            }
            assertThat(text(spool.read(epoch, 7).orElseThrow()))
                    .as("out of order")
                    .isEqualTo("body 7");
            assertThat(spool.read(epoch, 251)).isEmpty();
            assertThat(segments()).as("segments of 1,000 bytes").hasSizeGreaterThan(5);
        }
    }

    @Test
    void afterARestartTheSameEpochGoesOnWithTheSameChain() {
        EpochId epoch;
        Link last;
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 20);
            epoch = spool.current();
            last = spool.link(epoch, 20);
            spool.committed(JOB, 5, Map.of(epoch, 12L));
        }
        try (Spool spool = open(ROOMY)) {
            assertThat(spool.current()).isEqualTo(epoch);
            append(spool, 21, 21);
            assertThat(spool.link(epoch, 21)).isEqualTo(Link.next(last, body(21)));
            assertThat(spool.generation(JOB)).isEqualTo(5);
            assertThat(spool.committed(JOB)).containsEntry(epoch, 12L);
            assertThat(spool.stats())
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending)
                    .containsExactly(21L, 12L, 9L);
        }
    }

    @Test
    void cutAtEveryByteOfTheLastBatchEveryAppendedBatchBeforeItSurvives() throws IOException {
        SpoolConfig one = new SpoolConfig(1_000_000, 10_000_000, Duration.ZERO);
        long before;
        byte[] whole;
        Path segment;
        try (Spool spool = open(one)) {
            append(spool, 1, 3);
            segment = segments().get(0);
            before = Files.size(segment);
            append(spool, 4, 6);
            whole = Files.readAllBytes(segment);
        }
        for (int size = (int) before; size < whole.length; size++) {
            Files.write(segment, java.util.Arrays.copyOf(whole, size));
            try (Spool spool = open(one)) {
                EpochId epoch = spool.epochs().get(0);
                assertThat(spool.current()).isEqualTo(epoch);
                assertThat(spool.head(epoch)).isBetween(3L, 5L);
                for (long seq = 1; seq <= spool.head(epoch); seq++) {
                    assertThat(text(spool.read(epoch, seq).orElseThrow())).isEqualTo("body " + seq);
                }
                append(spool, 100, 100);
                assertThat(text(spool.read(epoch, spool.head(epoch)).orElseThrow()))
                        .isEqualTo("body 100");
            }
        }
    }

    @Test
    void aFlippedBitCostsOneRecordAndThoseBehindItGoOnInANewEpoch() throws IOException {
        SpoolConfig one = new SpoolConfig(1_000_000, 10_000_000, Duration.ZERO);
        EpochId epoch;
        try (Spool spool = open(one)) {
            append(spool, 1, 10);
            epoch = spool.current();
        }
        Path segment = segments().get(0);
        flip(segment, (int) Files.size(segment) / 2);
        for (int start = 1; start <= 2; start++) {
            try (Spool spool = open(one)) {
                assertThat(spool.current()).isNotEqualTo(epoch);
                assertThat(spool.epochs()).as("start " + start).containsExactly(epoch, spool.current());
                assertThat(spool.heads().get(0).isClosed()).isTrue();
                long whole = spool.head(epoch);
                assertThat(whole).isBetween(3L, 7L);
                List<UpRecord> behind = records(spool, spool.current());
                assertThat(behind.stream()
                                .filter(record -> record.kind() == UpRecord.Kind.PLANT)
                                .map(SpoolTest::text))
                        .containsExactlyElementsOf(LongStream.rangeClosed(whole + 2, 10)
                                .mapToObj(seq -> "body " + seq)
                                .toList());
                assertThat(behind.stream()
                                .filter(record -> record.kind() == UpRecord.Kind.LOST)
                                .map(record -> Lost.parse(record.body())))
                        .containsExactly(new Lost(epoch, whole + 1, whole + 1, 3, 3, Lost.Reason.CORRUPT));
                SpoolStats stats = spool.stats();
                assertThat(stats.lost()).isEqualTo(1);
                assertThat(stats.residual()).isZero();
            }
        }
    }

    @Test
    void anEarlierEpochsDamagedEndIsCarriedOnToo() throws IOException {
        SpoolConfig one = new SpoolConfig(1_000_000, 10_000_000, Duration.ZERO);
        EpochId old;
        try (Spool spool = open(one)) {
            append(spool, 1, 10);
            old = spool.current();
            spool.newEpoch("a test");
            append(spool, 11, 12);
        }
        flip(segments().get(0), (int) Files.size(segments().get(0)) / 2);
        try (Spool spool = open(one)) {
            assertThat(spool.head(old)).isLessThan(8);
            assertThat(spool.heads().get(0).isClosed()).isTrue();
            assertThat(records(spool, spool.current()).stream()
                            .filter(record -> record.kind() == UpRecord.Kind.PLANT)
                            .map(SpoolTest::text))
                    .contains("body 8", "body 9", "body 10", "body 11", "body 12");
            assertThat(spool.stats().lost()).isEqualTo(1);
            assertThat(spool.stats().residual()).isZero();
        }
    }

    @Test
    void onAFullDiskWhatIsCommittedGoesBeforeRawKeepHasPassed() {
        try (Spool spool = open(new SpoolConfig(1_000, 1_000_000, Duration.ofDays(3)))) {
            spool.room(() -> 6_000 - spool.stats().bytes());
            for (int seq = 1; seq <= 300; seq++) {
                append(spool, seq, seq);
                spool.committed(JOB, 1, Map.of(spool.current(), (long) seq));
            }
            assertThat(spool.stats().bytes()).isBetween(2_000L, 4_500L);
            assertThat(spool.stats().lost()).isZero();
            assertThat(spool.stats().residual()).isZero();
        }
    }

    @Test
    void onAFullDiskNothingGoesThatIsPending() {
        try (Spool spool = open(new SpoolConfig(1_000, 1_000_000, Duration.ZERO))) {
            spool.room(() -> 0);
            append(spool, 1, 300);
            assertThat(spool.stats().pending()).isEqualTo(300);
            assertThat(spool.low(spool.current())).isEqualTo(1);
        }
    }

    @Test
    void aLossSaysFromWhichSlotOnAndDoesNotBlameTheWholeEpoch() {
        SpoolConfig small = new SpoolConfig(1_000, 5_000, Duration.ZERO);
        try (Spool spool = open(small)) {
            EpochId epoch = spool.current();
            for (int slot = 1_000; slot < 1_300; slot++) {
                spool.append(List.of(new Entry(UpRecord.Kind.FRAMES, Optional.of(HALL), slot + 1, frames(slot))));
            }
            List<Lost> rows = records(spool, epoch).stream()
                    .filter(record -> record.kind() == UpRecord.Kind.LOST)
                    .map(record -> Lost.parse(record.body()))
                    .toList();
            assertThat(rows).isNotEmpty();
            Lost last = rows.get(rows.size() - 1);
            assertThat(last.firstSlot()).as("told with what was lost before").isEqualTo(1_000);
            spool.committed(JOB, 1, Map.of(epoch, spool.head(epoch)));
            EpochId next;
            spool.newEpoch("a test");
            next = spool.current();
            for (int slot = 1_300; slot < 1_600; slot++) {
                spool.append(List.of(new Entry(UpRecord.Kind.FRAMES, Optional.of(HALL), slot + 1, frames(slot))));
                if (slot == 1_350) {
                    spool.committed(JOB, 1, Map.of(next, spool.head(next)));
                }
            }
            assertThat(records(spool, next).stream()
                            .filter(record -> record.kind() == UpRecord.Kind.LOST)
                            .map(record -> Lost.parse(record.body()))
                            .filter(row -> row.epoch().equals(next)))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.firstSlot()).isGreaterThanOrEqualTo(1_351));
        }
    }

    @Test
    void whatAllHaveCommittedIsForgottenOnlyAfterRawKeep() {
        SpoolConfig hour = new SpoolConfig(1_000, 1_000_000, Duration.ofHours(1));
        try (Spool spool = open(hour)) {
            append(spool, 1, 100);
            EpochId epoch = spool.current();
            spool.committed(JOB, 1, Map.of(epoch, 100L));
            assertThat(spool.low(epoch)).isEqualTo(1);
        }
        clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        try (Spool spool = open(hour)) {
            EpochId epoch = spool.current();
            spool.committed(JOB, 1, Map.of(epoch, 100L));
            assertThat(spool.low(epoch)).as("all but the segment that may grow").isGreaterThan(50);
            assertThat(spool.stats())
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending, SpoolStats::lost)
                    .containsExactly(100L, 100L, 0L, 0L);
        }
    }

    @Test
    void atTheCapCommittedSegmentsGoFirstAndWithoutLoss() {
        SpoolConfig small = new SpoolConfig(1_000, 5_000, Duration.ofDays(1));
        try (Spool spool = open(small)) {
            for (int seq = 1; seq <= 300; seq++) {
                append(spool, seq, seq);
                spool.committed(JOB, 1, Map.of(spool.current(), (long) seq));
            }
            assertThat(spool.stats().lost()).isZero();
            assertThat(spool.stats().bytes()).isLessThanOrEqualTo(6_200);
            assertThat(spool.low(spool.current())).isGreaterThan(100);
        }
    }

    @Test
    void atTheCapTheOldestPendingRecordsAreLostAndALostRecordSaysWhich() {
        SpoolConfig small = new SpoolConfig(1_000, 5_000, Duration.ZERO);
        try (Spool spool = open(small)) {
            EpochId epoch = spool.current();
            append(spool, 1, 5);
            spool.committed(JOB, 1, Map.of(epoch, 3L));
            for (int seq = 6; seq <= 300; seq++) {
                append(spool, seq, seq);
            }
            SpoolStats stats = spool.stats();
            assertThat(stats.lost()).isPositive();
            assertThat(stats.produced()).isEqualTo(stats.committed() + stats.pending() + stats.lost());
            List<Lost> rows = new ArrayList<>();
            for (long seq = spool.low(epoch); seq <= spool.head(epoch); seq++) {
                UpRecord record = spool.read(epoch, seq).orElseThrow();
                if (record.kind() == UpRecord.Kind.LOST) {
                    rows.add(Lost.parse(record.body()));
                }
            }
            assertThat(rows)
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(row.reason()).isEqualTo(Lost.Reason.CAP));
            assertThat(spool.low(epoch)).isEqualTo(rows.get(rows.size() - 1).to() + 1);
        }
        try (Spool spool = open(small)) {
            SpoolStats stats = spool.stats();
            assertThat(stats.produced()).isEqualTo(stats.committed() + stats.pending() + stats.lost());
        }
    }

    @Test
    void aNewEpochEndsTheOldOneWithFinAndBothAreAnnounced() {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 3);
            EpochId old = spool.current();
            spool.newEpoch("a test");
            assertThat(spool.epochs()).containsExactly(old, spool.current());
            assertThat(spool.read(old, 4).orElseThrow().kind()).isEqualTo(UpRecord.Kind.FIN);
            assertThat(spool.heads().get(0).closed()).isEqualTo(3);
            assertThat(spool.heads().get(1).head()).isZero();
        }
    }

    @Test
    void leavingAnEpochCarriesWhatIsPendingIntoANewOne() {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 10);
            EpochId old = spool.current();
            spool.committed(JOB, 1, Map.of(old, 4L));
            spool.leave(old, "another history");
            assertThat(spool.epochs()).containsExactly(spool.current());
            assertThat(text(spool.read(spool.current(), 1).orElseThrow())).isEqualTo("body 5");
            assertThat(spool.stats())
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending, SpoolStats::lost)
                    .containsExactly(10L, 4L, 6L, 0L);
        }
    }

    @Test
    void anotherCollectorAndASecondProcessAreRefusedWithASentence() {
        try (Spool spool = open(ROOMY)) {
            assertThatExceptionOfType(SpoolException.class)
                    .isThrownBy(() -> open(ROOMY))
                    .withMessageContaining("in use by another collector process");
            assertThat(spool.epochs()).hasSize(1);
        }
        assertThatExceptionOfType(SpoolException.class)
                .isThrownBy(() -> Spool.open(folder, new CollectorId("c2"), ROOMY, List.of(JOB), clock))
                .withMessageContaining("belongs to collector 'c1'");
    }

    @Test
    void aReaderSeesEveryRecordOfEveryEpochInOrder() throws IOException {
        try (Spool spool = open(ROOMY)) {
            append(spool, 1, 60);
            spool.newEpoch("a test");
            append(spool, 61, 90);
        }
        SpoolReader reader = SpoolReader.open(folder);
        List<String> seen = new ArrayList<>();
        reader.forEach(record -> seen.add(record.kind() == UpRecord.Kind.FIN ? "fin" : text(record)));
        assertThat(reader.collector()).isEqualTo(C1);
        assertThat(seen).hasSize(91).startsWith("body 1", "body 2").endsWith("body 89", "body 90");
        assertThat(seen.get(60)).isEqualTo("fin");
        assertThat(reader.damages()).isEmpty();
    }

    @Test
    void aReaderOfASpoolThatHasForgottenAllItHadSeesNothing() throws IOException {
        open(ROOMY).close();
        SpoolReader reader = SpoolReader.open(folder);
        assertThat(reader.isEmpty()).isTrue();
        reader.forEach(record -> fail("holds " + record));
        assertThat(reader.damages()).isEmpty();
    }

    private Spool open(SpoolConfig config) {
        return Spool.open(folder, C1, config, List.of(JOB), clock);
    }

    private static void append(Spool spool, int from, int to) {
        List<Entry> batch = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            batch.add(new Entry(UpRecord.Kind.PLANT, Optional.empty(), Math.min(i, 3), body(i)));
            if (batch.size() == 10) {
                spool.append(batch);
                batch.clear();
            }
        }
        if (!batch.isEmpty()) {
            spool.append(batch);
        }
    }

    private static byte[] body(int i) {
        return new PlantReadings(List.of(
                        new PlantReadings.Reading(new AssetId("a"), "body " + i, 0, i, PlantReadings.Quality.GOOD)))
                .encode();
    }

    private static String text(UpRecord record) {
        return PlantReadings.parse(record.body()).readings().get(0).point();
    }

    private static byte[] frames(long slot) {
        Frames.Builder frames = new Frames.Builder(slot, 1, 1, 1);
        frames.addNode("n1", 0, 1);
        return frames.encode();
    }

    private static List<UpRecord> records(Spool spool, EpochId epoch) {
        return LongStream.rangeClosed(spool.low(epoch), spool.head(epoch))
                .mapToObj(seq -> spool.read(epoch, seq).orElseThrow())
                .toList();
    }

    private static void flip(Path file, int at) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[at] ^= 1;
        Files.write(file, bytes);
    }

    private List<Path> segments() {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(SegmentFiles::isSegment).sorted().toList();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
