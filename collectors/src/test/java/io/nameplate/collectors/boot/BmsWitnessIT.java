/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.access.Mosquitto;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power of a rack, as a BMS publishes it on a DSX Exchange, as the witness of its node: from mosquitto_pub to the frames. */
class BmsWitnessIT {

    private static final String METADATA = "BMS/v1/PUB/Metadata/";
    private static final String VALUE = "BMS/v1/PUB/Value/";
    private static final String POWER = "Rack/RackPower/site1/row3/p7";
    private static final String HEARTBEAT = "System/HeartbeatTimestampBms/hb";

    @TempDir
    Path folder;

    /** A reading speaks for ten minutes here: what ends sooner ends because the BMS took it back, or fell silent. */
    @Test
    void whatFeedsANodeSpeaksForItUntilTheBmsTakesItBackOrFallsSilent() throws Exception {
        try (Mosquitto broker = new Mosquitto(folder)) {
            broker.publish(
                    METADATA + POWER,
                    "-r",
                    "-m",
                    "{\"objectType\":\"Rack\",\"pointType\":\"RackPower\",\"engUnit\":\"kW\",\"rackLocationId\":\"POD1-A3-07\"}");
            try (Stated slots = new Stated(devices(broker), folder)) {
                slots.await("REFUSED UNKNOWN UNKNOWN", "nothing was published yet");
                value(broker, "11.5", 1);
                slots.await("REFUSED ON UNKNOWN", "it draws power");
                value(broker, "0.2", 1);
                slots.await("REFUSED NO_LOAD UNKNOWN", "it draws next to nothing");
                value(broker, "11.5", 0);
                slots.await("REFUSED UNKNOWN UNKNOWN", "the BMS says that its value is bad");
                value(broker, "11.5", 1);
                slots.await("REFUSED ON UNKNOWN", "the value is good again");
                value(broker, "null", 0);
                slots.await("REFUSED UNKNOWN UNKNOWN", "the BMS has no value");
                value(broker, "11.5", 1);
                slots.await("REFUSED ON UNKNOWN", "it has one again");
                broker.publish(METADATA + HEARTBEAT, "-m", "{\"objectId\":\"BMS\"}");
                broker.publish(VALUE + HEARTBEAT, "-m", message(Long.toString(now()), 1));
                slots.await("REFUSED UNKNOWN UNKNOWN", "no heartbeat follows");
            }
        }
    }

    private Devices devices(Mosquitto broker) {
        return Stated.devices(folder, """
                mqtt:
                  - {name: bms, broker: "%s", format: dsx-bms, names: {POD1-A3-07: pdu-1}, heartbeat_timeout: 2s}
                witness:
                  - {node: n001, outlets: [{power: pdu-1/rack_power, unit: kW, no_load_below: 0.4}], hold: 10m}
                scrape:
                  - {name: gpus, format: dcgm, targets: {n001: "http://127.0.0.1:%d/metrics"}}
                """.formatted(broker.url(), FreePort.next()));
    }

    private static void value(Mosquitto broker, String value, int quality) throws IOException, InterruptedException {
        broker.publish(VALUE + POWER, "-m", message(value, quality));
    }

    private static String message(String value, int quality) {
        return "{\"value\":" + value + ",\"timestamp\":" + now() + ",\"quality\":" + quality + "}";
    }

    private static long now() {
        return Clock.systemUTC().millis();
    }
}
