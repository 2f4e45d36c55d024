/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.inventory.Reachability.Reach;
import io.nameplate.model.LeapingClock;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the recorder does while its log takes nothing. */
class RecorderDiskTest {

    private static final long T0 = Instant.parse("2026-06-01T00:00:00Z").toEpochMilli();

    @TempDir
    Path folder;

    private final Registry registry = Sites.small(2, 1, 1);
    private final LeapingClock clock = new LeapingClock(T0);

    @Test
    void recordsThatTheDiskDoesNotTakeWaitAndAreAppendedInTheirOrder() throws IOException {
        MemoryLog calm = new MemoryLog();
        live(calm, "calm", 64_000_000, 60, 0, 0);
        MemoryLog log = new MemoryLog();
        Recorder recorder = live(log, "full", 64_000_000, 60, 20, 40);
        assertThat(log.statements()).isEqualTo(calm.statements());
        assertThat(log.records)
                .extracting(record -> record.through())
                .isEqualTo(calm.records.stream().map(record -> record.through()).toList());
        assertThat(recorder.appendFailures()).as("tried once a second").isBetween(15L, 21L);
        assertThat(recorder.leftOutSeconds()).isZero();
        assertThat(recorder.failed()).isFalse();
    }

    @Test
    void aBacklogThatDoesNotFitWholeIsAppendedAsFarAsThereIsRoom() throws IOException {
        MemoryLog calm = new MemoryLog();
        live(calm, "calm", 64_000_000, 60, 0, 0);
        clock.to(T0);
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, Files.createDirectory(folder.resolve("nearly")), 64_000_000);
        recorder.watch();
        run(recorder, 1, 10);
        log.full = true;
        run(recorder, 11, 40);
        int before = log.records.size();
        log.full = false;
        log.room = 5;
        run(recorder, 41, 42);
        assertThat(log.records).hasSize(before + 5);
        assertThat(recorder.stalled()).isTrue();
        log.room = Integer.MAX_VALUE;
        run(recorder, 43, 60);
        assertThat(recorder.stalled()).isFalse();
        assertThat(log.statements()).isEqualTo(calm.statements());
        assertThat(log.records)
                .extracting(record -> record.through())
                .isEqualTo(calm.records.stream().map(record -> record.through()).toList());
    }

    @Test
    void whatIsCompleteStandsStillWhileNothingReachesTheDisk() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, folder, 64_000_000);
        recorder.watch();
        run(recorder, 1, 10);
        long through = recorder.through();
        assertThat(through).isEqualTo(recorder.measure(inventory -> inventory.through()));
        log.full = true;
        run(recorder, 11, 40);
        assertThat(recorder.through()).isEqualTo(through);
        log.full = false;
        run(recorder, 41, 42);
        assertThat(recorder.through())
                .isGreaterThan(through + 25)
                .isEqualTo(recorder.measure(inventory -> inventory.through()));
    }

    @Test
    void whenTooMuchWaitsSlotsAreLeftOutAndCountedNotStatedAsAbsent() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = live(log, "full", 500, 60, 20, 40);
        assertThat(recorder.leftOutSeconds()).isBetween(5L, 22L);
        TreeMap<String, Integer> all = log.statements();
        assertThat(all.values()).allMatch(times -> times == 1);
        assertThat(log.records.get(log.records.size() - 1).through()).isGreaterThan(T0 / 1_000 + 55);
        assertThat(all.keySet()).noneMatch(text -> text.contains(" " + (T0 / 1_000 + 35) + " x"));
    }

    @Test
    void whoseReadingsAreOfNoUseIsTold() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, folder, 500);
        recorder.watch();
        run(recorder, 1, 5);
        assertThat(recorder.take(List.of())).isTrue();
        log.full = true;
        run(recorder, 6, 40);
        assertThat(recorder.take(List.of())).as("too much waits").isFalse();
        log.full = false;
        run(recorder, 41, 45);
        assertThat(recorder.take(List.of())).isTrue();
        recorder.close();
        assertThat(recorder.take(List.of())).isFalse();
    }

    @Test
    void theStateIsNotSavedAheadOfTheRecords() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, folder, 64_000_000);
        recorder.watch();
        run(recorder, 1, 10);
        byte[] before = Files.readAllBytes(folder.resolve("inventory.snapshot"));
        log.full = true;
        run(recorder, 11, 20);
        assertThat(recorder.stalled()).isTrue();
        recorder.close();
        assertThat(Files.readAllBytes(folder.resolve("inventory.snapshot"))).isEqualTo(before);
    }

    @Test
    void aClockStepWhileTheDiskIsFullStillBeginsANewEpoch() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, folder, 64_000_000);
        recorder.watch();
        run(recorder, 1, 10);
        log.full = true;
        run(recorder, 11, 12);
        clock.leap(30_000);
        run(recorder, 13, 15);
        assertThat(log.epochs).isEmpty();
        log.full = false;
        run(recorder, 16, 20);
        assertThat(log.epochs).containsExactly("clock was set");
    }

    /** What goes on after so long that slots were left out does not go on in another year. */
    @Test
    void aClockThatIsSetFarAheadWhileNothingIsRecordedLeavesOutNoYear() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, folder, 500);
        recorder.watch();
        run(recorder, 1, 5);
        log.full = true;
        run(recorder, 6, 40);
        assertThat(recorder.take(List.of())).as("too much waits").isFalse();
        log.full = false;
        clock.leap(31_536_000_000L);
        recorder.tick();
        assertThat(recorder.leapt()).isTrue();
        assertThat(recorder.leftOutSeconds()).isZero();
        assertThat(log.records)
                .allSatisfy(record -> assertThat(record.through()).isLessThan(T0 / 1_000 + 60));
    }

    @Test
    void aLogThatIsOlderThanTheSavedStateBeginsANewEpoch() throws IOException {
        MemoryLog log = new MemoryLog();
        Recorder recorder = recorder(log, folder, 64_000_000);
        recorder.watch();
        run(recorder, 1, 10);
        recorder.close();
        log.records.remove(log.records.size() - 1);
        recorder(log, folder, 64_000_000);
        assertThat(log.epochs).hasSize(1);
    }

    @Test
    void aReplayEndsInsteadBecauseItGoesOnExactlyThereLater() throws IOException {
        MemoryLog log = new MemoryLog();
        log.full = true;
        Recorder recorder = recorder(log, folder, 64_000_000);
        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> recorder.drive(inventory -> {
                    inventory.begin(T0);
                    inventory.finish(T0 + 5_000);
                }));
        assertThat(recorder.failed()).isTrue();
    }

    private Recorder live(MemoryLog log, String name, long waiting, int seconds, int fullFrom, int fullTo)
            throws IOException {
        clock.to(T0);
        Recorder recorder = recorder(log, Files.createDirectory(folder.resolve(name)), waiting);
        recorder.watch();
        for (int second = 1; second <= seconds; second++) {
            log.full = second >= fullFrom && second < fullTo;
            run(recorder, second, second);
        }
        return recorder;
    }

    private void run(Recorder recorder, int from, int to) {
        for (int second = from; second <= to; second++) {
            clock.to(T0 + second * 1_000L);
            long now = clock.millis();
            recorder.take(List.of(
                    new Reachability(Sites.node(1), now, Reach.TIMEOUT, Witness.OFF, Port.DOWN),
                    new Reachability(Sites.node(2), now, Reach.TIMEOUT, Witness.ON, Port.UP)));
            recorder.tick();
            recorder.save();
        }
    }

    private Recorder recorder(MemoryLog log, Path state, long waiting) throws IOException {
        return new Recorder(
                new Recorder.Settings(Sites.C1, 64, 0, waiting),
                registry,
                log,
                new SnapshotFile(state),
                clock,
                clock::nanos,
                refusal -> {});
    }
}
