/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.collectors.recorder.RecordLog.Position;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.collectors.replay.OfflineCollector;
import io.nameplate.collectors.replay.Replay;
import io.nameplate.collectors.spool.Entry;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.collectors.spool.SpoolReader;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolLogTest {

    private static final List<ConsumerId> CONSUMERS = List.of(new ConsumerId("job"));

    private static final byte[] NOTHING = new PlantReadings(List.of()).encode();

    @TempDir
    Path folder;

    private final Registry registry = Sites.small(2, 1, 1);

    @Test
    void aReplayIntoTheSpoolIsTheOfflineCollectorsAndEndsOnce() throws IOException {
        Path readings = readings();
        replay(readings);
        replay(readings);
        List<String> spooled = new ArrayList<>();
        SpoolReader.open(folder.resolve("spool")).forEach(record -> spooled.add(text(record)));
        List<String> offline = new ArrayList<>();
        try (ReadingsFile file = ReadingsFile.open(readings, registry)) {
            OfflineCollector.play(
                    registry,
                    file,
                    64,
                    (id, draft) -> {
                        if (id.equals(Sites.C1)) {
                            offline.add(text(draft.kind(), draft.through(), draft.body()));
                        }
                    },
                    bad -> {});
        }
        assertThat(spooled).isEqualTo(offline);
        assertThat(spooled.get(spooled.size() - 1)).startsWith("FIN");
    }

    @Test
    void recordsBehindAPlaceAreFoundOverEpochs() throws IOException {
        replay(readings());
        try (Spool spool = open()) {
            SpoolLog log = SpoolLog.replay(spool, new ReplayMark(folder));
            assertThat(log.ended()).isTrue();
            Position end = log.head();
            assertThat(end.seq()).isGreaterThan(5);
            assertThat(log.after(end)).isEmpty();
            assertThat(log.after(new Position(end.epoch(), end.seq() - 3))).hasSize(3);
            assertThat(log.after(Position.START)).hasSize((int) end.seq());
        }
    }

    @Test
    void aLiveCollectorStoppedRightAfterANewEpochRecordsAgain() throws IOException {
        try (Spool spool = open()) {
            Recorder recorder = recorder(SpoolLog.live(spool));
            recorder.watch();
            spool.append(List.of(new Entry(UpRecord.Kind.PLANT, Optional.empty(), 0, NOTHING)));
            SpoolLog.live(spool).newEpoch("clock was set");
        }
        try (Spool spool = open()) {
            assertThat(recorder(SpoolLog.live(spool)).start()).isNotEqualTo(Recorder.Start.ENDED);
            assertThat(SpoolLog.replay(spool, new ReplayMark(folder)).ended())
                    .as("nor has a replay ended with an epoch")
                    .isFalse();
        }
    }

    @Test
    void aLiveCollectorRecordsInAFolderWhereAReplayEnded() throws IOException {
        replay(readings());
        try (Spool spool = open()) {
            assertThat(SpoolLog.replay(spool, new ReplayMark(folder)).ended()).isTrue();
            assertThat(recorder(SpoolLog.live(spool)).start()).isEqualTo(Recorder.Start.CONTINUED);
        }
    }

    private void replay(Path readings) throws IOException {
        try (Spool spool = open()) {
            Recorder recorder = recorder(SpoolLog.replay(spool, new ReplayMark(folder)));
            new Replay(readings, registry, recorder, bad -> {}).run(() -> false);
            recorder.close();
        }
    }

    private Recorder recorder(SpoolLog log) throws IOException {
        return new Recorder(
                new Recorder.Settings(Sites.C1, 64, 0),
                registry,
                log,
                new SnapshotFile(folder),
                Clock.systemUTC(),
                System::nanoTime,
                refusal -> {});
    }

    private Spool open() throws IOException {
        return Spool.open(
                Files.createDirectories(folder.resolve("spool")),
                Sites.C1,
                SpoolConfig.DEFAULT,
                CONSUMERS,
                Clock.systemUTC());
    }

    private Path readings() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int second = 0; second < 30; second++) {
            for (int node = 1; node <= 2; node++) {
                text.append(
                        "{\"ts\":\"2026-06-01T00:00:%02dZ\",\"node\":\"n%03d\",\"gpus\":[{\"uuid\":\"a\",\"util\":%d}]}%n"
                                .formatted(second, node, second));
            }
        }
        return Files.writeString(folder.resolve("readings.jsonl"), text);
    }

    private static String text(UpRecord record) {
        return text(record.kind(), record.through(), record.body());
    }

    private static String text(UpRecord.Kind kind, long through, byte[] body) {
        return kind + " " + through + " " + HexFormat.of().formatHex(body);
    }
}
