/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.FakeCollector;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.MemoryBroker;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;

/**
 * Freezes the state of today's job for the tests of tomorrow's: a savepoint, what the ledger had then, and the registry.
 * One hall stands behind the other, and one node was silent for a while and will turn out to have rebooted.
 */
final class FrozenJob {

    static final long START = TwoHalls.START;
    static final String SILENT_NODE = "n1-1";
    static final long SILENT_FROM = START + 60;
    static final long SILENT_UNTIL = START + 80;

    private FrozenJob() {}

    /** In frames of before: so they were when the first savepoint was frozen, and records keep their bytes. */
    static Story first() {
        return Story.ofFirst(91)
                .inOldFrames(true)
                .play(START, SILENT_FROM)
                .calmBut(SILENT_NODE, SILENT_FROM, SILENT_UNTIL)
                .play(SILENT_UNTIL, START + 155);
    }

    static Story second() {
        return Story.ofSecond(92).inOldFrames(true).play(START, START + 125);
    }

    /** Freezes into a new folder of the test resources: {@code FrozenJob src/test/resources/savepoints/NAME}. */
    public static void main(String[] args) throws Exception {
        Path frozen = Path.of(args[0]).toAbsolutePath();
        Path data = Files.createTempDirectory("frozen-job");
        try (MemoryBroker broker = new MemoryBroker();
                FakeLedger ledger = new FakeLedger();
                FakeCollector c1 = new FakeCollector("c1", first(), START, broker);
                FakeCollector c2 = new FakeCollector("c2", second(), START, broker);
                JobUnderTest job = new JobUnderTest(data, TwoHalls.access(), broker, ledger, List.of(), 1)) {
            c1.append();
            c2.append();
            Deadline.await(
                    Duration.ofMinutes(2),
                    () -> ledger.contents().keySet().toString(),
                    () -> ledger.contents().size() == 12 + 15);
            long checkpoints = job.count(Counter.CHECKPOINTS);
            Deadline.await(
                    Duration.ofMinutes(2),
                    () -> "no checkpoint",
                    () -> job.count(Counter.CHECKPOINTS) > checkpoints + 1);
            Path savepoint = job.stop(data.resolve("stopped"));
            Files.createDirectories(frozen);
            Files.copy(savepoint.resolve("_metadata"), frozen.resolve("_metadata"));
            new ObjectMapper()
                    .writerWithDefaultPrettyPrinter()
                    .writeValue(frozen.resolve("settled.json").toFile(), new TreeMap<>(ledger.contents()));
            Files.writeString(frozen.resolve("site.yaml"), TwoHalls.TEXT);
            try (var files = Files.list(savepoint)) {
                System.out.println("frozen in " + frozen + "; the savepoint has " + files.count() + " file");
            }
        }
        System.exit(0);
    }
}
