/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Tools;
import io.nameplate.model.LeapingClock;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments that are compressed once nothing is appended to them: they hold what they held, and damage is found. */
class PackedSpoolTest {

    private static final CollectorId C1 = new CollectorId("c1");
    private static final ConsumerId JOB = new ConsumerId("job");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    /** Segments of several blocks. */
    private static final SpoolConfig LARGE = new SpoolConfig(1_000_000, 1_000_000_000, Duration.ofDays(3));

    private static final int LARGE_RECORDS = 900;

    @TempDir
    Path folder;

    private Spool open(SpoolConfig config) {
        return Spool.open(folder, C1, config, List.of(JOB), CLOCK);
    }

    private static Entry entry(int i) {
        List<PlantReadings.Reading> readings = new ArrayList<>();
        Random random = new Random(i * 0x9E3779B97F4A7C15L);
        for (int point = 0; point < 50 + random.nextInt(400); point++) {
            readings.add(new PlantReadings.Reading(
                    new AssetId("pdu-" + point),
                    "power",
                    i * 1_000L,
                    random.nextInt(1_000),
                    PlantReadings.Quality.GOOD));
        }
        return new Entry(UpRecord.Kind.PLANT, Optional.empty(), i, new PlantReadings(readings).encode());
    }

    private static void append(Spool spool, int from, int to) {
        for (int i = from; i <= to; i++) {
            spool.append(List.of(entry(i)));
        }
    }

    private static void packAll(Spool spool) {
        while (spool.pack()) {
            // one after the other
        }
    }

