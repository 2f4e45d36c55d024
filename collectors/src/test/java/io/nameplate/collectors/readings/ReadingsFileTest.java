/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.readings;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.readings.BadLine.Why;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadingsFileTest {

    @Test
    void readsANodeWithItsGpus() {
        NodeReading node = (NodeReading) reading("""
                {"ts":"2026-06-01T00:00:10Z","node":"n001","boot_id":"b1","gpu_count":2,"gpus":[
                {"uuid":"GPU-1","index":1,"util":97.5,"gr_engine":0.0001,"power_w":690.5,"temp_c":61.25,
                "sm_clock_mhz":1980,"power_limit_w":700,"clock_event_reasons":4,"xid":79,"recovery_action":0},
                {"uuid":"GPU-2","util":0}]}
                """);
        assertThat(node.ts()).isEqualTo(Instant.parse("2026-06-01T00:00:10Z").toEpochMilli());
        assertThat(node.bootId()).isEqualTo("b1");
        assertThat(node.gpuCount()).isEqualTo(2);
        long blank = Frames.BLANK;
        assertThat(node.gpus())
                .containsExactly(
                        new GpuReading("GPU-1", 1, 975, 1, 1980, 691, 613, 700, 4, 79, 0, Health.UNSAID),
                        new GpuReading(
                                "GPU-2",
                                GpuReading.NO_INDEX,
                                0,
                                blank,
                                blank,
                                blank,
                                blank,
                                blank,
                                blank,
                                blank,
                                blank,
                                Health.UNSAID));
    }

    @Test
    void readsWhatIsSaidOfAGpusHealth() {
        NodeReading node = (NodeReading) reading("""
                {"ts":"2026-06-01T00:00:10Z","node":"n001","gpus":[
                {"uuid":"GPU-1","row_remap_failure":1,"fabric_health":1,"fabric_manager":3,"nvlinks_down":0},
                {"uuid":"GPU-2","fabric_health":3,"fabric_manager":1},
                {"uuid":"GPU-3","row_remap_failure":0,"nvlinks_down":4}]}
                """);
        Health fabricWell =
                Health.UNSAID.with(GpuCondition.FABRIC_UNHEALTHY, false).with(GpuCondition.FABRIC_LIMITED, false);
        assertThat(node.gpus())
                .extracting(GpuReading::health)
                .containsExactly(
                        fabricWell
                                .with(GpuCondition.ROW_REMAP_FAILURE, true)
                                .with(GpuCondition.FABRIC_MANAGER_FAILED, false)
                                .with(GpuCondition.NVLINK_DOWN, false),
                        fabricWell.with(GpuCondition.FABRIC_LIMITED, true),
                        Health.UNSAID
                                .with(GpuCondition.ROW_REMAP_FAILURE, false)
                                .with(GpuCondition.NVLINK_DOWN, true));
    }

    @Test
    void readsReachabilityWithUnknownWhereNothingIsSaid() {
        Reachability full = (Reachability)
                reading(
                        "{'ts':'2026-06-01T02:00:00.500+02:00','node':'n001','reach':'no_route','witness':'no_load','port':'down'}");
        assertThat(full.ts())
                .isEqualTo(Instant.parse("2026-06-01T00:00:00.500Z").toEpochMilli());
        assertThat(full.reach()).isEqualTo(Reachability.Reach.NO_ROUTE);
        assertThat(full.witness()).isEqualTo(Witness.NO_LOAD);
        assertThat(full.port()).isEqualTo(Port.DOWN);
        Reachability bare = (Reachability) reading("{'ts':'2026-06-01T00:00:00Z','node':'n001','reach':'timeout'}");
        assertThat(bare.witness()).isEqualTo(Witness.UNKNOWN);
        assertThat(bare.port()).isEqualTo(Port.UNKNOWN);
    }

    @Test
    void aPlantPointWithoutValueOrOfBadQualityIsBad() {
        String start = "{'ts':'2026-06-01T00:00:00Z','asset':'pdu-1','point':'voltage_l1n'";
        assertThat(((PlantReading) reading(start + ",'value':230.5}")).value().value())
                .isEqualTo(230.5);
        assertThat(((PlantReading) reading(start + ",'value':230}")).value().quality())
                .isEqualTo(Quality.GOOD);
        assertThat(((PlantReading) reading(start + ",'value':230,'quality':'bad'}"))
                        .value()
                        .quality())
                .isEqualTo(Quality.BAD);
        assertThat(((PlantReading) reading(start + "}")).value().quality()).isEqualTo(Quality.BAD);
        assertThat(((PlantReading) reading(start + ",'value':null}")).value().quality())
                .isEqualTo(Quality.BAD);
    }

    @Test
    void saysWhatIsWrongWithALine() {
        String start = "{'ts':'2026-06-01T00:00:00Z',";
        String gpu = start + "'node':'n001','gpus':[{'uuid':'g',";
        assertBad("nonsense", Why.NOT_JSON, "JSON");
        assertBad("[1]", Why.NOT_JSON, "not a JSON object");
        assertBad("{'ts':'2026-06-01T00:00:00Z','node':'n001'", Why.NOT_JSON, "JSON");
        assertBad(start + "'node':'n001','gpus':[]} x", Why.NOT_JSON, "JSON");
        assertBad(start + "'node':'n001','node':'n002','gpus':[]}", Why.NOT_JSON, "Duplicate field");
        assertBad(start + "'node':'n001','gpus':[],'utl':1}", Why.UNKNOWN_FIELD, "'utl'");
        assertBad(gpu + "'watts':5}]}", Why.UNKNOWN_FIELD, "'watts' of a GPU");
        assertBad("{'node':'n001','gpus':[]}", Why.MISSING_FIELD, "'ts'");
        assertBad(start + "'gpus':[]}", Why.MISSING_FIELD, "'node'");
        assertBad(start + "'node':'n001'}", Why.MISSING_FIELD, "'gpus'");
        assertBad(start + "'node':'n001','gpus':[{'util':1}]}", Why.MISSING_FIELD, "'uuid'");
        assertBad(start + "'asset':'pdu-1','value':3}", Why.MISSING_FIELD, "'point'");
        assertBad(start + "'point':'x','value':3}", Why.MISSING_FIELD, "'asset'");
        assertBad(gpu + "'util':'97'}]}", Why.WRONG_TYPE, "'util' must be a number, found a text");
        assertBad(gpu + "'xid':7.5}]}", Why.WRONG_TYPE, "'xid' must be a whole number");
        assertBad(start + "'node':5,'gpus':[]}", Why.WRONG_TYPE, "'node' must be a text, found a number");
        assertBad(start + "'node':'n001','gpus':{}}", Why.WRONG_TYPE, "'gpus' must be a list");
        assertBad(start + "'node':'n001','reach':'gone'}", Why.WRONG_TYPE, "'reach' cannot be 'gone'");
        assertBad("{'ts':'2026-06-01T00:00:00','node':'n001','gpus':[]}", Why.WRONG_TYPE, "offset");
        assertBad("{'ts':'2026-13-01T00:00:00Z','node':'n001','gpus':[]}", Why.WRONG_TYPE, "no such day");
        assertBad("{'ts':'2026-06-01T00:00:00.0001Z','node':'n001','gpus':[]}", Why.WRONG_TYPE, "finer");
        assertBad(gpu + "'util':100.5}]}", Why.OUT_OF_RANGE, "0 to 100");
        assertBad(gpu + "'gr_engine':97}]}", Why.OUT_OF_RANGE, "0 to 1");
        assertBad(gpu + "'xid':-1}]}", Why.OUT_OF_RANGE, "'xid'");
        assertBad(start + "'node':'x9','gpus':[]}", Why.UNKNOWN_NODE, "'x9'");
        assertBad(start + "'asset':'x9','point':'p','value':1}", Why.UNKNOWN_ASSET, "'x9'");
        assertBad(start + "'asset':'pdu-1','point':'p','value':1,'node':'n001'}", Why.UNKNOWN_FIELD, "'node'");
        assertBad(start + "'node':'n001','reach':'ok','gpus':[]}", Why.UNKNOWN_FIELD, "'gpus'");
    }

    @Test
    void aLineBehindTheOneBeforeIsBadAndTheRestIsKept() {
        List<Line> lines = lines("""
                {"ts":"2026-06-01T00:00:05Z","node":"n001","reach":"ok"}

                {"ts":"2026-06-01T00:00:04Z","node":"n001","reach":"ok"}
                {"ts":"2026-06-01T00:00:05Z","node":"n001","reach":"timeout"}
                broken
                {"ts":"2026-06-01T00:00:06Z","node":"n001","reach":"ok"}                """);
        assertThat(lines).extracting(Line::line).containsExactly(1L, 3L, 4L, 5L, 6L);
        assertThat(lines)
                .filteredOn(line -> line instanceof BadLine)
                .extracting(Line::line)
                .containsExactly(3L, 5L);
        assertThat(((BadLine) lines.get(1)).why()).isEqualTo(Why.OUT_OF_ORDER);
    }

    @Test
    void aLineMayBeLongerThanAnyBuffer() {
        String gpus = "{\"uuid\":\"g\"},".repeat(20_000);
        List<Line> lines = lines(
                "{\"ts\":\"2026-06-01T00:00:05Z\",\"node\":\"n001\",\"gpus\":[" + gpus.substring(0, gpus.length() - 1)
                        + "]}\r\n{\"ts\":\"2026-06-01T00:00:06Z\",\"node\":\"n001\",\"gpus\":[]}\r\n");
        assertThat(lines).hasSize(2).allMatch(line -> line instanceof Line.Good);
    }

    private static void assertBad(String line, Why why, String part) {
        List<Line> lines = lines(line.replace('\'', '"'));
        assertThat(lines).singleElement().isInstanceOfSatisfying(BadLine.class, bad -> {
            assertThat(bad.why()).as(line).isEqualTo(why);
            assertThat(bad.sentence()).contains(part);
        });
    }

    private static io.nameplate.collectors.inventory.Reading reading(String line) {
        List<Line> lines = lines(line.replace('\'', '"').replace("\n", ""));
        assertThat(lines).singleElement().isInstanceOf(Line.Good.class);
        return ((Line.Good) lines.get(0)).reading();
    }

    private static List<Line> lines(String text) {
        InputStream in = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        List<Line> all = new ArrayList<>();
        try (ReadingsFile file = ReadingsFile.of(in, Sites.small(3, 1, 1))) {
            for (Optional<Line> next = file.next(); next.isPresent(); next = file.next()) {
                all.add(next.get());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return all;
    }
}
