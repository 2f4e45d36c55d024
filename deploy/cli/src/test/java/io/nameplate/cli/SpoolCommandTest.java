/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.nameplate.collectors.spool.Entry;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolCommandTest {

    private static final long SLOT = Instant.parse("2026-06-01T00:00:00Z").getEpochSecond();
    private static final ConsumerId JOB = new ConsumerId("job");

    @TempDir
    Path data;

    /** A collector's folder with three records, one of them committed. */
    @BeforeEach
    void fill() throws IOException {
        Clock clock = Clock.fixed(Instant.ofEpochSecond(SLOT), ZoneOffset.UTC);
        SpoolConfig config = new SpoolConfig(1_024, 10_000_000, Duration.ofDays(3));
        Path folder = Files.createDirectory(data.resolve("spool"));
        try (Spool spool = Spool.open(folder, new CollectorId("c1"), config, List.of(JOB), clock)) {
            byte[] plant = new PlantReadings(List.of(
                            new PlantReadings.Reading(
                                    new AssetId("pdu-1"),
                                    "power",
                                    SLOT * 1_000 + 250,
                                    SLOT * 1_000 + 400,
                                    12_500,
                                    "W",
                                    Quality.SUSPECT,
                                    QualityReason.SPIKE),
                            new PlantReadings.Reading(
                                    new AssetId("cdu-1"), "flow", SLOT * 1_000 + 500, Double.NaN, Quality.BAD)))
                    .encode();
            byte[] frames = new Frames.Builder(SLOT, 10, 1, 2)
                    .addNode("n1", 5, 2)
                    .present(0)
                    .set(Column.UTIL, 0, 970)
                    .addAbsent("n2", Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UP, SLOT - 60, false))
                    .encode();
            spool.append(List.of(new Entry(UpRecord.Kind.PLANT, Optional.empty(), SLOT, plant)));
            spool.append(List.of(new Entry(UpRecord.Kind.FRAMES, Optional.of(new HallId("h1")), SLOT, frames)));
            spool.append(List.of(new Entry(UpRecord.Kind.PLANT, Optional.empty(), SLOT + 10, plant)));
            spool.committed(JOB, 3, Map.of(spool.current(), 1L));
        }
    }

    @Test
    void theBooksAreShownAndAddUp() {
        Called called = Called.with("collector", "spool", "stat", data.toString());
        assertThat(called.code()).isZero();
        assertThat(called.out())
                .contains("collector c1")
                .contains("COMMITTED job")
                .contains("1 to 3")
                .contains("produced 3 = committed 1 + pending 2 + lost 0");
        assertThat(Called.with("collector", "spool", "stat", data.toString(), "-o", "json")
                        .out())
                .contains("\"produced\":3,\"committed\":1,\"pending\":2,\"lost\":0")
                .contains("\"through\":\"2026-06-01T00:00:10Z\"");
    }

    @Test
    void aWholeSpoolIsProvedAndADamagedOneIsNot() throws IOException {
        Called whole = Called.with("collector", "spool", "verify", data.toString());
        assertThat(whole.code()).isZero();
        assertThat(whole.out()).contains("collector c1: 3 records, every one whole, numbered, linked");
        Path segment;
        try (Stream<Path> files = Files.walk(data)) {
            segment = files.filter(file -> file.toString().endsWith(".seg"))
                    .findFirst()
                    .orElseThrow();
        }
        byte[] bytes = Files.readAllBytes(segment);
        bytes[60] ^= 1;
        Files.write(segment, bytes);
        Called damaged = Called.with("collector", "spool", "verify", data.toString(), "-o", "json");
        assertThat(damaged.code()).isEqualTo(2);
        assertThat(damaged.out()).contains("\"faults\":[\"").contains("damaged");
    }

    @Test
    void readingsAreExportedWithTheirQuality() throws IOException {
        Path out = data.resolve("out.jsonl");
        assertThat(Called.with("collector", "spool", "export", data.toString(), "--out", out.toString())
                        .code())
                .isZero();
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(6);
        assertThat(lines.get(0))
                .endsWith("\"seq\":1,\"ts\":\"2026-06-01T00:00:00.250Z\",\"received\":\"2026-06-01T00:00:00.400Z\","
                        + "\"asset\":\"pdu-1\",\"point\":\"power\",\"value\":12500.0,\"unit\":\"W\","
                        + "\"quality\":\"suspect\",\"reason\":\"spike\"}");
        assertThat(lines.get(1)).doesNotContain("\"value\"").contains("\"quality\":\"bad\"");
        assertThat(lines.get(2))
                .endsWith(
                        "\"slot\":\"2026-06-01T00:00:00Z\",\"seconds\":10,\"slots\":1,\"hall\":\"h1\",\"node\":\"n1\","
                                + "\"gpu_count\":2,\"gpus\":[{\"gpu\":0,\"present\":true,\"util\":970},"
                                + "{\"gpu\":1,\"present\":false}]}");
        assertThat(lines.get(3))
                .endsWith("\"node\":\"n2\",\"absent\":{\"reason\":\"timeout\",\"witness\":\"off\",\"port\":\"up\","
                        + "\"since\":\"2026-05-31T23:59:00Z\",\"rebooted\":false}}");
    }

    @Test
    void aNodesTimesAndWhatIsSaidOfItsValuesAreExported() throws IOException {
        byte[] frames = new Frames.Builder(SLOT, 10, 1, 2)
                .addNode("n3", 5, 2)
                .times(SLOT * 1_000 - 900, SLOT * 1_000 - 875)
                .flag(1, new ValueFlag(Of.SM_CLOCK, Quality.BAD, QualityReason.UNIT_CONTRADICTED, 1_980_000_000))
                .flag(1, new ValueFlag(Of.POWER, Quality.BAD, QualityReason.NOT_A_NUMBER, Double.NEGATIVE_INFINITY))
                .flag(
                        Frames.WHOLE_NODE,
                        new ValueFlag(Of.TIME, Quality.SUSPECT, QualityReason.CLOCK_OFFSET, SLOT * 1e3 + 60_000))
                .present(1)
                .encode();
        Clock clock = Clock.fixed(Instant.ofEpochSecond(SLOT), ZoneOffset.UTC);
        SpoolConfig config = new SpoolConfig(1_024, 10_000_000, Duration.ofDays(3));
        try (Spool spool = Spool.open(data.resolve("spool"), new CollectorId("c1"), config, List.of(JOB), clock)) {
            spool.append(List.of(new Entry(UpRecord.Kind.FRAMES, Optional.of(new HallId("h1")), SLOT, frames)));
        }
        assertThat(exported("--node", "n3"))
                .singleElement(STRING)
                .endsWith(
                        "\"node\":\"n3\",\"ts\":\"2026-05-31T23:59:59.100Z\",\"received\":\"2026-05-31T23:59:59.125Z\","
                                + "\"gpu_count\":2,\"gpus\":[{\"gpu\":0,\"present\":false},{\"gpu\":1,\"present\":true}],"
                                + "\"flags\":[{\"gpu\":1,\"value\":\"sm_clock\",\"quality\":\"bad\","
                                + "\"reason\":\"unit_contradicted\",\"raw\":1.98E9},"
                                + "{\"gpu\":1,\"value\":\"power\",\"quality\":\"bad\",\"reason\":\"not_a_number\","
                                + "\"raw\":\"-Infinity\"},"
                                + "{\"value\":\"time\",\"quality\":\"suspect\",\"reason\":\"clock_offset\","
                                + "\"raw\":\"2026-06-01T00:01:00Z\"}]}");
    }

    @Test
    void anExportIsOfWhatWasAskedFor() throws IOException {
        assertThat(exported("--asset", "pdu-1")).hasSize(2).allMatch(line -> line.contains("pdu-1"));
        assertThat(exported("--node", "n2")).hasSize(1);
        assertThat(exported("--point", "flow")).hasSize(2);
        assertThat(exported("--from", "2026-06-01T00:00:00.300Z", "--asset", "cdu-1"))
                .hasSize(2);
        assertThat(exported("--to", "2026-06-01T00:00:00Z")).isEmpty();
    }

    private List<String> exported(String... more) throws IOException {
        Path out = data.resolve("some.jsonl");
        List<String> words = Stream.concat(
                        Stream.of("collector", "spool", "export", data.toString(), "--out", out.toString()),
                        Stream.of(more))
                .toList();
        assertThat(Called.with(words.toArray(String[]::new)).code()).isZero();
        return Files.readAllLines(out);
    }

    @Test
    void whatIsNoSpoolAndWhatIsNoCommandIsSaid() {
        assertThat(Called.with("collector", "spool", "stat", data.resolve("x").toString())
                        .err())
                .contains("there is no folder ");
        assertThat(Called.with("collector", "spool", "empty", data.toString()).err())
                .startsWith("collector spool is followed by stat DIR, verify DIR, or export DIR --out FILE");
        assertThat(Called.with("collector", "spool", "export", data.toString()).err())
                .startsWith("--out is missing");
    }
}