    private List<Path> segments(String suffix) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
    }

    private static List<UpRecord> all(Spool spool) {
        List<UpRecord> records = new ArrayList<>();
        EpochId epoch = spool.current();
        for (long seq = 1; seq <= spool.head(epoch); seq++) {
            records.add(spool.read(epoch, seq).orElseThrow());
        }
        return records;
    }

    @Test
    void everyRecordIsReadBackAsBeforeInAnyOrderAndAfterARestart() throws IOException {
        List<UpRecord> before;
        long plainBytes;
        try (Spool spool = open(LARGE)) {
            append(spool, 1, LARGE_RECORDS);
            before = all(spool);
            plainBytes = spool.stats().bytes();
            packAll(spool);
            assertThat(spool.stats().bytes()).isLessThan(plainBytes / 2);
            assertThat(segments(".seg")).as("only the one that grows is plain").hasSize(1);
            assertThat(segments(".seg.zst")).hasSizeGreaterThan(1);
            assertThat(all(spool)).isEqualTo(before);
            List<UpRecord> shuffled = new ArrayList<>(before);
            Collections.shuffle(shuffled, new Random(7));
            for (UpRecord record : shuffled) {
                assertThat(spool.read(record.epoch(), record.seq())).contains(record);
            }
        }
        assertThat(SpoolAudit.of(folder).faults()).isEmpty();
        assertThat(SpoolAudit.of(folder).records()).isEqualTo(Map.of(UpRecord.Kind.PLANT, (long) LARGE_RECORDS));
        try (Spool spool = open(LARGE)) {
            assertThat(all(spool)).isEqualTo(before);
            append(spool, LARGE_RECORDS + 1, LARGE_RECORDS + 10);
            assertThat(all(spool)).hasSize(LARGE_RECORDS + 10).startsWith(before.toArray(UpRecord[]::new));
        }
    }

    @Test
    void theFormatIsTheStandardOneThatTheZstdProgramUnpacks() throws Exception {
        Tools.need("/usr/bin/zstd");
        Path original;
        byte[] plain;
        try (Spool spool = open(LARGE)) {
            append(spool, 1, LARGE_RECORDS);
            original = segments(".seg").get(0);
            plain = Files.readAllBytes(original);
            packAll(spool);
        }
        Path out = folder.resolve("unpacked");
        int exit = new ProcessBuilder("/usr/bin/zstd", "-q", "-d", original + ".zst", "-o", out.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
        assertThat(Files.readAllBytes(out)).isEqualTo(plain);
    }

    @Test
    void packingThatBrokeOffAnywhereLeavesAllRecordsReadable() throws IOException {
        List<UpRecord> before;
        byte[] plain;
        Path original;
        try (Spool spool = open(LARGE)) {
            append(spool, 1, LARGE_RECORDS);
            before = all(spool);
            original = segments(".seg").get(0);
            plain = Files.readAllBytes(original);
        }
        // killed while the new file was being written
        Path unfinished = original.resolveSibling(original.getFileName() + ".zst.new");
        Files.write(unfinished, new byte[1000]);
        try (Spool spool = open(LARGE)) {
            assertThat(unfinished).doesNotExist();
            assertThat(all(spool)).isEqualTo(before);
            packAll(spool);
        }
        // killed before the old one was deleted
        Files.write(original, plain);
        assertThat(SpoolAudit.of(folder).faults()).isEmpty();
        assertThat(SpoolSurvey.of(folder).stats().held()).isEqualTo(LARGE_RECORDS);
        try (Spool spool = open(LARGE)) {
            assertThat(original).doesNotExist();
            assertThat(all(spool)).isEqualTo(before);
        }
    }

    @Test
    void whereverAPackedSegmentIsDamagedItsRecordsAreReportedAndNoneIsReadWrong() throws IOException {
        SpoolConfig small = new SpoolConfig(20_000, 1_000_000_000, Duration.ofDays(3));
        Map<Long, UpRecord> before = new java.util.TreeMap<>();
        try (Spool spool = open(small)) {
            append(spool, 1, 20);
            all(spool).forEach(record -> before.put(record.seq(), record));
            packAll(spool);
        }
        Path first = segments(".seg.zst").get(0);
        byte[] whole = Files.readAllBytes(first);
        Random random = new Random(20261122);
        for (int i = 0; i < 300; i++) {
            byte[] bad = whole.clone();
            if (i % 10 == 0) {
                bad = java.util.Arrays.copyOf(bad, random.nextInt(bad.length));
            } else {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            Files.write(first, bad);
            List<UpRecord> read = new ArrayList<>();
            SpoolReader reader = SpoolReader.open(folder);
            reader.forEach(read::add);
            for (UpRecord record : read) {
                assertThat(record).isEqualTo(before.get(record.seq()));
            }
            if (read.size() < before.size()) {
                assertThat(reader.damages()).as("case " + i).isNotEmpty();
            }
        }
    }

    @Test
    void aRunningSpoolTellsOfADamagedPackedSegmentAsLost() throws IOException {
        SpoolConfig small = new SpoolConfig(20_000, 1_000_000_000, Duration.ofDays(3));
        try (Spool spool = open(small)) {
            append(spool, 1, 40);
            EpochId epoch = spool.current();
            packAll(spool);
            Path first = segments(".seg.zst").get(0);
            byte[] bytes = Files.readAllBytes(first);
            bytes[bytes.length / 2] ^= 1;
            Files.write(first, bytes);
            assertThat(spool.read(epoch, 1)).isEmpty();
            long low = spool.low(epoch);
            assertThat(low).isGreaterThan(1);
            List<Lost> lost = new ArrayList<>();
            for (UpRecord record : all(spool)) {
                if (record.kind() == UpRecord.Kind.LOST) {
                    lost.add(Lost.parse(record.body()));
                }
            }
            assertThat(lost).singleElement().satisfies(row -> {
                assertThat(row.from()).isEqualTo(1);
                assertThat(row.to()).isEqualTo(low - 1);
                assertThat(row.reason()).isEqualTo(Lost.Reason.CORRUPT);
            });
            SpoolStats stats = spool.stats();
            assertThat(stats.produced()).isEqualTo(stats.committed() + stats.pending() + stats.lost());
        }
    }

    @Test
    void aCopyThatEndsWithAPackedSegmentIsGoneOnWithInANewOne() throws IOException {
        SpoolConfig small = new SpoolConfig(20_000, 1_000_000_000, Duration.ofDays(3));
        try (Spool spool = open(small)) {
            append(spool, 1, 40);
            packAll(spool);
        }
        Files.delete(segments(".seg").get(0));
        try (Spool spool = open(small)) {
            EpochId epoch = spool.current();
            long head = spool.head(epoch);
            assertThat(head).isBetween(1L, 39L);
            append(spool, 100, 101);
            assertThat(spool.read(epoch, head)).isPresent();
            assertThat(spool.read(epoch, head + 2)).isPresent();
        }
    }

    @Test
    void aReaderBesideThatOpenedBeforePackingReadsOn() throws IOException {
        try (Spool spool = open(LARGE)) {
            append(spool, 1, LARGE_RECORDS);
            try (EpochLog beside =
                    EpochLog.open(SpoolReader.open(folder).epochs().get(0), false)) {
                packAll(spool);
                List<UpRecord> read = new ArrayList<>();
                for (Segment segment : beside.segments()) {
                    segment.scan(read::add);
                }
                assertThat(read).isEqualTo(all(spool));
            }
        }
    }

    @Test
    void packingThatFailsOrWouldTakeTheRoomOfAppendsIsNotTriedAgainForLong() throws IOException {
        LeapingClock clock = new LeapingClock(CLOCK.millis());
        try (Spool spool = Spool.open(folder, C1, LARGE, List.of(JOB), clock)) {
            append(spool, 1, LARGE_RECORDS);
            List<Path> plain = segments(".seg");
            spool.room(() -> 1_500_000);
            assertThat(spool.pack()).as("the disk is nearly full").isFalse();
            spool.room(() -> Long.MAX_VALUE);
            assertThat(spool.pack()).isFalse();
            clock.pass(Spool.PACK_AGAIN.toMillis() - 1);
            assertThat(spool.pack()).isFalse();
            assertThat(segments(".zst.new")).isEmpty();
            clock.pass(1);
            assertThat(spool.pack()).isTrue();

            Path inTheWay = Files.createDirectories(
                            plain.get(1).resolveSibling(plain.get(1).getFileName() + ".zst.new/x"))
                    .getParent();
            assertThat(spool.pack()).as("it cannot be written").isFalse();
            Files.delete(inTheWay.resolve("x"));
            Files.delete(inTheWay);
            assertThat(spool.pack()).isFalse();
            clock.leap(-Spool.PACK_AGAIN.toMillis());
            assertThat(spool.pack()).as("the clock was set").isTrue();
        }
    }

    @Test
    void aSegmentThatIsPackedAfterItsNameWasReadIsFoundBySomebodyWhoLooksOn() throws IOException {
        try (Spool spool = open(LARGE)) {
            append(spool, 1, LARGE_RECORDS);
            List<Path> names = SegmentFiles.in(SpoolReader.open(folder).epochs().get(0));
            packAll(spool);
            assertThat(names.get(0)).doesNotExist();
            try (Segment beside = Segment.sealed(names.get(0), names.get(1))) {
                List<UpRecord> read = new ArrayList<>();
                beside.scan(read::add);
                assertThat(read).isEqualTo(all(spool).subList(0, read.size())).isNotEmpty();
            }
        }
    }

    @Test
    void whatIsForgottenWhilePackingIsForgotten() throws IOException {
        SpoolConfig tight = new SpoolConfig(20_000, 60_000, Duration.ofDays(3));
        try (Spool spool = open(tight)) {
            for (int i = 1; i <= 200; i++) {
                append(spool, i, i);
                if (i % 7 == 0) {
                    spool.pack();
                }
                spool.committed(JOB, 1, Map.of(spool.current(), (long) i));
                assertThat(spool.stats().bytes()).isLessThan(100_000);
            }
            packAll(spool);
            SpoolStats stats = spool.stats();
            assertThat(stats.lost()).isZero();
            assertThat(stats.committed()).isEqualTo(200);
        }
        assertThat(SpoolAudit.of(folder).faults()).isEmpty();
    }
}
