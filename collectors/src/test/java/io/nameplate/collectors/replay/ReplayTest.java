/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.collectors.recorder.MemoryLog;
import io.nameplate.collectors.recorder.Recorder;
import io.nameplate.collectors.recorder.SnapshotFile;
import io.nameplate.model.language.Registry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");

    @TempDir
    Path folder;

    private final Registry registry = Sites.small(3, 1, 1);

    @Test
    void statesTheSameAsTheOfflineCollector() throws IOException {
        Path file = readings(1, 60);
        MemoryLog live = new MemoryLog();
        run(file, live, folder);
        MemoryLog offline = new MemoryLog();
        try (ReadingsFile open = ReadingsFile.open(file, registry)) {
            OfflineCollector.play(
                    registry,
                    open,
                    2,
                    (id, draft) -> {
                        if (id.equals(Sites.C1)) {
                            offline.append(draft);
                        }
                    },
                    bad -> {});
        }
        assertThat(live.records).isEqualTo(offline.records);
    }

    @Test
    void killedAgainAndAgainItStatesEverythingOnce() throws IOException {
        for (long seed = 1; seed <= 20; seed++) {
            Path file = readings(seed, 60);
            MemoryLog calm = new MemoryLog();
            run(file, calm, Files.createDirectory(folder.resolve("calm" + seed)));
            assertThat(calm.statements().values()).allMatch(times -> times == 1);

            Random random = new Random(seed);
            MemoryLog log = new MemoryLog();
            Path state = Files.createDirectory(folder.resolve("killed" + seed));
            for (int kill = 0; kill < 8; kill++) {
                log.dieAfter = random.nextInt(40);
                try {
                    run(file, log, state);
                } catch (MemoryLog.Killed expected) {
                    assertThat(log.dieAfter).isEqualTo(-1);
                }
            }
            log.dieAfter = Integer.MAX_VALUE;
            run(file, log, state);
            run(file, log, state);
            assertThat(log.statements()).as("seed %d", seed).isEqualTo(calm.statements());
            assertThat(log.ended()).isTrue();
        }
    }

    private void run(Path file, MemoryLog log, Path state) throws IOException {
        Recorder recorder = new Recorder(
                new Recorder.Settings(Sites.C1, 2, 0),
                registry,
                log,
                new SnapshotFile(state),
                Clock.systemUTC(),
                System::nanoTime,
                refusal -> {});
        new Replay(file, registry, recorder, bad -> {}).run(() -> false);
        recorder.close();
    }

    private Path readings(long seed, int seconds) throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder();
        int[] boot = {1, 1, 1, 1};
        int[] away = new int[4];
        for (int second = 0; second < seconds; second++) {
            Instant ts = START.plusSeconds(second);
            text.append("{\"ts\":\"%s\",\"asset\":\"pdu-1\",\"point\":\"voltage_l1n\",\"value\":%d}%n"
                    .formatted(ts, random.nextInt(240)));
            for (int n = 1; n <= 3; n++) {
                if (away[n] == 0 && random.nextInt(30) == 0) {
                    away[n] = random.nextInt(12);
                    boot[n] += random.nextInt(2);
                }
                if (away[n] > 0) {
                    away[n]--;
                    text.append("{\"ts\":\"%s\",\"node\":\"n%03d\",\"reach\":\"timeout\",\"witness\":\"off\"}%n"
                            .formatted(ts, n));
                } else {
                    text.append(("{\"ts\":\"%s\",\"node\":\"n%03d\",\"boot_id\":\"b%d\",\"gpus\":"
                                    + "[{\"uuid\":\"a\",\"util\":%d,\"xid\":%d},{\"uuid\":\"b\",\"util\":5}]}%n")
                            .formatted(ts, n, boot[n], random.nextInt(100), random.nextInt(20) == 0 ? 79 : 0));
                }
            }
        }
        return Files.writeString(folder.resolve("readings" + seed + ".jsonl"), text);
    }
}
