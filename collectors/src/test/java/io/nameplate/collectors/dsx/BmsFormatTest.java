/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.mqtt.Formats;
import io.nameplate.collectors.mqtt.PayloadFormat;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BmsFormatTest {

    private static final int CASES = Integer.getInteger("nameplate.fuzz.cases", 20_000);
    private static final long NOW = 1_780_272_000_000L;
    private static final String BMS = "BMS/v1/PUB/";

    private final List<String> remarks = new ArrayList<>();
    private final PayloadFormat format = Formats.open(Formats.source("""
            mqtt:
              - {name: bms, broker: "tcp://b", format: dsx-bms, heartbeat_timeout: 35s}
            """), remarks);

    @Test
    void aValuePublishedAgainIsStillSoAndNotSuspect() {
        metadata("Rack/RackPower/p1", "{\"engUnit\":\"kW\",\"rackLocationId\":\"r1\"}");
        assertThat(value("Rack/RackPower/p1", 7, NOW, NOW)).containsExactly("r1 rack_power 1780272000000 7000.0 GOOD");
        assertThat(value("Rack/RackPower/p1", 7, NOW, NOW + 100_000))
                .containsExactly("r1 rack_power 1780272100000 7000.0 GOOD");
        assertThat(value("Rack/RackPower/p1", 8, NOW, NOW + 200_000))
                .as("another value of an old time")
                .containsExactly("r1 rack_power 1780272200000 8000.0 SUSPECT clock_offset");
    }

    @Test
    void theLastValueBeforeItsMetadataIsHeldForAsLongAsItCounts() {
        value("Rack/RackPower/p1", 1, NOW, NOW);
        value("Rack/RackPower/p1", 2, NOW + 1_000, NOW + 1_000);
        value("Rack/RackPower/p2", 3, NOW, NOW);
        assertThat(remarks).containsExactly("no_metadata", "no_metadata", "no_metadata");
        assertThat(read("Metadata/Rack/RackPower/p1", "{\"rackLocationId\":\"r1\"}", NOW + 50_000))
                .containsExactly("r1 rack_power 1780272001000 2.0 GOOD");
        assertThat(read("Metadata/Rack/RackPower/p2", "{\"rackLocationId\":\"r2\"}", NOW + 210_001))
                .isEmpty();
    }

    @Test
    void aSilentHeartbeatMakesWhatItCoversStaleOnce() {
        metadata("System/HeartbeatTimestampBms/hb1", "{\"objectId\":\"BMS\",\"scope\":\"site1/row3\"}");
        metadata("System/HearbeatTimestampBms/hb2", "{\"objectId\":\"BMS\",\"scope\":[\"site1/row4\"]}");
        metadata("Rack/RackPower/site1/row3/p", "{\"rackLocationId\":\"r3\"}");
        metadata("Rack/RackPower/site1/row33/p", "{\"rackLocationId\":\"r33\"}");
        metadata("Rack/RackPower/site1/row4/p", "{\"rackLocationId\":\"r4\"}");
        for (long second = 0; second <= 60; second += 10) {
            long now = NOW + second * 1_000;
            value("System/HearbeatTimestampBms/hb2", second, now, now);
            value("System/HeartbeatTimestampBms/hb1", second < 20 ? second : 10, now, now);
            if (second == 20) {
                value("Rack/RackPower/site1/row3/p", 1, now, now);
                value("Rack/RackPower/site1/row33/p", 1, now, now);
                value("Rack/RackPower/site1/row4/p", 1, now, now);
            }
            List<String> stale = lines(format.tick(now));
            assertThat(stale).as("second %d", second).hasSize(second == 50 ? 1 : 0);
            if (second == 50) {
                assertThat(stale).containsExactly("r3 rack_power 1780272050000 0.0 STALE source_gone");
            }
        }
        assertThat(remarks).singleElement().asString().startsWith("no_heartbeat");
        assertThat(value("Rack/RackPower/site1/row3/p", 2, NOW + 70_000, NOW + 70_000))
                .containsExactly("r3 rack_power 1780272070000 2.0 GOOD");
    }

    @Test
    void aHeartbeatWithoutScopeCoversAll() {
        value("System/HeartbeatTimestampBms/hb", 1, NOW, NOW);
        metadata("Rack/RackPower/a", "{\"rackLocationId\":\"r1\"}");
        metadata("CDU/Status/b", "{\"objectId\":\"c1\"}");
        value("Rack/RackPower/a", 1, NOW, NOW);
        value("CDU/Status/b", 1, NOW, NOW);
        format.connection(false, NOW + 30_000);
        format.connection(true, NOW + 60_000);
        assertThat(lines(format.tick(NOW + 90_000)))
                .as("the collector was away")
                .isEmpty();
        assertThat(lines(format.tick(NOW + 96_000))).hasSize(2);
    }

    @Test
    void whatServesWhatIsKeptForAPerson() {
        metadata(
                "PowerMeter/ActivePower/m",
                "{\"objectName\":\"RPP \\\"2\\\"\",\"objectId\":\"RPP02\",\"servesId\":[\"R-05\",\"R-06\"],\"engUnit\":\"kW\"}");
        metadata("Rack/RackPower/r", "{\"rackLocationName\":\"Row A 5\",\"rackLocationId\":\"R-05\"}");
        metadata("CDU/LiquidFlow/c", "{\"objectId\":\"7 CDU\",\"servesId\":[\"R-05\"]}");
        metadata("UPS/Status/u", "{\"associateId\":\"RPP02\"}");
        assertThat(format.report()).isEqualTo("""
                # What feeds and cools what, as the BMS says it. It changes nothing by itself.
                things:
                  "7 CDU": {type: CDU, serves: [R-05]}
                  R-05: {type: Rack, name: "Row A 5"}
                  RPP02: {type: PowerMeter, name: "RPP \\"2\\"", serves: [R-05, R-06], parts: [UPS]}
                served_but_never_named:
                  - R-06
                """);
    }

    /** Metadata of one point takes up to a megabyte and stays at the broker: of its words those are kept that are looked at, and not all. */
    @Test
    void whatABmsSaysOfItsPlantIsKeptUpToABound() {
        StringBuilder list = new StringBuilder("[\"0\"");
        for (int i = 1; i < 900; i++) {
            list.append(",\"").append("x".repeat(1_000)).append("%d-").append(i).append('"');
        }
        for (int i = 0; i < 25; i++) {
            String serves = list.append(']').toString().replace("%d", Integer.toString(i));
            list.setLength(list.length() - 1);
            metadata("CDU/Status/c" + i, "{\"objectId\":\"c" + i + "\",\"servesId\":" + serves + "}");
        }
        assertThat(remarks).isNotEmpty().allMatch(remark -> remark.startsWith("graph_full"));
        assertThat(format.report()).hasSizeBetween(16 << 20, 40 << 20);
        remarks.clear();
        assertThat(value("CDU/Status/c24", 1, NOW, NOW))
                .as("readings do not suffer")
                .containsExactly("c24 status 1780272000000 1.0 GOOD");
        assertThat(remarks).isEmpty();
    }

    @Test
    void scopesOfHeartbeatsAreKeptUpToABound() {
        for (int beat = 0; beat < 6; beat++) {
            StringBuilder list = new StringBuilder("[\"site1\"");
            for (int i = 0; i < 900; i++) {
                list.append(",\"")
                        .append("s".repeat(1_000))
                        .append(beat)
                        .append('-')
                        .append(i)
                        .append('"');
            }
            metadata("System/HeartbeatTimestampBms/hb" + beat, "{\"objectId\":\"BMS\",\"scope\":" + list + "]}");
        }
        assertThat(remarks).hasSize(2).allMatch(remark -> remark.startsWith("too_many_points"));
    }

    @Test
    void namesThatAreLongerThanAnyAreRefused() {
        String longer = "x".repeat(1_025);
        read("Value/Rack/RackPower/" + longer, "{}", NOW);
        read("Metadata/Rack/RackPower/p1", "{\"rackLocationId\":\"" + longer + "\"}", NOW);
        read("Metadata/Rack/RackPower/p1", "{\"servesId\":[\"" + longer + "\"]}", NOW);
        assertThat(remarks).hasSize(3);
        assertThat(remarks.get(0)).startsWith("other_topic");
        assertThat(remarks.get(1)).startsWith("bad_message");
        assertThat(remarks.get(2)).startsWith("bad_message");
        metadata("Rack/RackPower/p1", "{\"rackLocationId\":\"r1\",\"note\":\"" + longer + "\"}");
        assertThat(remarks)
                .as("what nobody looks at may be as long as it likes")
                .hasSize(3);
    }

    @Test
    void damagedMessagesAreSurvived() {
        long seed = Long.getLong("nameplate.fuzz.seed", System.nanoTime());
        Random random = new Random(seed);
        String[] topics = {
            "Metadata/Rack/RackPower/p1", "Value/Rack/RackPower/p1", "Value/System/HeartbeatTimestampBms/x"
        };
        String[] texts = {
            "{\"objectType\":\"Rack\",\"engUnit\":\"kW\",\"rackLocationId\":\"r1\",\"servesId\":[\"a\",\"b\"],\"stateText\":[{\"value\":0}]}",
            "{\"value\":131.25,\"timestamp\":1780272000000,\"quality\":1}",
            "{\"value\":1780272000000,\"timestamp\":1780272000000,\"quality\":1}"
        };
        for (int run = 0; run < CASES; run++) {
            int kind = random.nextInt(3);
            byte[] bytes = texts[kind].getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(4); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = random.nextBoolean()
                        ? (byte) random.nextInt(256)
                        : (byte) "{}[]\",:0e-ntf".charAt(random.nextInt(13));
            }
            if (random.nextInt(5) == 0) {
                bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                assertThat(format.read(BMS + topics[kind], bytes, random.nextInt(9) == 0, NOW + run))
                        .hasSizeLessThanOrEqualTo(2);
                assertThat(format.tick(NOW + run)).hasSizeLessThanOrEqualTo(1);
            } catch (RuntimeException | Error broken) {
                throw new AssertionError(
                        "seed " + seed + ", run " + run + ": " + new String(bytes, StandardCharsets.ISO_8859_1),
                        broken);
            }
            remarks.clear();
        }
        assertThat(format.report()).isNotEmpty();
    }

    private void metadata(String point, String text) {
        assertThat(read("Metadata/" + point, text, NOW)).isEmpty();
    }

    private List<String> value(String point, double value, long time, long received) {
        return read("Value/" + point, "{\"value\":" + value + ",\"timestamp\":" + time + ",\"quality\":1}", received);
    }

    private List<String> read(String topic, String text, long received) {
        return lines(format.read(BMS + topic, text.getBytes(StandardCharsets.UTF_8), false, received));
    }

    private static List<String> lines(List<Reading> readings) {
        return readings.stream().map(Formats::line).toList();
    }
}
