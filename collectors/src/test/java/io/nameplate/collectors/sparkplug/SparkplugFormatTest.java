/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.mqtt.Opening;
import io.nameplate.collectors.mqtt.PayloadFormat;
import io.nameplate.collectors.orders.OrderDesk;
import io.nameplate.collectors.validate.SourceClock;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.tahu.message.model.Metric;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.Test;

/** Messages as Eclipse Tahu writes them become readings. */
class SparkplugFormatTest {

    private static final long NOW = 1_780_272_000_000L;

    private final List<String> remarks = new ArrayList<>();
    private final List<String> published = new ArrayList<>();

    @Test
    void metricsBecomePointsOfAssets() {
        PayloadFormat format = open("""
                mqtt:
                  - name: edge
                    broker: tcp://b
                    format: sparkplug-b
                    group: Plant
                    names: {CDU_1: cdu-1}
                    points:
                      - {metric: Loop/Supply T, point: supply_temperature, unit: F}
                      - {metric: Power, point: power}
                      - {metric: Site/Feed, point: power, asset: feed-a, unit: MW}
                """);
        List<String> found = new ArrayList<>();
        found.addAll(node(format, "NBIRTH", NOW, 0, TahuEdge.bdSeq(0)));
        found.addAll(device(
                format,
                "DBIRTH",
                NOW,
                1,
                TahuEdge.birth("Loop/Supply T", 1, MetricDataType.Float, 50f, NOW - 86_400_000),
                TahuEdge.withProperties("Power", 2, 12.5, NOW, 192, "kW"),
                TahuEdge.birth("Site/Feed", 3, MetricDataType.Int32, 20, NOW),
                TahuEdge.birth("Other", 4, MetricDataType.Int32, 20, NOW)));
        found.addAll(device(
                format,
                "DDATA",
                NOW + 100,
                2,
                TahuEdge.data(1, MetricDataType.Float, 59f, NOW + 50),
                TahuEdge.data(2, MetricDataType.Double, null, NOW + 60)));
        assertThat(found)
                .containsExactly(
                        "cdu-1 supply_temperature 1780272000000 " + (50f * (5 / 9.0) - 160 / 9.0) + " GOOD",
                        "cdu-1 power 1780272000000 12500.0 GOOD",
                        "feed-a power 1780272000000 2.0E7 GOOD",
                        "cdu-1 supply_temperature 1780272000050 15.0 GOOD",
                        "cdu-1 power 1780272000060 0.0 MISSING source");
        assertThat(remarks).isEmpty();
    }

