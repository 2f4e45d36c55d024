/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import io.nameplate.simulator.scenario.Scenario;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes the collector's device file: where each asset answers, and where GPU telemetry comes in. */
final class DevicesFile {

    private DevicesFile() {}

    /** The file appears whole, after everything it names is there. */
    static void write(Path file, Scenario scenario, ModbusPlant plant, URI broker) throws IOException {
        StringBuilder out =
                new StringBuilder("# The devices of the simulated site of scenario '" + scenario.name() + "'.\n");
        out.append("devices:\n");
        for (ModbusDevice device : plant.devices()) {
            out.append("  - {device: ").append(device.device().asset());
            out.append(", profile: ").append(device.device().profile());
            out.append(", host: 127.0.0.1, port: ").append(device.port());
            out.append(", unit: ").append(ModbusDevice.UNIT);
            out.append(", poll: ").append(scenario.pollSeconds()).append("s, timeout: 500ms}\n");
        }
        out.append("mqtt:\n  - {name: gpus, broker: ").append(broker);
        out.append(", topics: [\"telegraf/#\"], format: influx-line}\n");
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(fresh, out);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
