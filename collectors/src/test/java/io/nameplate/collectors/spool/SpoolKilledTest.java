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
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Wherever a collector is killed while it forgets an epoch, that epoch is counted once. */
class SpoolKilledTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final SpoolConfig CONFIG = new SpoolConfig(1_000, 1_000_000, Duration.ZERO);

    @TempDir
    Path folder;

    @Test
    void afterItsLastRecordsWentAndBeforeTheBooksTookIt() throws IOException {
        EpochId old;
        SpoolStats before;
        try (Spool spool = open()) {
            append(spool, 1, 10);
            old = spool.current();
            spool.newEpoch("a test");
            append(spool, 11, 12);
            Path inTheWay = Files.createDirectory(folder.resolve("books").resolve("counts.new"));
            assertThatExceptionOfType(SpoolException.class).isThrownBy(() -> spool.committed(JOB, 1, Map.of(old, 11L)));
            Files.delete(inTheWay);
            before = spool.stats();
            assertThat(before)
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending, SpoolStats::residual)
                    .containsExactly(13L, 11L, 2L, 0L);
        }
        assertThat(SegmentFiles.in(folderOf(old))).isEmpty();
        assertThat(SpoolSurvey.of(folder).stats()).isEqualTo(before);
        for (int start = 1; start <= 2; start++) {
            try (Spool spool = open()) {
                assertThat(spool.stats()).as("start " + start).isEqualTo(before);
                spool.committed(JOB, 1, Map.of(old, 11L));
                assertThat(spool.epochs()).containsExactly(spool.current()).doesNotContain(old);
                assertThat(spool.stats()).isEqualTo(before);
            }
        }
    }

    @Test
    void afterTheBooksTookItAndBeforeItsFolderWent() throws IOException {
        EpochId left;
        EpochId old;
        SpoolStats before;
        try (Spool spool = open()) {
            append(spool, 1, 10);
            left = spool.current();
            spool.committed(JOB, 1, Map.of(left, 4L));
            spool.leave(left, "a copy");
            old = spool.current();
            spool.newEpoch("a test");
            append(spool, 11, 12);
            List<byte[]> facts = List.of(facts(left), facts(old));
            spool.committed(JOB, 1, Map.of(old, spool.head(old)));
            assertThat(folderOf(left)).doesNotExist();
            assertThat(folderOf(old)).doesNotExist();
            before = spool.stats();
            assertThat(before.residual()).isZero();
            assertThat(before.committed()).isEqualTo(4 + 6 + 1);
            Files.write(Files.createDirectory(folderOf(left)).resolve("epoch"), facts.get(0));
            Files.write(Files.createDirectory(folderOf(old)).resolve("epoch"), facts.get(1));
        }
        String counts = Files.readString(counts());
        Files.writeString(counts(), counts + "retired " + left + "\nretired " + old + "\n");
        assertThat(SpoolSurvey.of(folder).stats()).isEqualTo(before);
        for (int start = 1; start <= 2; start++) {
            try (Spool spool = open()) {
                assertThat(spool.epochs()).containsExactly(spool.current());
                assertThat(folderOf(left)).doesNotExist();
                assertThat(folderOf(old)).doesNotExist();
                spool.committed(JOB, 1, Map.of(old, 100L));
                assertThat(spool.stats()).as("start " + start).isEqualTo(before);
            }
        }
    }

    /** What the disk does not delete stays named, whatever is forgotten after it, until it is deleted. */
    @Test
    void orWhereItsFolderDoesNotGo() throws IOException {
        EpochId first;
        SpoolStats before;
        Path inTheWay;
        try (Spool spool = open()) {
            append(spool, 1, 10);
            first = spool.current();
            spool.newEpoch("a test");
            append(spool, 11, 20);
            EpochId second = spool.current();
            spool.newEpoch("a test");
            append(spool, 21, 21);
            byte[] facts = facts(first);
            inTheWay = Files.createDirectory(folderOf(first).resolve("in-the-way"));
            assertThatExceptionOfType(SpoolException.class)
                    .isThrownBy(() -> spool.committed(JOB, 1, Map.of(first, 11L)));
            Files.write(folderOf(first).resolve("epoch"), facts);
            spool.committed(JOB, 1, Map.of(first, 11L, second, 11L));
            before = spool.stats();
            assertThat(before)
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending, SpoolStats::residual)
                    .containsExactly(23L, 22L, 1L, 0L);
        }
        assertThat(Files.readAllLines(counts())).contains("retired " + first);
        try (Spool spool = open()) {
            assertThat(spool.stats()).isEqualTo(before);
            assertThat(folderOf(first))
                    .as("what cannot go keeps nobody from starting")
                    .exists();
        }
        Files.delete(inTheWay);
        try (Spool spool = open()) {
            assertThat(spool.stats()).isEqualTo(before);
            assertThat(folderOf(first)).doesNotExist();
        }
    }

    private Spool open() {
        Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
        return Spool.open(folder, new CollectorId("c1"), CONFIG, List.of(JOB), clock);
    }

    private Path folderOf(EpochId epoch) {
        return folder.resolve("epochs").resolve(epoch.value());
    }

    private byte[] facts(EpochId epoch) throws IOException {
        return Files.readAllBytes(folderOf(epoch).resolve("epoch"));
    }

    private Path counts() {
        return folder.resolve("books").resolve("counts");
    }

    private static void append(Spool spool, int from, int to) {
        for (int slot = from; slot <= to; slot++) {
            Frames.Builder frames = new Frames.Builder(slot, 1, 1, 1);
            frames.addNode("n1", 0, 1);
            spool.append(List.of(
                    new Entry(UpRecord.Kind.FRAMES, Optional.of(new HallId("hall-a")), slot + 1, frames.encode())));
        }
    }
}
