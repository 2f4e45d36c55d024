/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.collectors.replay.OfflineCollector;
import io.nameplate.collectors.spool.Entry;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Copies of the spools of two collectors, one of the nodes and one of the plant, settled together. */
class SettleSpoolTest {

    private static final Path EVENT =
            Path.of(System.getProperty("nameplate.home"), "deploy/simulator/src/main/resources/golden/chiller-trip");
    private static final CollectorId NODES = new CollectorId("c1");
    private static final CollectorId PLANT = new CollectorId("c2");
    /** So small that nearly every record has a segment of its own. */
    private static final SpoolConfig SMALL = new SpoolConfig(100, 10_000_000, Duration.ofDays(3));

    @TempDir
    Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path nodes;
    private Path plant;

    @BeforeEach
    void aSiteOfTwoCollectors() throws IOException {
        Path registry = Files.createDirectories(folder.resolve("registry"));
        Files.copy(EVENT.resolve("registry/contracts.yaml"), registry.resolve("contracts.yaml"));
        String ours = "- {collector: c1, halls: [h1]}";
        String site = Files.readString(EVENT.resolve("registry/site.yaml"))
                .replace(ours, ours + "\n  - {collector: c2, halls: [h1]}")
                .replaceAll("(- \\{asset: .*)collector: c1", "$1collector: c2");
        Files.writeString(registry.resolve("site.yaml"), site);
        nodes = folder.resolve("nodes");
        plant = folder.resolve("plant");
        Registry read = RegistryFolder.read(registry, 1);
        try (Spool ofNodes = spool(nodes, NODES);
                Spool ofPlant = spool(plant, PLANT);
                ReadingsFile readings = ReadingsFile.open(EVENT.resolve("readings.jsonl"), read)) {
            Map<CollectorId, Spool> spools = Map.of(NODES, ofNodes, PLANT, ofPlant);
            OfflineCollector.play(
                    read,
                    readings,
                    1,
                    (collector, draft) -> {
                        if (draft.kind() != UpRecord.Kind.FIN) {
                            spools.get(collector)
                                    .append(List.of(
                                            new Entry(draft.kind(), draft.hall(), draft.through(), draft.body())));
                        }
                    },
                    bad -> assertThat(bad.sentence()).isEmpty());
        }
    }

    private static Spool spool(Path folder, CollectorId collector) {
        Clock clock = Clock.fixed(Instant.parse("2026-06-01T00:00:00Z"), ZoneOffset.UTC);
        return Spool.open(folder, collector, SMALL, List.of(new ConsumerId("job")), clock);
    }

    private int settle(Path... spools) throws IOException {
        Files.deleteIfExists(out());
        List<String> words = new ArrayList<>(
                List.of("settle", "--registry", folder.resolve("registry").toString(), "--out", out().toString()));
        for (Path spool : spools) {
            words.addAll(List.of("--spool", spool.toString()));
        }
        said.reset();
        PrintStream err = new PrintStream(said, true, StandardCharsets.UTF_8);
        return Nameplate.run(words, System.out, err);
    }

    private Path out() {
        return folder.resolve("out.jsonl");
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /** A copy as {@code cp -a} makes it, of the segments from one until before another. */
    private Path copy(Path spool, String name, int from, int to) throws IOException {
        Path copy = folder.resolve(name);
        List<Path> segments = segments(spool);
        try (Stream<Path> all = Files.walk(spool)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                int number = segments.indexOf(file);
                if (number < 0 || number >= from && number < to) {
                    Path there = copy.resolve(spool.relativize(file));
                    Files.createDirectories(there.getParent());
                    Files.copy(file, there);
                }
            }
        }
        return copy;
    }

    private static List<Path> segments(Path spool) throws IOException {
        try (Stream<Path> all = Files.walk(spool)) {
            return all.filter(file -> file.toString().endsWith(".seg")).sorted().toList();
        }
    }

    private static String expected() throws IOException {
        return Files.readString(EVENT.resolve("expected.jsonl"));
    }

