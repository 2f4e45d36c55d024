/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.recorder;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.Draft;
import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.model.LeapingClock;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecorderTest {

    private static final long T0 = 1_780_272_000L;
    private static final AssetId PDU = new AssetId("pdu-1");

    @TempDir
    Path folder;

    private final LeapingClock clock = new LeapingClock(T0 * 1_000);
    private final MemoryLog log = new MemoryLog();

    @Test
    void aPlantValueKeepsTheTimeAtWhichItWasReadHoweverLateItIsTaken() throws IOException {
        Recorder recorder = recorder(log, Sites.small(1, 1, 1));
        recorder.watch();
        clock.pass(10_500);
        recorder.takeAt(PDU, T0 * 1_000 + 500, List.of(PointValue.good("voltage_l1n", 230)));
        clock.pass(2_000);
        recorder.tick();
        recorder.close();
        assertThat(log.records)
                .filteredOn(record -> record.kind() == UpRecord.Kind.PLANT)
                .flatExtracting(record -> PlantReadings.parse(record.body()).readings())
                .singleElement()
                .satisfies(reading -> {
                    assertThat(reading.tsMillis()).isEqualTo(T0 * 1_000 + 500);
                    assertThat(reading.receivedMillis())
                            .as("it is no stored one")
                            .isEqualTo(reading.tsMillis());
                });
    }

    @Test
    void aClockThatIsSetBeginsANewEpoch() throws IOException {
        Recorder recorder = recorder(log, Sites.small(1, 1, 1));
        recorder.watch();
        for (int i = 0; i < 8; i++) {
            clock.pass(1_000);
            recorder.tick();
        }
        assertThat(log.epochs).isEmpty();
        clock.leap(540_000);
        recorder.tick();
        assertThat(log.epochs).containsExactly("clock was set");
        long records = log.records.size();
        assertThat(recorder.measure(Inventory::through)).isGreaterThanOrEqualTo(T0 + 540);
        clock.leap(-300_000);
        recorder.tick();
        assertThat(log.epochs).containsExactly("clock was set", "clock was set");
        assertThat(log.records).as("slots that stand are not stated again").hasSize((int) records);
        assertThat(recorder.waitsUntil()).isEqualTo(recorder.measure(Inventory::through));
    }

    /** Not only the recorder remembers times by the old clock: all of the process begins anew. */
    @ParameterizedTest
    @ValueSource(longs = {-31_536_000_000L, -700_000, 601_000, 31_536_000_000L})
    void aClockThatIsSetByMoreThanTenMinutesEndsTheRecording(long leap) throws IOException {
        Recorder recorder = recorder(log, Sites.small(1, 1, 1));
        recorder.watch();
        pass(recorder, 5);
        assertThat(recorder.leapt()).isFalse();
        clock.leap(leap);
        assertThat(recorder.take(List.of())).as("the reading is refused").isFalse();
        assertThat(recorder.leapt()).isTrue();
        pass(recorder, 30);
        recorder.close();
        assertThat(log.epochs).isEmpty();
        assertThat(log.records)
                .allSatisfy(record -> assertThat(record.through()).isLessThan(T0 + 60));
        Recorder again = recorder(log, Sites.small(1, 1, 1));
        again.watch();
        pass(again, 10);
        assertThat(again.leapt()).isFalse();
        assertThat(again.waitsUntil()).isZero();
        assertThat(again.through()).isBetween(T0 + leap / 1_000, T0 + leap / 1_000 + 90);
    }

    @Test
    void aClockThatWasFarAheadBeforeARestartIsNotWaitedFor() throws IOException {
        clock.leap(86_400_000);
        Recorder recorder = recorder(log, Sites.small(1, 1, 1));
        recorder.watch();
        pass(recorder, 5);
        recorder.close();
        clock.leap(-86_400_000);
        Recorder again = recorder(log, Sites.small(1, 1, 1));
        again.watch();
        assertThat(log.epochs).containsExactly("anew: clock was far ahead");
        pass(again, 10);
        assertThat(again.through()).isBetween(T0 + 10, T0 + 60);
    }

    private void pass(Recorder recorder, int seconds) {
        for (int i = 0; i < seconds; i++) {
            clock.pass(1_000);
            recorder.tick();
        }
    }

    /** Found by simulation (seed 50168): the first epoch of all began a minute after its first reading, and nothing waited for it. */
    @Test
    void whatWasReadBeforeTheClockWasSetStaysInTheEpochBefore() throws IOException {
        Recorder recorder = recorder(log, Sites.small(1, 1, 1));
        recorder.watch();
        recorder.tick();
        clock.pass(500);
        recorder.takeAt(PDU, clock.millis(), List.of(PointValue.good("voltage_l1n", 230)));
        assertThat(log.records).isEmpty();
        clock.leap(70_000);
        recorder.tick();
        assertThat(log.epochs).containsExactly("clock was set");
        assertThat(log.records).extracting(UpRecord::kind).containsExactly(UpRecord.Kind.PLANT);
        assertThat(log.records.get(0).through()).isLessThan(T0 + 70);
    }

    @Test
    void aDiskThatTakesNoRecordIsSaidAndTheStateIsNotSavedWithoutIt() throws IOException {
        RecordLog full = new FullLog();
        Recorder recorder = recorder(full, Sites.small(1, 1, 1));
        recorder.watch();
        clock.pass(10_000);
        recorder.tick();
        assertThat(recorder.stalled()).isTrue();
        clock.pass(10_000);
        recorder.tick();
        assertThat(recorder.failed()).as("live goes on").isFalse();
        assertThat(recorder.appendFailures()).isGreaterThan(1);
        recorder.close();
        assertThat(new SnapshotFile(folder).read()).isEmpty();
    }

    private Recorder recorder(RecordLog to, Registry registry) throws IOException {
        return new Recorder(
                new Recorder.Settings(Sites.C1, 64, 0),
                registry,
                to,
                new SnapshotFile(folder),
                clock,
                clock::nanos,
                refusal -> {});
    }

    /** A log whose disk is full. */
    private static final class FullLog extends EmptyLog {
        @Override
        public void append(List<Draft> drafts) throws IOException {
            throw new IOException("no space left on device");
        }
    }
}
