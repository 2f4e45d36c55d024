/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.model.language.Registry;
import io.nameplate.streamjobs.world.Deadline;
import io.nameplate.streamjobs.world.FakeCollector;
import io.nameplate.streamjobs.world.FakeLedger;
import io.nameplate.streamjobs.world.MemoryBroker;
import io.nameplate.streamjobs.world.Offline;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Savepoints that older versions of the job have left: today's goes on from each of them. */
@Timeout(150)
class FrozenSavepointIT {

    private static final long END = FrozenJob.START + 300;

    @TempDir
    Path data;

    static Stream<Path> savepoints() throws Exception {
        URI all = FrozenSavepointIT.class.getResource("/savepoints").toURI();
        try (Stream<Path> folders = Files.list(Path.of(all))) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("savepoints")
    void theJobGoesOnFromAnOlderVersionsSavepoint(Path frozen) throws Exception {
        SortedMap<String, String> before = new ObjectMapper()
                .readValue(frozen.resolve("settled.json").toFile(), new TypeReference<TreeMap<String, String>>() {});
        String site = Files.readString(frozen.resolve("site.yaml"));
        // the collectors were updated since
        Story first = FrozenJob.first()
                .inOldFrames(false)
                .rebooted(FrozenJob.SILENT_NODE, FrozenJob.SILENT_FROM, FrozenJob.SILENT_UNTIL)
                .play(FrozenJob.START + 155, END)
                .end();
        Story second = FrozenJob.second()
                .inOldFrames(false)
                .play(FrozenJob.START + 125, END)
                .end();
        Registry registry = TwoHalls.registry(site, 1);
        SortedMap<String, String> expected = Offline.settle(registry, first, second);
        SortedMap<String, String> provenances = Offline.provenances(registry, first, second);
        try (MemoryBroker broker = new MemoryBroker();
                FakeLedger ledger = new FakeLedger();
                FakeCollector c1 = new FakeCollector("c1", first, FrozenJob.START, broker);
                FakeCollector c2 = new FakeCollector("c2", second, FrozenJob.START, broker)) {
            ledger.hold(before);
            c1.append();
            c2.append();
            try (JobUnderTest job = new JobUnderTest(
                    data, TwoHalls.access(site), broker, ledger, List.of(), 1, Optional.of(frozen), Optional.empty())) {
                Deadline.await(
                        Duration.ofSeconds(120),
                        () -> ledger.contents().size() + " of " + expected.size() + " contents; "
                                + job.counters().snapshot(),
                        () -> ledger.contents().equals(expected)
                                && ledger.provenances().equals(provenances));
            }
            Set<String> restated = new TreeSet<>(before.keySet());
            restated.retainAll(ledger.revisions().keySet());
            assertThat(restated)
                    .containsExactly(
                            "both/wide/" + Instant.ofEpochSecond(FrozenJob.SILENT_FROM),
                            "both/wide/" + Instant.ofEpochSecond(FrozenJob.SILENT_FROM + 10));
            assertThat(ledger.revisions().values()).containsOnly(1);
            assertThat(ledger.olderRefused()).isEmpty();
        }
    }
}