    @Test
    void copiesOfBothSpoolsSettleToTheHandWorkedNumbers() throws IOException {
        Path ofNodes = copy(nodes, "copy-of-nodes", 0, Integer.MAX_VALUE);
        Path ofPlant = copy(plant, "copy-of-plant", 0, Integer.MAX_VALUE);
        assertThat(settle(ofNodes, ofPlant)).isZero();
        assertThat(said()).isEmpty();
        assertThat(Files.readString(out())).isEqualTo(expected());
        assertThat(settle(ofPlant, ofNodes)).isZero();
        assertThat(Files.readString(out())).isEqualTo(expected());
    }

    @Test
    void oneOfTwoIsSettledAloneAndWhoIsMissingIsSaid() throws IOException {
        assertThat(settle(nodes)).isZero();
        assertThat(Files.readString(out())).isNotEqualTo(expected());
        assertThat(said()).contains("no folder is of collector 'c2'");
    }

    @Test
    void copiesOfOneCollectorFromSeveralTimesAreOneSpool() throws IOException {
        int all = segments(nodes).size();
        assertThat(all).isGreaterThan(8);
        Path early = copy(nodes, "early", 0, all / 2 + 1);
        Path late = copy(nodes, "late", all / 2, all);
        assertThat(settle(early, plant, late)).isZero();
        assertThat(Files.readString(out())).isEqualTo(expected());
        assertThat(settle(late, early, plant, late)).isZero();
        assertThat(Files.readString(out())).isEqualTo(expected());
        assertThat(said()).isEmpty();
    }

    @Test
    void recordsThatAreInNoCopyAreNamed() throws IOException {
        int all = segments(nodes).size();
        Path early = copy(nodes, "early", 0, all / 2 - 1);
        Path late = copy(nodes, "late", all / 2 + 1, all);
        assertThat(settle(early, late, plant)).isEqualTo(2);
        assertThat(said()).containsPattern("records \\d+ to \\d+ of epoch \\w+ of collector 'c1' are in no folder");
        assertThat(Files.readString(out())).contains("UNMEASURED");
    }

    @Test
    void twoHistoriesOfOneCollectorAreSettledByNobody() throws IOException {
        Path twin = copy(nodes, "twin", 0, Integer.MAX_VALUE);
        for (Path one : List.of(nodes, twin)) {
            try (Spool spool = spool(one, NODES)) {
                byte[] body = new PlantReadings(List.of(new PlantReadings.Reading(
                                new AssetId("cdu-1"), one.toString(), 0, 1, PlantReadings.Quality.GOOD)))
                        .encode();
                spool.append(List.of(new Entry(UpRecord.Kind.PLANT, Optional.empty(), 0, body)));
            }
        }
        assertThat(settle(nodes, plant, twin)).isEqualTo(2);
        assertThat(said()).contains("collector 'c1' has two histories: record ", nodes.toString(), twin.toString());
        assertThat(out()).doesNotExist();
    }

    @Test
    void whatIsNoSpoolIsSaidWithTheReason() throws IOException {
        assertThat(settle(nodes, folder.resolve("nowhere"))).isEqualTo(2);
        assertThat(said()).contains("cannot settle: there is no folder ", "nowhere");
        assertThat(settle(folder.resolve("registry"), nodes)).isEqualTo(2);
        assertThat(said()).contains("registry is not a collector's spool: it has no 'collector' file");
        assertThat(settle(copy(nodes, "empty", 0, 0))).isEqualTo(2);
        assertThat(said()).contains("empty holds no segment");
        Path foreign = copy(nodes, "foreign", 0, Integer.MAX_VALUE);
        Files.writeString(foreign.resolve("collector"), "c9\n");
        assertThat(settle(nodes, foreign)).isEqualTo(2);
        assertThat(said()).contains("is of collector 'c9', which is not in the registry");
        assertThat(out()).doesNotExist();
    }
}
