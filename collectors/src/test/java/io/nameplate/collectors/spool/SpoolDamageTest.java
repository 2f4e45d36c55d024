/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Cursor;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.SendWindow;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a disk gives back changed costs what was changed, once, and is told; what all have costs nothing. */
class SpoolDamageTest {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final HallId HALL = new HallId("hall-a");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
    private static final SpoolConfig ONE = new SpoolConfig(100_000_000, 1_000_000_000, Duration.ofDays(3));

    @TempDir
    Path folder;

    @Test
    void damageAmongWhatAllHaveCostsNothingAndTheEpochGoesOn() throws IOException {
        EpochId epoch;
        Link last;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 10);
            epoch = spool.current();
            last = spool.link(epoch, 10);
            spool.committed(JOB, 1, Map.of(epoch, 8L));
        }
        damage(segment(epoch), 3, 5);
        for (int start = 1; start <= 3; start++) {
            try (Spool spool = open(ONE)) {
                assertThat(spool.epochs()).as("start " + start).containsExactly(epoch);
                assertThat(spool.heads().get(0).isClosed()).isFalse();
                assertThat(spool.link(epoch, 10)).isEqualTo(last);
                assertThat(slots(spool, epoch, 9)).startsWith(9L, 10L);
                assertThat(spool.stats().produced()).isEqualTo(9L + start);
                assertThat(spool.stats().lost()).isZero();
                assertThat(spool.stats().residual()).isZero();
                assertThat(heard(spool, epoch, 11, last))
                        .as("a copy, says nobody")
                        .isEmpty();
                append(spool, 10 + start, 10 + start);
                assertThat(spool.head(epoch)).isEqualTo(10 + start);
            }
        }
    }

    @Test
    void aDamagedRecordThatAllHaveIsOnlyALinkThatIsNotCompared() throws IOException {
        SpoolConfig small = new SpoolConfig(1_000, 1_000_000, Duration.ofDays(3));
        try (Spool spool = open(small)) {
            append(spool, 1, 100);
            EpochId epoch = spool.current();
            spool.committed(JOB, 1, Map.of(epoch, 60L));
            Link link = spool.link(epoch, 60);
            List<Path> files = SegmentFiles.in(folder.resolve("epochs").resolve(epoch.value()));
            Path file = files.stream()
                    .filter(each -> SegmentFiles.firstIn(each) <= 60)
                    .reduce((one, other) -> other)
                    .orElseThrow();
            damage(file, (int) (60 - SegmentFiles.firstIn(file)) + 1);
            assertThat(spool.link(epoch, 60)).isEqualTo(Link.EMPTY);
            assertThat(heard(spool, epoch, 61, link)).isEmpty();
            assertThat(spool.epochs()).containsExactly(epoch);
            assertThat(spool.low(epoch)).as("what is kept for raw-keep stays").isEqualTo(1);
            assertThat(spool.stats().lost()).isZero();
        }
    }

    @Test
    void whatIsDamagedBeforeAndBehindWhatIsCommittedCostsWhatIsBehind() throws IOException {
        EpochId epoch;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 12);
            epoch = spool.current();
            spool.committed(JOB, 1, Map.of(epoch, 6L));
        }
        damage(segment(epoch), 3, 5, 9);
        for (int start = 1; start <= 2; start++) {
            try (Spool spool = open(ONE)) {
                assertThat(spool.epochs()).containsExactly(epoch, spool.current());
                assertThat(spool.head(epoch)).isEqualTo(8);
                assertThat(slots(spool, epoch, 7)).containsExactly(7L, 8L);
                assertThat(slots(spool, spool.current(), 1)).containsExactly(10L, 11L, 12L);
                assertThat(lost(spool, spool.current()))
                        .containsExactly(new Lost(epoch, 9, 9, 9, 11, Lost.Reason.CORRUPT));
                assertThat(spool.stats().lost()).isEqualTo(1);
                assertThat(spool.stats().residual()).isZero();
            }
        }
    }

    @Test
    void anEpochOfWhichNothingIsPendingBeforeTheDamageIsNotTakenForACopy() throws IOException {
        EpochId epoch;
        Link last;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 10);
            epoch = spool.current();
            last = spool.link(epoch, 10);
            spool.committed(JOB, 1, Map.of(epoch, 5L));
        }
        damage(segment(epoch), 5, 6);
        for (int start = 1; start <= 2; start++) {
            try (Spool spool = open(ONE)) {
                assertThat(spool.epochs()).containsExactly(spool.current()).doesNotContain(epoch);
                assertThat(slots(spool, spool.current(), 1)).containsExactly(7L, 8L, 9L, 10L);
                assertThat(lost(spool, spool.current()))
                        .extracting(Lost::from, Lost::to)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple(6L, 6L));
                assertThat(heard(spool, epoch, 11, last)).isEmpty();
                assertThat(spool.stats().committed()).isEqualTo(5);
                assertThat(spool.stats().lost()).isEqualTo(1);
                assertThat(spool.stats().residual()).isZero();
            }
        }
    }

    /** Who begins from an older state, or without one, may ask for it as long as it is held. */
    @Test
    void anEpochThatIsDamagedRightBehindWhatIsCommittedIsAnnouncedWithWhatIsHeldOfIt() throws IOException {
        EpochId epoch;
        Link last;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 10);
            epoch = spool.current();
            last = spool.link(epoch, 5);
            spool.committed(JOB, 1, Map.of(epoch, 5L));
        }
        damage(segment(epoch), 6);
        for (int start = 1; start <= 2; start++) {
            try (Spool spool = open(ONE)) {
                assertThat(spool.epochs()).containsExactly(epoch, spool.current());
                assertThat(spool.heads().get(0).isClosed()).isTrue();
                assertThat(spool.head(epoch)).isEqualTo(5);
                assertThat(slots(spool, epoch, 1)).containsExactly(1L, 2L, 3L, 4L, 5L);
                assertThat(slots(spool, spool.current(), 1)).containsExactly(7L, 8L, 9L, 10L);
                assertThat(lost(spool, spool.current()))
                        .extracting(Lost::from, Lost::to)
                        .containsExactly(org.assertj.core.groups.Tuple.tuple(6L, 6L));
                assertThat(heard(spool, epoch, 6, last)).isEmpty();
                assertThat(spool.stats().committed()).isEqualTo(5);
                assertThat(spool.stats().lost()).isEqualTo(1);
                assertThat(spool.stats().residual()).isZero();
            }
        }
    }

    @Test
    void aSecondDamageThatCouldNotBePassedOverAtOnceIsPassedOverLater() throws IOException {
        EpochId epoch;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 10);
            epoch = spool.current();
            spool.committed(JOB, 1, Map.of(epoch, 8L));
        }
        damage(segment(epoch), 3, 5);
        Path inTheWay = segment(epoch).resolveSibling("epoch.new");
        try (Epochs epochs = new Epochs(folder.resolve("epochs"), ONE.segmentBytes(), CLOCK, Set.of())) {
            int[] asked = {0};
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> epochs.splitBehind(each -> {
                        asked[0]++;
                        assertThat(asked[0] == 2 && !inTheWay.toFile().mkdir()).isFalse();
                        return 8;
                    }));
            Files.delete(inTheWay);
            epochs.splitBehind(each -> 8);
            epochs.recover(false);
            assertThat(epochs.current()).isSameAs(epochs.find(epoch));
            epochs.append(List.of(entry(11, 1)));
            assertThat(epochs.announced()).hasSize(1);
        }
        try (Spool spool = open(ONE)) {
            assertThat(spool.epochs()).containsExactly(epoch);
            assertThat(slots(spool, epoch, 6)).containsExactly(6L, 7L, 8L, 9L, 10L, 11L);
            assertThat(spool.stats().lost()).isZero();
            assertThat(spool.stats().residual()).isZero();
        }
    }

    @Test
    void whereverCarryingOnBrokeOffEachRecordIsCarriedAndEachLossCountedOnce() throws IOException {
        EpochId epoch;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 9);
            epoch = spool.current();
        }
        damage(segment(epoch), 4, 7);
        byte[] damaged = Files.readAllBytes(segment(epoch));
        EpochId next;
        try (Spool spool = open(ONE)) {
            next = spool.current();
        }
        byte[] carried = Files.readAllBytes(segment(next));
        for (int size = 0; size <= carried.length; size += size < carried.length - 2 ? 41 : 1) {
            Files.write(segment(epoch), damaged);
            Files.write(segment(next), Arrays.copyOf(carried, Math.min(size, carried.length)));
            EpochFacts facts = EpochFacts.read(segment(epoch).getParent());
            new EpochFacts(
                            facts.from(),
                            facts.closed(),
                            facts.openSince(),
                            OptionalLong.empty(),
                            facts.begins(),
                            new EpochFacts.End(3, 2, Optional.of(new EpochFacts.GoesOn(next, 0))))
                    .write(segment(epoch).getParent());
            for (int start = 1; start <= 2; start++) {
                try (Spool spool = open(ONE)) {
                    assertThat(spool.epochs()).as("cut at " + size).containsExactly(epoch, next);
                    assertThat(slots(spool, next, 1)).containsExactly(5L, 6L, 8L, 9L);
                    assertThat(lost(spool, next)).extracting(Lost::from).containsExactly(4L, 7L);
                    assertThat(spool.stats().lost()).isEqualTo(2);
                    assertThat(spool.stats().produced()).isEqualTo(3 + 2 + 6);
                    assertThat(spool.stats().residual()).isZero();
                }
            }
        }
    }

    @Test
    void aDiskThatDoesNotTakeTheMendingKeepsNobodyFromStarting() throws IOException {
        EpochId epoch;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 9);
            epoch = spool.current();
        }
        damage(segment(epoch), 4);
        Path inTheWay = Files.createDirectory(segment(epoch).resolveSibling("epoch.new"));
        try (Spool spool = open(ONE)) {
            assertThat(spool.epochs()).containsExactly(epoch);
            assertThat(slots(spool, epoch, 1)).containsExactly(1L, 2L, 3L);
            spool.newEpoch("the saved state is newer");
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatExceptionOfType(SpoolException.class).isThrownBy(() -> append(spool, 10, 10));
            }
            spool.committed(JOB, 1, Map.of(epoch, 3L));
            assertThat(spool.epochs()).containsExactly(epoch);

            Files.delete(inTheWay);
            append(spool, 10, 10);
            assertThat(slots(spool, spool.current(), 1)).containsExactly(5L, 6L, 7L, 8L, 9L, 10L);
            assertThat(lost(spool, spool.current())).extracting(Lost::from).containsExactly(4L);
            assertThat(spool.stats().residual()).isZero();
        }
    }

    @Test
    void damageOfAnyLengthAndMoreThanOneIsPassedOverAndTold() throws IOException {
        EpochId epoch;
        try (Spool spool = open(ONE)) {
            for (int slot = 1; slot <= 400; slot++) {
                spool.append(List.of(entry(slot, 300)));
            }
            epoch = spool.current();
        }
        Path segment = segment(epoch);
        byte[] bytes = Files.readAllBytes(segment);
        assertThat(bytes.length).isGreaterThan(1_300_000);
        Arrays.fill(bytes, 100_000, 450_000, (byte) 0);
        Arrays.fill(bytes, 800_000, 1_150_000, (byte) 0x0A);
        Files.write(segment, bytes);
        try (Spool spool = open(ONE)) {
            List<Lost> rows = lost(spool, spool.current());
            assertThat(rows).hasSize(2);
            List<Long> held = new ArrayList<>(slots(spool, epoch, 1));
            held.addAll(slots(spool, spool.current(), 1));
            rows.forEach(row -> LongStream.rangeClosed(row.from(), row.to()).forEach(held::add));
            assertThat(held)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.rangeClosed(1, 400).boxed().toList());
            assertThat(spool.stats().lost())
                    .isEqualTo(rows.stream().mapToLong(Lost::count).sum());
            assertThat(spool.stats().residual()).isZero();
        }
    }

    @Test
    void aRecordWhoseLengthIsDamagedHidesNoneBehindIt() throws IOException {
        for (int bit = 0; bit < Integer.SIZE; bit++) {
            EpochId epoch;
            try (Spool spool = open(ONE)) {
                spool.newEpoch("a test");
                append(spool, 1, 9);
                epoch = spool.current();
                spool.committed(JOB, 1, committed(spool, epoch));
            }
            Path segment = segment(epoch);
            byte[] bytes = Files.readAllBytes(segment);
            ByteBuffer all = ByteBuffer.wrap(bytes);
            int at = offsets(bytes).get(3);
            all.putInt(at, all.getInt(at) ^ (1 << bit));
            Files.write(segment, bytes);
            try (Spool spool = open(ONE)) {
                assertThat(slots(spool, spool.current(), 1)).as("bit " + bit).containsExactly(5L, 6L, 7L, 8L, 9L);
                assertThat(lost(spool, spool.current())).extracting(Lost::from).containsExactly(4L);
            }
        }
    }

    @Test
    void ofAnEpochThatEndedInGoodOrderTheLastRecordsAreMissedToo() throws IOException {
        EpochId old;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 10);
            old = spool.current();
            spool.newEpoch("a test");
            append(spool, 11, 12);
        }
        Path segment = segment(old);
        byte[] bytes = Files.readAllBytes(segment);
        Files.write(segment, Arrays.copyOf(bytes, offsets(bytes).get(8) + 5));
        for (int start = 1; start <= 2; start++) {
            try (Spool spool = open(ONE)) {
                assertThat(spool.head(old)).isEqualTo(8);
                assertThat(lost(spool, spool.current()))
                        .as("start " + start)
                        .containsExactly(new Lost(old, 9, 11, 9, 11, Lost.Reason.CORRUPT));
                assertThat(spool.stats().lost()).isEqualTo(3);
                assertThat(spool.stats().residual()).isZero();
            }
        }
    }

    @Test
    void aDamagedSegmentIsLostFromItsOwnFirstSlotOnAndNotFromTheEpochs() throws IOException {
        SpoolConfig small = new SpoolConfig(1_000, 1_000_000, Duration.ZERO);
        EpochId epoch;
        long low;
        try (Spool spool = open(small)) {
            append(spool, 1_000, 1_099);
            epoch = spool.current();
            spool.committed(JOB, 1, Map.of(epoch, 50L));
            low = spool.low(epoch);
            assertThat(low).isBetween(20L, 51L);
            // no more than this is committed: the oldest that is held is pending
            spool.committed(JOB, 1, Map.of(epoch, low - 1));
        }
        damage(SegmentFiles.in(folder.resolve("epochs").resolve(epoch.value())).get(0), 1);
        try (Spool spool = open(small)) {
            assertThat(spool.read(epoch, low)).isEmpty();
            assertThat(spool.epochs().stream().flatMap(each -> lost(spool, each).stream()))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.from()).isEqualTo(low);
                        assertThat(row.firstSlot()).isEqualTo(1_000 + low - 1);
                        assertThat(row.lastSlot()).isEqualTo(1_000 + row.to());
                    });
        }
    }

    @Test
    void anEpochThatTheBooksCouldNotTakeAtOnceIsCountedOnce() throws IOException {
        try (Spool spool = open(new SpoolConfig(1_000, 1_000_000, Duration.ZERO))) {
            append(spool, 1, 10);
            EpochId old = spool.current();
            spool.newEpoch("a test");
            append(spool, 11, 12);
            Path inTheWay = Files.createDirectory(folder.resolve("books").resolve("counts.new"));
            for (int attempt = 0; attempt < 3; attempt++) {
                assertThatExceptionOfType(SpoolException.class)
                        .isThrownBy(() -> spool.committed(JOB, 1, Map.of(old, 11L)));
            }
            Files.delete(inTheWay);
            spool.committed(JOB, 1, Map.of(old, 11L));
            assertThat(spool.epochs()).doesNotContain(old);
            assertThat(spool.stats())
                    .extracting(SpoolStats::produced, SpoolStats::committed, SpoolStats::pending, SpoolStats::residual)
                    .containsExactly(13L, 11L, 2L, 0L);
        }
    }

    @Test
    void whatIsToldAsLostAndWasNotDroppedBeforeTheEndIsNotPendingToo() throws IOException {
        EpochId epoch;
        try (Spool spool = open(ONE)) {
            append(spool, 1, 10);
            epoch = spool.current();
        }
        Books.of(folder.resolve("books"), List.of(JOB)).lose(new Lost(epoch, 1, 4, 1, 5, Lost.Reason.CAP));
        try (Spool spool = open(ONE)) {
            assertThat(spool.stats())
                    .extracting(SpoolStats::pending, SpoolStats::lost, SpoolStats::residual)
                    .containsExactly(6L, 4L, 0L);
        }
    }

    private Spool open(SpoolConfig config) {
        return Spool.open(folder, new CollectorId("c1"), config, List.of(JOB), CLOCK);
    }

    private static void append(Spool spool, int from, int to) {
        for (int slot = from; slot <= to; slot++) {
            spool.append(List.of(entry(slot, 1)));
        }
    }

    private static Entry entry(long slot, int nodes) {
        Frames.Builder frames = new Frames.Builder(slot, 1, 1, 1);
        for (int node = 1; node <= nodes; node++) {
            frames.addNode("node-" + node, slot * 1_000_003 + node, 1);
        }
        return new Entry(UpRecord.Kind.FRAMES, Optional.of(HALL), slot + 1, frames.encode());
    }

    /** The only segment of an epoch. */
    private Path segment(EpochId epoch) throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("epochs").resolve(epoch.value()))) {
            List<Path> segments = files.filter(SegmentFiles::isSegment).toList();
            assertThat(segments).hasSize(1);
            return segments.get(0);
        }
    }

    /** Changes the last byte of some of a file's records, which are counted from 1. */
    private static void damage(Path segment, int... records) throws IOException {
        byte[] bytes = Files.readAllBytes(segment);
        List<Integer> offsets = offsets(bytes);
        for (int record : records) {
            bytes[offsets.get(record) - 1] ^= 1;
        }
        Files.write(segment, bytes);
    }

    /** Where a file's records begin, and where the last one ends. */
    private static List<Integer> offsets(byte[] bytes) {
        List<Integer> offsets = new ArrayList<>(List.of(0));
        int at = 0;
        while (at < bytes.length) {
            at += 8 + ByteBuffer.wrap(bytes).getInt(at);
            offsets.add(at);
        }
        return offsets;
    }

    /** What a window thinks of a cursor. */
    private static List<SendWindow.Event> heard(Spool spool, EpochId epoch, long next, Link link) {
        SendWindow window = new SendWindow(JOB, spool, 1, spool.committed(JOB));
        long committed = spool.committed(JOB).getOrDefault(epoch, 0L);
        Cursor.Epoch said = new Cursor.Epoch(epoch, next, link, committed, next + 10);
        return window.onCursor(new Cursor(1, 7, List.of(said)), 0).stream()
                .filter(event -> event.change() != SendWindow.Change.COMMITTED)
                .toList();
    }

    /** All epochs but one are committed whole. */
    private static Map<EpochId, Long> committed(Spool spool, EpochId but) {
        Map<EpochId, Long> committed = new TreeMap<>();
        spool.epochs().stream()
                .filter(epoch -> !epoch.equals(but))
                .forEach(epoch -> committed.put(epoch, spool.head(epoch)));
        return committed;
    }

    private static List<Long> slots(Spool spool, EpochId epoch, long from) {
        return records(spool, epoch, from)
                .filter(record -> record.kind() == UpRecord.Kind.FRAMES)
                .map(record -> Frames.parse(record.body()).firstSlot())
                .toList();
    }

    private static List<Lost> lost(Spool spool, EpochId epoch) {
        return records(spool, epoch, spool.low(epoch))
                .filter(record -> record.kind() == UpRecord.Kind.LOST)
                .map(record -> Lost.parse(record.body()))
                .toList();
    }

    private static Stream<UpRecord> records(Spool spool, EpochId epoch, long from) {
        return LongStream.rangeClosed(from, spool.head(epoch))
                .mapToObj(seq -> spool.read(epoch, seq).orElseThrow());
    }
}
