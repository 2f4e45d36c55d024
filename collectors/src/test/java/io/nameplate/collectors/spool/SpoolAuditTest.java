/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator is told of a spool, and that nothing is changed by looking. */
class SpoolAuditTest {

    private static final CollectorId C1 = new CollectorId("c1");
    private static final ConsumerId JOB = new ConsumerId("job");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    /** Forty records in segments of some ten, twelve of them committed. */
    private SpoolStats filled() throws IOException {
        SpoolConfig config = new SpoolConfig(1_024, 100_000_000, Duration.ofDays(3));
        try (Spool spool = Spool.open(folder, C1, config, List.of(JOB), CLOCK)) {
            for (int i = 1; i <= 40; i++) {
                spool.append(List.of(entry(i)));
            }
            spool.committed(JOB, 7, Map.of(spool.current(), 12L));
            return spool.stats();
        }
    }

    private static Entry entry(int i) {
        byte[] body = new PlantReadings(List.of(new PlantReadings.Reading(
                        new AssetId("pdu-" + i), "power", i * 1_000L, i, PlantReadings.Quality.GOOD)))
                .encode();
        return new Entry(UpRecord.Kind.PLANT, Optional.empty(), i, body);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(SegmentFiles::isSegment).sorted().toList();
        }
    }

    private Map<String, byte[]> everything() throws IOException {
        Map<String, byte[]> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                try {
                    all.put(file.toString(), Files.readAllBytes(file));
                } catch (IOException broken) {
                    throw new UncheckedIOException(broken);
                }
            });
        }
        return all;
    }

    @Test
    void aSurveySaysWhatTheRunningSpoolSaysAndChangesNothing() throws IOException {
        SpoolStats stats = filled();
        Map<String, byte[]> before = everything();
        SpoolSurvey survey = SpoolSurvey.of(folder);
        assertThat(survey.stats()).isEqualTo(stats);
        assertThat(stats.produced()).isEqualTo(stats.committed() + stats.pending() + stats.lost());
        assertThat(survey.collector()).isEqualTo(C1);
        assertThat(survey.epochs()).singleElement().satisfies(epoch -> {
            assertThat(epoch.low()).isEqualTo(1);
            assertThat(epoch.head()).isEqualTo(40);
            assertThat(epoch.through()).isEqualTo(40);
            assertThat(epoch.state()).isEqualTo(SpoolSurvey.State.OPEN);
        });
        assertThat(survey.consumers()).singleElement().satisfies(consumer -> {
            assertThat(consumer.consumer()).isEqualTo(JOB);
            assertThat(consumer.generation()).isEqualTo(7);
            assertThat(consumer.committed().values()).containsExactly(12L);
        });
        assertThat(SpoolAudit.of(folder).faults()).isEmpty();
        assertThat(everything()).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void aCopyWithoutBooksIsAllPending() throws IOException {
        filled();
        try (Stream<Path> files = Files.list(folder.resolve("books"))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder.resolve("books"));
        assertThat(SpoolSurvey.of(folder).stats().pending()).isEqualTo(40);
        assertThat(folder.resolve("books")).doesNotExist();
    }

    @Test
    void aWholeSpoolIsProved() throws IOException {
        filled();
        SpoolAudit.Report report = SpoolAudit.of(folder);
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).isEmpty();
        assertThat(report.records()).containsExactlyEntriesOf(Map.of(UpRecord.Kind.PLANT, 40L));
        assertThat(segments()).hasSizeGreaterThan(2);
    }

    @Test
    void aTornTailIsANoteAndNoFault() throws IOException {
        filled();
        Path last = segments().get(segments().size() - 1);
        Files.write(last, new byte[] {0, 0, 0, 99, 1}, StandardOpenOption.APPEND);
        SpoolAudit.Report report = SpoolAudit.of(folder);
        assertThat(report.faults()).isEmpty();
        assertThat(report.notes()).singleElement().asString().contains("5 bytes after record 40 are a torn tail");
    }

    @Test
    void aFlippedBitIsAFault() throws IOException {
        filled();
        Path first = segments().get(0);
        byte[] bytes = Files.readAllBytes(first);
        bytes[bytes.length / 2] ^= 4;
        Files.write(first, bytes);
        assertThat(SpoolAudit.of(folder).faults())
                .anyMatch(fault -> fault.contains("is damaged after record"))
                .anyMatch(fault -> fault.contains(" follows record "));
    }

    @Test
    void aSegmentThatIsGoneIsAFault() throws IOException {
        filled();
        Path gone = segments().get(1);
        Files.delete(gone);
        assertThat(SpoolAudit.of(folder).faults()).anyMatch(fault -> fault.contains(" follows record "));
    }

    /** Checksums alone would not notice: whoever changes a record can make them anew. */
    @Test
    void aRecordThatWasChangedWithItsChecksumIsAFault() throws IOException {
        filled();
        Path last = segments().get(segments().size() - 1);
        EpochId epoch = new EpochId(last.getParent().getFileName().toString());
        try (Segment segment = Segment.last(last)) {
            segment.scan(record -> {});
            long first = segment.first();
            Files.delete(last);
            try (Segment forged = Segment.create(last.getParent(), first, 0)) {
                forged.write(List.of(new UpRecord(
                        epoch, first, 0, new Link(1, 2), first, UpRecord.Kind.PLANT, null, entry(1).body())));
            }
        }
        assertThat(SpoolAudit.of(folder).faults())
                .singleElement()
                .asString()
                .contains("does not fit the link of the one before it");
    }

    @Test
    void aBodyThatNobodyCanReadIsAFault() throws IOException {
        SpoolConfig config = new SpoolConfig(1_024, 100_000_000, Duration.ofDays(3));
        try (Spool spool = Spool.open(folder, C1, config, List.of(JOB), CLOCK)) {
            spool.append(List.of(new Entry(UpRecord.Kind.LOST, Optional.empty(), 1, new byte[] {(byte) 0xFF, 1, 2})));
        }
        assertThat(SpoolAudit.of(folder).faults())
                .singleElement()
                .asString()
                .contains("record 1 of epoch")
                .contains("cannot be read: ");
    }
}
