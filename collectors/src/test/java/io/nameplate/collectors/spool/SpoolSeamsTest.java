/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Head;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where one epoch, segment or history ends and the next begins, nothing falls between. */
class SpoolSeamsTest {

    private static final CollectorId C1 = new CollectorId("c1");
    private static final ConsumerId JOB = new ConsumerId("job");
    private static final HallId A = new HallId("hall-a");
    private static final HallId B = new HallId("hall-b");
    private static final SpoolConfig ROOMY = new SpoolConfig(1_000, 1_000_000, Duration.ZERO);
    private static final SpoolConfig KEEPING = new SpoolConfig(1_000, 1_000_000, Duration.ofHours(1));

    @TempDir
    Path folder;

    private Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);

    @Test
    void aSlotSplitBetweenEpochsIsWholeInTheNewOneWhichBeginsWithIt() {
        try (Spool spool = open(ROOMY)) {
            spool.append(List.of(frames(A, 90, 90), frames(B, 90, 100)));
            spool.append(List.of(plant(107, 100), frames(A, 100, 100)));
            EpochId old = spool.current();
            spool.newEpoch("the consumer resumed in mid-slot");
            assertThat(spool.heads()).extracting(Head.Epoch::closed).containsExactly(100L, 0L);
            assertThat(spool.heads().get(1).from())
                    .as("before its first record")
                    .isEqualTo(100);

            spool.append(List.of(frames(B, 100, 110)));
            assertThat(spool.epochs()).hasSize(2).startsWith(old);
            assertThat(said(spool, spool.current()))
                    .containsExactly("plant 107 through 100", "hall-a 100 through 100", "hall-b 100 through 110");
        }
    }

    /** What was recorded by a clock that was a year ahead stays there: the epoch after it begins with its own first record. */
    @Test
    void whatBeginsAnewOwesNothingAlsoAfterARestart() {
        int ahead = 31_536_000;
        try (Spool spool = open(ROOMY)) {
            spool.append(List.of(frames(A, ahead, ahead), plant(ahead + 7, ahead), frames(B, ahead, ahead)));
            spool.anew("a test");
        }
        for (int restart = 1; restart <= 2; restart++) {
            try (Spool spool = open(ROOMY)) {
                assertThat(spool.epochs()).hasSize(2);
            }
        }
        try (Spool spool = open(ROOMY)) {
            spool.append(List.of(frames(B, 100, 110)));
            assertThat(said(spool, spool.current())).containsExactly("hall-b 100 through 110");
            assertThat(spool.heads().get(1).from()).isEqualTo(100);
        }
    }

    @Test
    void whatBeginsAnewWhileAnEmptyEpochOwesLeavesThatToIt() {
        int ahead = 31_536_000;
        try (Spool spool = open(ROOMY)) {
            spool.append(List.of(plant(ahead + 7, ahead), frames(A, ahead, ahead)));
            spool.newEpoch("a test");
            EpochId owing = spool.current();
            spool.anew("a test");
            assertThat(spool.current()).isNotEqualTo(owing);
            EpochId anew = spool.current();
            spool.anew("again, before anything was recorded");
            assertThat(spool.current()).isEqualTo(anew);
            spool.append(List.of(frames(B, 100, 110)));
            assertThat(said(spool, anew)).containsExactly("hall-b 100 through 110");
            assertThat(spool.heads()).extracting(Head.Epoch::isClosed).containsExactly(true, true, false);
        }
    }

    @Test
    void theSplitSlotIsWholeAlsoAfterARestartAndOverSegments() {
        SpoolConfig tiny = new SpoolConfig(1, 1_000_000, Duration.ZERO);
        try (Spool spool = open(tiny)) {
            spool.append(List.of(frames(B, 90, 90)));
            spool.append(List.of(frames(A, 90, 100)));
            spool.append(List.of(frames(A, 100, 100)));
            spool.append(List.of(frames(A, 110, 100)));
            spool.append(List.of(plant(50, 100)));
        }
        try (Spool spool = open(tiny)) {
            spool.newEpoch("a test");
        }
        try (Spool spool = open(tiny)) {
            spool.append(List.of(frames(B, 100, 110)));
            assertThat(said(spool, spool.current()))
                    .containsExactly("hall-a 100 through 100", "hall-a 110 through 100", "hall-b 100 through 110");
        }
    }

    @Test
    void whatADroppedLostRecordSaidIsSaidAgain() {
        SpoolConfig small = new SpoolConfig(1_000, 4_000, Duration.ZERO);
        try (Spool spool = open(small)) {
            EpochId first = spool.current();
            for (int i = 1; i <= 40; i++) {
                spool.append(List.of(plant(i, i)));
            }
            spool.newEpoch("a test");
            for (int i = 41; i <= 400; i++) {
                spool.append(List.of(plant(i, i)));
            }
            assertThat(spool.epochs()).doesNotContain(first);
            EpochId now = spool.current();
            assertThat(lost(spool, now))
                    .extracting(Lost::epoch, Lost::from, Lost::to)
                    .contains(
                            org.assertj.core.groups.Tuple.tuple(first, 1L, 41L),
                            org.assertj.core.groups.Tuple.tuple(now, 1L, spool.low(now) - 1));
            SpoolStats stats = spool.stats();
            assertThat(stats.produced()).isEqualTo(stats.committed() + stats.pending() + stats.lost());
            assertThat(spool.head(now)).as("LOST records do not breed").isLessThan(900);
            assertThat(stats.bytes()).isLessThanOrEqualTo(small.maxBytes() + 2 * small.segmentBytes());
        }
    }

    @Test
    void aBatchBiggerThanTheSpoolIsTakenAndDropsWhatWasThere() {
        SpoolConfig small = new SpoolConfig(1_000, 4_000, Duration.ZERO);
        try (Spool spool = open(small)) {
            for (int i = 1; i <= 20; i++) {
                spool.append(List.of(plant(i, i)));
            }
            long before = spool.head(spool.current());
            List<Entry> big = new ArrayList<>();
            for (int i = 21; i <= 120; i++) {
                big.add(plant(i, i));
            }
            spool.append(big);
            assertThat(lost(spool, spool.current()))
                    .extracting(Lost::to)
                    .last()
                    .satisfies(to -> assertThat(to).isBetween(10L, before));
            spool.append(List.of(plant(121, 121)));
            assertThat(spool.stats().bytes()).isLessThan(small.maxBytes());
            assertThat(said(spool, spool.current())).contains("plant 121 through 121");
        }
    }

    @Test
    void leavingAnOlderEpochEndsTheNewestInGoodOrderAndKeepsWhatIsCommittedForRawKeep() {
        EpochId old;
        try (Spool spool = open(KEEPING)) {
            for (int i = 1; i <= 10; i++) {
                spool.append(List.of(plant(i, i)));
            }
            old = spool.current();
            spool.newEpoch("a test");
            EpochId live = spool.current();
            spool.append(List.of(frames(A, 20, 20), frames(B, 20, 30), frames(A, 30, 30)));
            spool.committed(JOB, 1, Map.of(old, 4L));
            spool.leave(old, "another history");
            spool.append(List.of(frames(B, 30, 40)));

            assertThat(spool.epochs()).containsExactly(live, spool.current());
            assertThat(spool.read(live, spool.head(live)).orElseThrow().kind()).isEqualTo(UpRecord.Kind.FIN);
            assertThat(said(spool, spool.current()))
                    .startsWith("plant 5 through 5")
                    .endsWith("plant 10 through 10", "hall-a 30 through 30", "hall-b 30 through 40");
            assertThat(folder.resolve("epochs").resolve(old.value())).isDirectory();
            assertThat(spool.stats().lost()).isZero();
            assertThat(spool.stats().committed()).isEqualTo(5);
        }
        try (Spool spool = open(KEEPING)) {
            assertThat(spool.epochs()).doesNotContain(old);
            assertThat(folder.resolve("epochs").resolve(old.value())).isDirectory();
        }
        clock = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
        try (Spool spool = open(KEEPING)) {
            spool.committed(JOB, 1, Map.of());
            assertThat(folder.resolve("epochs").resolve(old.value())).doesNotExist();
            assertThat(spool.stats().committed()).isEqualTo(5);
        }
    }

    @Test
    void aBatchThatTheDiskDidNotTakeCanBeAppendedAgain() throws IOException {
        SpoolConfig tiny = new SpoolConfig(1, 1_000_000, Duration.ZERO);
        try (Spool spool = open(tiny)) {
            spool.append(List.of(plant(1, 1)));
            Path inTheWay =
                    folder.resolve("epochs").resolve(spool.current().value()).resolve(String.format("%019d.seg", 2));
            Files.createDirectory(inTheWay);
            assertThatExceptionOfType(SpoolException.class).isThrownBy(() -> spool.append(List.of(plant(2, 2))));
            Files.delete(inTheWay);
            spool.append(List.of(plant(2, 2)));
            assertThat(said(spool, spool.current())).containsExactly("plant 1 through 1", "plant 2 through 2");
        }
    }

    @Test
    void nothingFollowsFinWhenTheNextEpochCouldNotBeginAtOnce() throws IOException {
        try (Spool spool = open(ROOMY)) {
            spool.append(List.of(plant(1, 1)));
            EpochId old = spool.current();
            Path epochs = folder.resolve("epochs");
            Files.move(epochs, folder.resolve("away"));
            Files.createFile(epochs);
            assertThatExceptionOfType(SpoolException.class).isThrownBy(() -> spool.newEpoch("a test"));
            Files.delete(epochs);
            Files.move(folder.resolve("away"), epochs);
            spool.append(List.of(plant(2, 2)));
            assertThat(said(spool, old)).containsExactly("plant 1 through 1", "FIN through 1");
            assertThat(said(spool, spool.current())).containsExactly("plant 2 through 2");
        }
    }

    private Spool open(SpoolConfig config) {
        return Spool.open(folder, C1, config, List.of(JOB), clock);
    }

    private static Entry frames(HallId hall, long slot, long through) {
        Frames.Builder frames = new Frames.Builder(slot, 10, 1, 1);
        frames.addNode(hall.value(), 0, 1);
        return new Entry(UpRecord.Kind.FRAMES, Optional.of(hall), through, frames.encode());
    }

    private static Entry plant(long second, long through) {
        PlantReadings.Reading reading = new PlantReadings.Reading(
                new AssetId("a"), "p", second * 1_000 - 1, second, PlantReadings.Quality.GOOD);
        return new Entry(UpRecord.Kind.PLANT, Optional.empty(), through, new PlantReadings(List.of(reading)).encode());
    }

    private static List<String> said(Spool spool, EpochId epoch) {
        return records(spool, epoch)
                .map(record -> switch (record.kind()) {
                            case FRAMES ->
                                record.hall() + " "
                                        + Frames.parse(record.body()).firstSlot();
                            case PLANT ->
                                "plant "
                                        + (long) PlantReadings.parse(record.body())
                                                .readings()
                                                .get(0)
                                                .value();
                            case LOST, FIN, OTHER -> record.kind().toString();
                        }
                        + " through " + record.through())
                .map(text -> text.replace("Optional[", "").replace("]", ""))
                .toList();
    }

    private static List<Lost> lost(Spool spool, EpochId epoch) {
        return records(spool, epoch)
                .filter(record -> record.kind() == UpRecord.Kind.LOST)
                .map(record -> Lost.parse(record.body()))
                .toList();
    }

    private static Stream<UpRecord> records(Spool spool, EpochId epoch) {
        return Stream.iterate(spool.low(epoch), seq -> seq <= spool.head(epoch), seq -> seq + 1)
                .map(seq -> spool.read(epoch, seq).orElseThrow());
    }
}
