/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import static io.nameplate.model.wire.Frames.BLANK;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.inventory.Refusal;
import io.nameplate.model.LeapingClock;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a live recorder makes of readings that come late, of a process that stood still, and of a state that takes long to save. */
class RecorderLateTest {

    private static final long T0 = 1_780_272_000L;
    private static final NodeId N1 = Sites.node(1);
    private static final NodeId N2 = Sites.node(2);

    @TempDir
    private Path folder;

    private final Registry registry = Sites.small(2, 1, 1);
    private final LeapingClock clock = new LeapingClock(T0 * 1_000);
    private final MemoryLog log = new MemoryLog();
    private final Map<Refusal, Integer> refused = new EnumMap<>(Refusal.class);

    /** Readings are believed two seconds after their time: no slot may be stated without them before. */
    @Test
    void aSlotWaitsForReadingsAsLongAsTheyAreBelieved() throws IOException {
        Recorder recorder = recorder(clock::nanos);
        recorder.watch();
        run(recorder, 1, 9);
        pass(recorder, 10.0, 11.9);
        recorder.take(List.of(healthy(N1, 10), healthy(N2, 10)));
        recorder.take(List.of(healthy(N1, 11), healthy(N2, 11)));
        run(recorder, 12, 20);
        assertThat(words()).containsEntry(N1 + " 10", "data").containsEntry(N2 + " 10", "data");
        assertThat(words().values()).containsOnly("data");
        assertThat(refused).isEmpty();
    }

    @Test
    void aReadingThatComesAfterItsSlotWasStatedIsCounted() throws IOException {
        Recorder recorder = recorder(clock::nanos);
        recorder.watch();
        run(recorder, 1, 9);
        pass(recorder, 10.0, 13.6);
        recorder.take(List.of(healthy(N1, 10)));
        assertThat(words().get(N1 + " 10")).startsWith("absent");
        assertThat(refused).containsExactly(Map.entry(Refusal.LATE, 1));
    }

    @Test
    void slotsInWhichTheProcessStoodStillAreLeftOutAndNotStatedAsAbsent() throws IOException {
        Recorder recorder = recorder(clock::nanos);
        recorder.watch();
        run(recorder, 1, 9);
        clock.to(T0 * 1_000 + 14_200);
        // what waited in the sockets meanwhile no longer says when it was read
        recorder.take(List.of(healthy(N1, 14.2), healthy(N2, 14.2)));
        run(recorder, 15, 25);
        assertThat(words().values()).containsOnly("data");
        assertThat(words()).containsKey(N1 + " 8").doesNotContainKey(N1 + " 12").containsKey(N1 + " 20");
        assertThat(recorder.leftOutSeconds()).isBetween(4L, 8L);
        assertThat(log.epochs).isEmpty();
    }

    @Test
    void aStateThatTakesLongToSaveIsSavedLessOftenUnlessSomethingHappens() throws IOException {
        long[] looks = {0};
        Recorder recorder = recorder(() -> clock.nanos() + 200_000_000L * looks[0]++);
        recorder.watch();
        int quiet = savedIn(recorder, 1, 40);
        assertThat(quiet).isBetween(3, 25);
        clock.to((T0 + 41) * 1_000);
        byte[] before = saved();
        recorder.take(List.of(faulted(N1, 41), healthy(N2, 41)));
        run(recorder, 42, 44);
        recorder.save();
        assertThat(saved()).isNotEqualTo(before);
        byte[] since = saved();
        assertThat(savedIn(recorder, 45, 45))
                .as("a condition that goes on is no news")
                .isZero();
        assertThat(saved()).isEqualTo(since);
    }

    /** Power went, of the collector too: what it had stated since its state was saved says how long the node had been there. */
    @Test
    void anAbsenceBeginsAfterTheLastReadingThatWasStatedThoughTheStateIsOlder() throws IOException {
        Recorder dies = recorder(clock::nanos);
        dies.watch();
        run(dies, 1, 10);
        dies.save();
        run(dies, 11, 15);
        clock.to((T0 + 30) * 1_000);
        Recorder next = recorder(clock::nanos);
        next.watch();
        for (int second = 31; second <= 40; second++) {
            clock.to((T0 + second) * 1_000);
            next.take(List.of(healthy(N2, second)));
            next.tick();
        }
        assertThat(words().get(N1 + " 14")).isEqualTo("data");
        assertThat(words().get(N1 + " 35")).isEqualTo("absent since 15");
    }

    private int savedIn(Recorder recorder, int from, int to) throws IOException {
        int saved = 0;
        for (int second = from; second <= to; second++) {
            byte[] before = saved();
            run(recorder, second, second);
            recorder.save();
            saved += Arrays.equals(before, saved()) ? 0 : 1;
        }
        return saved;
    }

    private byte[] saved() throws IOException {
        Path file = folder.resolve("inventory.snapshot");
        return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    }

    private void run(Recorder recorder, int from, int to) {
        for (int second = from; second <= to; second++) {
            clock.to((T0 + second) * 1_000);
            recorder.take(List.of(healthy(N1, second), healthy(N2, second)));
            recorder.tick();
        }
    }

    /** Lets the time pass in silence. */
    private void pass(Recorder recorder, double from, double to) {
        for (double second = from; second <= to; second += 0.2) {
            clock.to(at(second));
            recorder.tick();
        }
    }

    private static long at(double second) {
        return Math.round((T0 + second) * 1_000);
    }

    private static Reading healthy(NodeId node, double second) {
        return reading(node, second, 0);
    }

    private static Reading faulted(NodeId node, double second) {
        return reading(node, second, 79);
    }

    private static Reading reading(NodeId node, double second, long xid) {
        GpuReading gpu = new GpuReading("a-" + node, 0, 970, BLANK, 1980, 500, 610, 700, 4, xid, BLANK, Health.UNSAID);
        return new NodeReading(node, at(second), "boot-1", 2, List.of(gpu));
    }

    /** What each node states of each slot, in words. */
    private Map<String, String> words() {
        Map<String, String> words = new TreeMap<>();
        for (UpRecord record : log.records) {
            if (record.kind() == UpRecord.Kind.FRAMES) {
                Frames frames = Frames.parse(record.body());
                for (int i = 0; i < frames.nodeCount(); i++) {
                    long code = frames.absentCode(i);
                    words.put(
                            frames.node(i) + " " + (frames.firstSlot() - T0),
                            code == 0 ? "data" : "absent since " + (Evidence.since(code) - T0));
                }
            }
        }
        return words;
    }

    private Recorder recorder(LongSupplier nanos) throws IOException {
        return new Recorder(
                new Recorder.Settings(Sites.C1, 64, 0),
                registry,
                log,
                new SnapshotFile(folder),
                clock,
                nanos,
                refusal -> refused.merge(refusal, 1, Integer::sum));
    }
}
