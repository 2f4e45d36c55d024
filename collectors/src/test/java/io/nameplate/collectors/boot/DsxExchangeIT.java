/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Nats;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a BMS publishes over the broker that a DSX Exchange is made of, a nats-server: from mosquitto_pub to the frames. */
class DsxExchangeIT {

    private static final String POINT = "Rack/RackPower/site1/row3/Wärme_7";

    @TempDir
    Path folder;

    /** As DSX has them: metadata is retained, values have QoS 0 and are not. */
    @Test
    void metadataThatTheExchangeKeptAndValuesReachTheFramesAlsoAfterTheExchangeWasKilled() throws Exception {
        try (Nats exchange = new Nats(folder)) {
            assertThat(
                            exchange.publish(
                                    1,
                                    "BMS/v1/PUB/Metadata/" + POINT,
                                    "-r",
                                    "-m",
                                    "{\"objectType\":\"Rack\",\"pointType\":\"RackPower\",\"engUnit\":\"kW\",\"rackLocationId\":\"POD1-A3-07\"}"))
                    .isZero();
            try (Stated slots = new Stated(devices(exchange), folder)) {
                slots.await("REFUSED UNKNOWN UNKNOWN", "no value was published yet");
                value(exchange, 0, "11.5", 1);
                slots.await("REFUSED ON UNKNOWN", "it draws power");
                value(exchange, 1, "0.2", 1);
                slots.await("REFUSED NO_LOAD UNKNOWN", "it draws next to nothing");
                exchange.kill();
                slots.awaitAway(1);
                exchange.run();
                slots.awaitAway(0);
                value(exchange, 0, "11.5", 1);
                slots.await("REFUSED ON UNKNOWN", "it draws power again");
                value(exchange, 0, "11.5", 0);
                slots.await("REFUSED UNKNOWN UNKNOWN", "the BMS says that its value is bad");
            }
        }
    }

    private Devices devices(Nats exchange) {
        return Stated.devices(folder, """
                mqtt:
                  - {name: bms, broker: "%s", mqtt_version: 3.1.1, format: dsx-bms, names: {POD1-A3-07: pdu-1}}
                witness:
                  - {node: n001, outlets: [{power: pdu-1/rack_power, unit: kW, no_load_below: 0.4}], hold: 10m}
                scrape:
                  - {name: gpus, format: dcgm, targets: {n001: "http://127.0.0.1:%d/metrics"}}
                """.formatted(exchange.url(), FreePort.next()));
    }

    private static void value(Nats exchange, int qos, String value, int quality)
            throws IOException, InterruptedException {
        String message = "{\"value\":" + value + ",\"timestamp\":"
                + Clock.systemUTC().millis() + ",\"quality\":" + quality + "}";
        assertThat(exchange.publish(qos, "BMS/v1/PUB/Value/" + POINT, "-m", message))
                .isZero();
    }
}
