/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.nameplate.access.Tools;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.devices.DevicesReader;
import io.nameplate.collectors.devices.Profiles;
import io.nameplate.model.FreePort;
import java.time.Clock;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Devices that do not answer are taken out of the device file, or moved to another unit. */
class GoneDevicesIT {

    private static final String TROUBLE = "nameplate_modbus_trouble{";

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    private static Devices read(String yaml) {
        return new DevicesReader(new Profiles(Optional.empty()), Optional.empty(), Sites.C1, Clock.systemUTC())
                .read("d.yaml", yaml);
    }

    private boolean shows(String device, int unit) {
        return meters.scrape()
                .lines()
                .anyMatch(line -> line.startsWith(TROUBLE)
                        && line.contains("device=\"" + device + "\"")
                        && line.contains("unit=\"" + unit + "\"")
                        && line.endsWith(" 1.0"));
    }

    @Test
    void aDeviceThatIsNoLongerPolledIsNoLongerInTrouble() throws InterruptedException {
        int nobody = FreePort.next();
        String device =
                "  - {device: %s, profile: cdu-generic, host: 127.0.0.1, port: " + nobody + ", unit: %d, poll: 1s}\n";
        String stays = "devices:\n" + device.formatted("stays", 1);
        try (ModbusDriver driver = ModbusDriver.polling(
                read(stays + device.formatted("goes", 2) + device.formatted("moves", 3))
                        .modbus(),
                new Nobody(),
                Clock.systemUTC(),
                new Metrics(meters))) {
            Tools.await("all are in trouble", () -> shows("stays", 1) && shows("goes", 2) && shows("moves", 3));
            driver.reload(read(stays + device.formatted("moves", 4)));
            assertThat(meters.scrape()).doesNotContainPattern("nameplate_modbus_trouble\\{[^}]*goes");
            assertThat(shows("moves", 3)).isFalse();
            assertThat(shows("stays", 1)).isTrue();
            Tools.await("it is in trouble as another unit", () -> shows("moves", 4));
            assertThat(shows("moves", 3)).isFalse();
            driver.reload(read(stays + device.formatted("goes", 2)));
            Tools.await("what is back is in trouble again", () -> shows("goes", 2));
        }
    }
}
