/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** What {@link FullDiskTest} runs in a process of its own, on a disk of eight megabytes. */
final class FullDisk {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final SpoolConfig CONFIG = new SpoolConfig(256 * 1024, 1_000_000_000, Duration.ofDays(3));

    private final Path disk;
    private final Path folder;
    private final Path filler;
    private final Random random = new Random(20261122);
    private int next;

    private FullDisk(Path disk) {
        this.disk = disk;
        this.folder = disk.resolve("spool");
        this.filler = disk.resolve("somebody-elses");
    }

    /** @param args the disk's folder */
    public static void main(String[] args) throws Exception {
        FullDisk here = new FullDisk(Path.of(args[0]));
        here.committedRecordsMakeRoomForNewOnesAndSegmentsAreCompressed();
        here.pendingRecordsStayAndAppendingGoesOnWhenTheyAreCommitted();
        here.aDamagedSpoolStartsOnAFullDiskAndIsMendedWhenThereIsRoom();
        here.aDiskThatCanOnlyBeReadIsRefusedAtStartAndKeepsAll();
        System.out.println("all of it");
    }

    private Spool open() {
        return Spool.open(folder, new CollectorId("c1"), CONFIG, List.of(JOB), Clock.systemUTC());
    }

    private void committedRecordsMakeRoomForNewOnesAndSegmentsAreCompressed() throws IOException {
        try (Spool spool = open()) {
            for (int i = 0; i < 8_000; i++) {
                append(spool);
                commit(spool);
                boolean unused = spool.pack();
            }
            assertThat(spool.stats().produced() * 4_000)
                    .as("many times the disk")
                    .isGreaterThan(30_000_000);
            assertThat(spool.stats().lost()).isZero();
            assertThat(spool.stats().residual()).isZero();
            assertThat(plain(spool.current()))
                    .as("all but the one that grows are compressed")
                    .isEqualTo(1);
            assertThat(left()).isGreaterThan(2 * CONFIG.segmentBytes());
        }
    }

    private void pendingRecordsStayAndAppendingGoesOnWhenTheyAreCommitted() throws IOException {
        try (Spool spool = open()) {
            EpochId epoch = spool.current();
            long first = spool.head(epoch) + 1;
            untilFull(spool);
            assertThat(spool.head(epoch) - first).isGreaterThan(500);
            assertThat(spool.low(epoch)).isLessThanOrEqualTo(first);
            for (long seq = first; seq <= spool.head(epoch); seq++) {
                assertThat(spool.read(epoch, seq)).isPresent();
            }
            assertThat(spool.stats().lost()).isZero();
            assertThat(spool.stats().residual()).isZero();
            long head = spool.head(epoch);
            commit(spool);
            append(spool);
            assertThat(spool.head(epoch)).isEqualTo(head + 1);
            assertThat(spool.low(epoch)).isGreaterThan(first);
        }
    }

    private void aDamagedSpoolStartsOnAFullDiskAndIsMendedWhenThereIsRoom() throws IOException {
        EpochId epoch;
        long first;
        try (Spool spool = open()) {
            commit(spool);
            epoch = spool.current();
            spool.newEpoch("a test");
            spool.committed(JOB, 1, Map.of(epoch, spool.head(epoch), spool.current(), 0L));
            epoch = spool.current();
            first = spool.head(epoch) + 1;
            for (int i = 0; i < 30; i++) {
                append(spool);
            }
        }
        Path segment =
                SegmentFiles.in(folder.resolve("epochs").resolve(epoch.value())).get(0);
        byte[] bytes = Files.readAllBytes(segment);
        bytes[bytes.length / 2] ^= 1;
        Files.write(segment, bytes);
        fill();
        try (Spool spool = open()) {
            // what is committed makes room; somebody takes it at once
            fill();
            try {
                while (true) {
                    append(spool);
                    fill();
                }
            } catch (SpoolException full) {
                assertThat(full).hasMessageContaining("No space left");
            }
            assertThat(spool.stats().residual()).isZero();
            Files.delete(filler);
            append(spool);
            EpochId now = spool.current();
            assertThat(now).isNotEqualTo(epoch);
            List<Lost> lost = new ArrayList<>();
            long held = spool.head(epoch) - first + 1;
            for (long seq = spool.low(now); seq <= spool.head(now); seq++) {
                UpRecord record = spool.read(now, seq).orElseThrow();
                if (record.kind() == UpRecord.Kind.LOST) {
                    lost.add(Lost.parse(record.body()));
                } else {
                    held++;
                }
            }
            assertThat(lost)
                    .singleElement()
                    .satisfies(row -> assertThat(row.count()).isEqualTo(1));
            assertThat(held).isGreaterThanOrEqualTo(30);
            assertThat(spool.stats().lost()).isEqualTo(1);
            assertThat(spool.stats().residual()).isZero();
        }
    }

    private void aDiskThatCanOnlyBeReadIsRefusedAtStartAndKeepsAll() throws Exception {
        SpoolStats before;
        try (Spool spool = open()) {
            append(spool);
            before = spool.stats();
        }
        remount("ro");
        assertThatExceptionOfType(SpoolException.class)
                .isThrownBy(this::open)
                .withMessageContaining("Read-only file system");
        assertThat(SpoolSurvey.of(folder).stats()).isEqualTo(before);
        remount("rw");
        try (Spool spool = open()) {
            assertThat(spool.stats()).isEqualTo(before);
            append(spool);
            assertThat(spool.stats().residual()).isZero();
        }
    }

    private void remount(String how) throws Exception {
        int exit = new ProcessBuilder("mount", "-o", "remount," + how, disk.toString())
                .inheritIO()
                .start()
                .waitFor();
        assertThat(exit).isZero();
    }

    private void untilFull(Spool spool) {
        try {
            while (true) {
                append(spool);
            }
        } catch (SpoolException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    /** Somebody else takes all room that is left. */
    private void fill() throws IOException {
        byte[] some = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(
                filler, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    private long left() throws IOException {
        return Files.getFileStore(disk).getUsableSpace();
    }

    private long plain(EpochId epoch) throws IOException {
        return SegmentFiles.in(folder.resolve("epochs").resolve(epoch.value())).stream()
                .filter(file -> !SegmentFiles.isPacked(file))
                .count();
    }

    private static void commit(Spool spool) {
        Map<EpochId, Long> committed = new java.util.TreeMap<>();
        spool.epochs().forEach(epoch -> committed.put(epoch, spool.head(epoch)));
        spool.committed(JOB, 1, committed);
    }

    /** Some four thousand bytes, which compress by half. */
    private void append(Spool spool) {
        next++;
        List<PlantReadings.Reading> readings = new ArrayList<>();
        for (int point = 0; point < 110; point++) {
            readings.add(new PlantReadings.Reading(
                    new AssetId("pdu-" + point),
                    "power",
                    next * 1_000L,
                    random.nextInt(1_000_000),
                    PlantReadings.Quality.GOOD));
        }
        spool.append(
                List.of(new Entry(UpRecord.Kind.PLANT, Optional.empty(), next, new PlantReadings(readings).encode())));
    }
}