    @Test
    void aDeathMakesEveryTagStaleAtOnceAlsoIfTheSourcesClockIsAhead() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b, asset: "{edge}-{device}"}
                """);
        node(format, "NBIRTH", NOW, 0, TahuEdge.bdSeq(4), TahuEdge.birth("Load", 9, MetricDataType.Int64, 3L, NOW));
        device(format, "DBIRTH", NOW + 1_500, 1, TahuEdge.birth("A/B c", 1, MetricDataType.Boolean, true, NOW));
        assertThat(lines(format.read(
                        "spBv1.0/Plant/NDEATH/e1",
                        TahuEdge.payload(NOW, -1, List.of(TahuEdge.bdSeq(4))),
                        false,
                        NOW + 100)))
                .containsExactlyInAnyOrder(
                        "e1-e1 Load 1780272000100 0.0 STALE source_gone",
                        "e1-CDU_1 A.B_c 1780272001501 0.0 STALE source_gone");
        assertThat(lines(format.tick(NOW + 200_000)))
                .as("the dead say nothing again")
                .isEmpty();
    }

    @Test
    void whatWasStoredKeepsItsTimeAndEndsNothing() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b, repeat: 10s}
                """);
        node(format, "NBIRTH", NOW, 0, TahuEdge.bdSeq(4), TahuEdge.birth("p", 1, MetricDataType.Int64, 3L, NOW));
        assertThat(node(
                        format,
                        "NDATA",
                        NOW + 100,
                        1,
                        TahuEdge.historical(1, MetricDataType.Int64, 1L, NOW - 600_000),
                        TahuEdge.historical(1, MetricDataType.Int64, null, NOW - 500_000),
                        TahuEdge.historical(1, MetricDataType.Int64, 2L, NOW + 900_000)))
                .containsExactly("e1 p 1780271400000 1.0 GOOD");
        assertThat(remarks).hasSize(2).allMatch(remark -> remark.startsWith("stored_left_out"));
        assertThat(lines(format.tick(NOW + 20_000)))
                .as("what is in force is said again")
                .containsExactly("e1 p 1780272020000 3.0 GOOD");
        assertThat(lines(format.tick(NOW + 21_000))).isEmpty();
    }

    @Test
    void whatADeviceDoesNotNameAnyMoreIsStaleAndNotSaidAgain() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b, repeat: 60s}
                """);
        node(format, "NBIRTH", NOW, 0, TahuEdge.bdSeq(4));
        Metric a = TahuEdge.birth("a", 1, MetricDataType.Int64, 1L, NOW);
        device(format, "DBIRTH", NOW, 1, a, TahuEdge.birth("b", 2, MetricDataType.Int64, 2L, NOW));
        assertThat(device(format, "DBIRTH", NOW + 1, 2, a))
                .containsExactly("CDU_1 a 1780272000001 1.0 GOOD", "CDU_1 b 1780272000001 0.0 STALE source_gone");
        assertThat(lines(format.tick(NOW + 60_000))).containsExactly("CDU_1 a 1780272060000 1.0 GOOD");
    }

    @Test
    void aPointGoesOnWithAnotherMetricAndInAnotherUnit() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b, repeat: 60s, names: {Old: power, New: power}}
                """);
        node(format, "NBIRTH", NOW, 0, TahuEdge.bdSeq(4));
        device(format, "DBIRTH", NOW, 1, TahuEdge.withProperties("Old", 1, 1.0, NOW, 192, "W"));
        assertThat(device(format, "DBIRTH", NOW + 1, 2, TahuEdge.withProperties("New", 1, 2.0, NOW, 192, "kW")))
                .containsExactly("CDU_1 power 1780272000001 2000.0 GOOD");
        device(format, "DBIRTH", NOW + 2, 3, TahuEdge.withProperties("New", 1, 3.0, NOW, 192, "MW"));
        assertThat(lines(format.tick(NOW + 60_000))).containsExactly("CDU_1 power 1780272060000 3000000.0 GOOD");
    }

    @Test
    void birthsAreAskedForAtOnceAndThenLessAndLessOften() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b}
                """);
        for (int second = 0; second < 1_000; second++) {
            format.read(
                    "spBv1.0/Plant/NDATA/e1",
                    TahuEdge.payload(NOW, second % 256, List.of()),
                    false,
                    NOW + second * 1_000L);
        }
        assertThat(published).hasSize(8).containsOnly("spBv1.0/Plant/NCMD/e1");
        published.clear();
        node(format, "NBIRTH", NOW, 0, TahuEdge.bdSeq(4), TahuEdge.birth("p", 1, MetricDataType.Int64, 3L, NOW));
        node(format, "NDATA", NOW, 1, TahuEdge.data(77, MetricDataType.Int64, 3L, NOW));
        format.connection(false, NOW + 5_000);
        format.connection(true, NOW + 6_000);
        format.tick(NOW + 7_000);
        format.tick(NOW + 12_000);
        assertThat(published)
                .as("unknown alias, and 10 s later that it was away")
                .hasSize(2);
    }

    @Test
    void manyNodesAreNotAskedAllAtOnce() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b}
                """);
        for (int node = 0; node < 500; node++) {
            format.read("spBv1.0/Plant/NDATA/n" + node, TahuEdge.payload(NOW, 0, List.of()), false, NOW + node);
        }
        assertThat(published).hasSize(10);
    }

    /** After a broker was away nothing comes from nodes that publish on change: only the tick asks, once a second. */
    @Test
    void quietNodesAreAskedForBirthsTwentyASecond() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b}
                """);
        Metric point = TahuEdge.birth("p", 1, MetricDataType.Int64, 3L, NOW);
        for (int node = 0; node < 50; node++) {
            byte[] birth = TahuEdge.payload(NOW, 0, List.of(TahuEdge.bdSeq(4), point));
            format.read("spBv1.0/Plant/NBIRTH/n" + node, birth, false, NOW);
        }
        format.tick(NOW);
        assertThat(published).isEmpty();
        format.connection(false, NOW + 5_000);
        format.connection(true, NOW + 6_000);
        List<Integer> asked = new ArrayList<>();
        for (int second = 7; second < 12; second++) {
            format.tick(NOW + second * 1_000L);
            asked.add(published.size());
        }
        assertThat(asked).containsExactly(1, 21, 41, 50, 50);
        assertThat(published).doesNotHaveDuplicates();
    }

    @Test
    void whatIsNoMessageOfAnEdgeNodeIsCounted() {
        PayloadFormat format = open("""
                mqtt:
                  - {name: edge, broker: "tcp://b", format: sparkplug-b}
                """);
        for (String topic : List.of(
                "spBv1.0/STATE/host",
                "spBv1.0/g/NCMD/e1",
                "spBv1.0/g/NDATA/e1/d1",
                "spBv1.0/g/DDATA/e1",
                "spBv1.0//NDATA/e1",
                "spBv1.0/g/NDATA/" + "e".repeat(1_024),
                "spAv1.0/g/NDATA/e1")) {
            assertThat(format.read(topic, new byte[0], false, NOW)).isEmpty();
        }
        assertThat(remarks).hasSize(7).allMatch(remark -> remark.startsWith("other_topic"));
        remarks.clear();
        format.read("spBv1.0/g/NBIRTH/e1", TahuEdge.payload(NOW, 0, List.of()), true, NOW);
        format.read("spBv1.0/g/NBIRTH/e1", "text".getBytes(StandardCharsets.UTF_8), false, NOW);
        assertThat(remarks).hasSize(2);
        assertThat(remarks.get(0)).startsWith("retained");
        assertThat(remarks.get(1)).startsWith("bad_message");
    }

    private PayloadFormat open(String yaml) {
        MqttSource source = Formats.source(yaml);
        MqttLink link = new MqttLink() {
            @Override
            public boolean publish(String topic, byte[] payload, boolean retained, long tag) {
                assertThat(retained).isFalse();
                published.add(topic);
                return true;
            }

            @Override
            public void close() {}
        };
        return source.format()
                .open(new Opening(
                        source.name(),
                        Formats.remarks(remarks),
                        new SourceClock(),
                        asset -> true,
                        OrderDesk.NOBODY,
                        () -> Optional.of(link)));
    }

    private static List<String> node(PayloadFormat format, String type, long time, int seq, Metric... metrics) {
        return lines(format.read(
                "spBv1.0/Plant/" + type + "/e1", TahuEdge.payload(time, seq, List.of(metrics)), false, NOW));
    }

    private static List<String> device(PayloadFormat format, String type, long time, int seq, Metric... metrics) {
        return lines(format.read(
                "spBv1.0/Plant/" + type + "/e1/CDU_1", TahuEdge.payload(time, seq, List.of(metrics)), false, NOW));
    }

    private static List<String> lines(List<Reading> readings) {
        return readings.stream().map(Formats::line).toList();
    }
}
