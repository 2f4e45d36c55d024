/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nameplate.model.LeapingClock;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes, and what does not, where the disk has little room, or says that it has. */
class SpoolRoomTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final SpoolConfig CONFIG = new SpoolConfig(20_000, 100_000_000, Duration.ofDays(3));

    @TempDir
    Path folder;

    private final LeapingClock clock = new LeapingClock(1_780_272_000_000L);

    @Test
    void onADiskThatIsSmallerThanTheSpoolSegmentsAreStillCompressed() {
        try (Spool spool = open()) {
            spool.room(() -> 200_000 - spool.stats().bytes());
            int packed = 0;
            for (int i = 1; i <= 600; i++) {
                append(spool, i);
                spool.committed(JOB, 1, Map.of(spool.current(), spool.head(spool.current())));
                clock.pass(60_000);
                if (spool.pack()) {
                    packed++;
                }
            }
            assertThat(spool.low(spool.current())).as("the disk was full").isGreaterThan(100);
            assertThat(plain(spool.current())).as("but for the one that grows").isEqualTo(1);
            assertThat(packed).isGreaterThan(20);
            assertThat(spool.stats().lost()).isZero();
        }
    }

    @Test
    void wherePlentyIsLeftNothingGoesWhateverTheDiskRefuses() throws IOException {
        try (Spool spool = open()) {
            EpochId epoch = committed(spool, 100);
            spool.room(() -> 1_000_000_000);
            Path inTheWay = Files.createDirectory(file(epoch, spool.head(epoch) + 1));
            // the segment that grows is full: the next one cannot be made
            int refused = 0;
            for (int i = 0; i < 20; i++) {
                try {
                    append(spool, i);
                    Files.delete(inTheWay);
                    inTheWay = Files.createDirectory(file(epoch, spool.head(epoch) + 1));
                } catch (SpoolException expected) {
                    refused++;
                }
            }
            assertThat(refused).isGreaterThan(5);
            assertThat(spool.low(epoch)).isEqualTo(1);

            Path books = Files.createDirectory(folder.resolve("books").resolve("consumer-job.new"));
            assertThatExceptionOfType(SpoolException.class)
                    .isThrownBy(() -> spool.committed(JOB, 1, Map.of(epoch, 100L)));
            assertThat(spool.low(epoch)).isEqualTo(1);
            Files.delete(books);
            Files.delete(inTheWay);
        }
    }

    @Test
    void whatWentHasToShowBeforeMoreGoesOrAMinuteHasToPass() {
        try (Spool spool = open()) {
            EpochId epoch = committed(spool, 200);
            spool.room(() -> 1_000);
            long before = spool.stats().bytes();
            for (int i = 0; i < 10; i++) {
                append(spool, i);
            }
            long went = before - spool.stats().bytes();
            assertThat(went).as("no more than the reserve and a segment").isBetween(10_000L, 80_000L);
            long low = spool.low(epoch);
            clock.pass(DiskRoom.AGAIN.toMillis() - 1);
            append(spool, 1);
            assertThat(spool.low(epoch)).isEqualTo(low);
            clock.pass(1);
            append(spool, 1);
            assertThat(spool.low(epoch)).isGreaterThan(low);
        }
    }

    @Test
    void whatTheDiskDoesNotDeleteIsNotForgotten() throws IOException {
        try (Spool spool = open()) {
            EpochId epoch = committed(spool, 100);
            clock.pass(Duration.ofDays(4).toMillis());
            Path first = file(epoch, 1);
            Path away = folder.resolve("away");
            Files.move(first, away);
            Path inTheWay = Files.createDirectories(first.resolve("x")).getParent();
            SpoolStats before = spool.stats();
            assertThatExceptionOfType(SpoolException.class)
                    .isThrownBy(() -> spool.committed(JOB, 1, Map.of(epoch, 100L)));
            assertThat(spool.low(epoch)).isEqualTo(1);
            assertThat(spool.stats()).isEqualTo(before);
            Files.delete(inTheWay.resolve("x"));
            Files.delete(inTheWay);
            Files.move(away, first);
            spool.committed(JOB, 1, Map.of(epoch, 100L));
            assertThat(spool.low(epoch)).isGreaterThan(50);
            assertThat(first).doesNotExist();
        }
    }

    @Test
    void aSpoolMayHoldWhatItsDiskHas() {
        try (Spool spool = open()) {
            append(spool, 1);
            long bytes = spool.stats().bytes();
            spool.room(() -> 5_000);
            assertThat(spool.mostBytes()).isEqualTo(bytes + 5_000);
            spool.room(() -> Long.MAX_VALUE);
            assertThat(spool.mostBytes()).isEqualTo(100_000_000);
            spool.room(() -> {
                throw new IOException("no such device");
            });
            assertThat(spool.mostBytes()).isEqualTo(100_000_000);
        }
    }

    private Spool open() {
        return Spool.open(folder, new CollectorId("c1"), CONFIG, List.of(JOB), clock);
    }

    /** Fills a spool with what is committed, in segments of which the last one is full. */
    private static EpochId committed(Spool spool, int records) {
        for (int i = 1; i <= records; i++) {
            append(spool, i);
        }
        EpochId epoch = spool.current();
        spool.committed(JOB, 1, Map.of(epoch, (long) records));
        return epoch;
    }

    /** A record of some 2,000 bytes. */
    private static void append(Spool spool, int i) {
        List<PlantReadings.Reading> readings = new ArrayList<>();
        Random random = new Random(i);
        for (int point = 0; point < 60; point++) {
            readings.add(new PlantReadings.Reading(
                    new AssetId("pdu-" + point), "power", i * 1_000L, random.nextDouble(), PlantReadings.Quality.GOOD));
        }
        spool.append(
                List.of(new Entry(UpRecord.Kind.PLANT, Optional.empty(), i, new PlantReadings(readings).encode())));
    }

    private Path file(EpochId epoch, long first) {
        return SegmentFiles.plain(folder.resolve("epochs").resolve(epoch.value()), first);
    }

    private long plain(EpochId epoch) {
        try {
            return SegmentFiles.in(folder.resolve("epochs").resolve(epoch.value())).stream()
                    .filter(file -> !SegmentFiles.isPacked(file))
                    .count();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
