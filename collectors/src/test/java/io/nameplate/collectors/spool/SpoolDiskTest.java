/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Lost;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk that takes nothing for a while, or gives back something else, leaves behind: nothing half done. */
class SpoolDiskTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final HallId A = new HallId("hall-a");
    private static final SpoolConfig ROOMY = new SpoolConfig(1_000_000, 10_000_000, Duration.ZERO);
    private static final SpoolConfig ONE_EACH = new SpoolConfig(1, 1_000_000, Duration.ZERO);

    @TempDir
    Path folder;

    @Test
    void anEpochThatCouldNotBeLeftGoesOnAndIsLeftWholeLater() throws IOException {
        try (Spool spool = open(ROOMY)) {
            EpochId old = spool.current();
            append(spool, 1, 10);
            spool.committed(JOB, 1, Map.of(old, 4L));
            Path inTheWay = Files.createDirectory(epochs().resolve(old.value()).resolve("epoch.new"));
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatExceptionOfType(SpoolException.class).isThrownBy(() -> spool.leave(old, "a copy"));
            }
            assertThat(spool.epochs()).containsExactly(old);
            assertThat(onDisk()).containsExactly(old.value());
            assertThat(spool.stats())
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending, SpoolStats::lost)
                    .containsExactly(10L, 4L, 6L, 0L);
            append(spool, 11, 11);
            assertThat(spool.head(old)).isEqualTo(11);

            Files.delete(inTheWay);
            spool.leave(old, "a copy");
            assertThat(spool.epochs()).containsExactly(spool.current()).doesNotContain(old);
            assertThat(slots(spool, spool.current())).containsExactly(5L, 6L, 7L, 8L, 9L, 10L, 11L);
            assertThat(spool.stats())
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending, SpoolStats::lost)
                    .containsExactly(11L, 4L, 7L, 0L);
        }
    }

    @Test
    void whatAnEpochHasToRepeatIsNotForgottenWhenItCannotBeLeft() throws IOException {
        try (Spool spool = open(ROOMY)) {
            spool.append(List.of(frames(1, 1), frames(2, 2), frames(2, 2)));
            spool.newEpoch("in mid-slot");
            EpochId now = spool.current();
            withoutFolder(
                    () -> assertThatExceptionOfType(SpoolException.class).isThrownBy(() -> spool.leave(now, "a copy")));
            append(spool, 3, 3);
            assertThat(spool.current()).isEqualTo(now);
            assertThat(slots(spool, now)).containsExactly(2L, 2L, 3L);
        }
    }

    @Test
    void anEpochThatCouldNotBeginIsBegunOnceAndHasNoSecondFin() throws IOException {
        try (Spool spool = open(ROOMY)) {
            EpochId old = spool.current();
            append(spool, 1, 3);
            for (int attempt = 0; attempt < 3; attempt++) {
                withoutFolder(() ->
                        assertThatExceptionOfType(SpoolException.class).isThrownBy(() -> spool.newEpoch("a test")));
            }
            spool.newEpoch("a test");
            assertThat(spool.head(old)).isEqualTo(4);
            assertThat(spool.epochs()).containsExactly(old, spool.current());
            assertThat(onDisk()).hasSize(2);
        }
    }

    @Test
    void anEpochWithDamageIsLeftAndWhatCannotBeCarriedIsSaidToBeLost() throws IOException {
        try (Spool spool = open(ONE_EACH)) {
            EpochId old = spool.current();
            append(spool, 1, 5);
            Path third = epochs().resolve(old.value()).resolve(String.format("%019d.seg", 3));
            byte[] bytes = Files.readAllBytes(third);
            bytes[bytes.length - 1] ^= 1;
            Files.write(third, bytes);
            spool.leave(old, "a copy");
            assertThat(spool.epochs()).doesNotContain(old);
            assertThat(spool.epochs().stream().flatMap(epoch -> slots(spool, epoch).stream()))
                    .contains(4L, 5L)
                    .doesNotContain(3L);
            assertThat(spool.epochs().stream().flatMap(epoch -> lost(spool, epoch).stream()))
                    .extracting(Lost::epoch, Lost::from, Lost::to, Lost::reason)
                    .contains(org.assertj.core.groups.Tuple.tuple(old, 1L, 3L, Lost.Reason.CORRUPT));
            SpoolStats stats = spool.stats();
            assertThat(stats.produced()).isEqualTo(stats.committed() + stats.pending() + stats.lost());
        }
    }

    @Test
    void aBatchThatWasTakenIsTakenAlsoWhenNothingCanBeDroppedBehindIt() throws IOException {
        try (Spool spool = open(new SpoolConfig(1, 1_000, Duration.ZERO))) {
            EpochId epoch = spool.current();
            for (int slot = 1; slot <= 30; slot++) {
                Path inTheWay =
                        epochs().resolve(epoch.value()).resolve(String.format("%019d.seg", spool.head(epoch) + 2));
                Files.createDirectory(inTheWay);
                append(spool, slot, slot);
                assertThat(slots(spool, epoch)).endsWith((long) slot).doesNotHaveDuplicates();
                Files.delete(inTheWay);
            }
            assertThat(spool.stats().bytes()).as("nothing could be dropped").isGreaterThan(1_000);
            append(spool, 31, 31);
            assertThat(spool.stats().lost()).isPositive();
        }
    }

    @Test
    void aLossIsToldWhenItHappensAndNotWithEveryBatchAfterIt() {
        try (Spool spool = open(new SpoolConfig(1_000, 4_000, Duration.ZERO))) {
            EpochId epoch = spool.current();
            int slot = 0;
            while (spool.stats().lost() == 0) {
                slot++;
                append(spool, slot, slot);
            }
            long head = spool.head(epoch);
            append(spool, slot + 1, slot + 3);
            assertThat(spool.head(epoch)).isEqualTo(head + 3);
        }
    }

    /** Whoever kills it meanwhile finds on its disk all that is neither held nor told as lost. */
    @Test
    void nothingGoesAsLostBeforeTheBooksHaveTakenIt() throws IOException {
        SpoolConfig small = new SpoolConfig(1_000, 4_000, Duration.ZERO);
        try (Spool spool = open(small)) {
            EpochId epoch = spool.current();
            append(spool, 1, 1);
            Path inTheWay = Files.createDirectory(folder.resolve("books").resolve("counts.new"));
            for (int slot = 2; slot <= 200; slot++) {
                append(spool, slot, slot);
                assertThat(SpoolSurvey.of(folder).stats().residual()).isZero();
            }
            assertThat(spool.low(epoch)).isEqualTo(1);
            assertThat(lost(spool, epoch)).as("told, and not with every batch").hasSizeBetween(1, 60);
            Files.delete(inTheWay);
            append(spool, 201, 201);
            assertThat(spool.stats().bytes()).isLessThan(6_000);
            assertThat(spool.stats().lost()).isPositive();
            assertThat(SpoolSurvey.of(folder).stats()).isEqualTo(spool.stats());
            assertThat(spool.stats().residual()).isZero();
        }
    }

    private Spool open(SpoolConfig config) {
        Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
        return Spool.open(folder, new CollectorId("c1"), config, List.of(JOB), clock);
    }

    private Path epochs() {
        return folder.resolve("epochs");
    }

    private List<String> onDisk() throws IOException {
        try (Stream<Path> all = Files.list(epochs())) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Runs something while no epoch can be made. */
    private void withoutFolder(Runnable step) throws IOException {
        Path away = folder.resolve("away");
        Files.move(epochs(), away);
        Files.createFile(epochs());
        step.run();
        Files.delete(epochs());
        Files.move(away, epochs());
    }

    private static void append(Spool spool, int from, int to) {
        for (int slot = from; slot <= to; slot++) {
            spool.append(List.of(frames(slot, slot + 1)));
        }
    }

    private static Entry frames(long slot, long through) {
        Frames.Builder frames = new Frames.Builder(slot, 1, 1, 1);
        frames.addNode("n1", 0, 1);
        return new Entry(UpRecord.Kind.FRAMES, Optional.of(A), through, frames.encode());
    }

    private static List<Long> slots(Spool spool, EpochId epoch) {
        return records(spool, epoch).stream()
                .filter(record -> record.kind() == UpRecord.Kind.FRAMES)
                .map(record -> Frames.parse(record.body()).firstSlot())
                .toList();
    }

    private static List<Lost> lost(Spool spool, EpochId epoch) {
        return records(spool, epoch).stream()
                .filter(record -> record.kind() == UpRecord.Kind.LOST)
                .map(record -> Lost.parse(record.body()))
                .toList();
    }

    private static List<UpRecord> records(Spool spool, EpochId epoch) {
        List<UpRecord> records = new ArrayList<>();
        for (long seq = spool.low(epoch); seq <= spool.head(epoch); seq++) {
            records.add(spool.read(epoch, seq).orElseThrow());
        }
        return records;
    }
}
