/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.mqtt.MqttSource;
import java.util.List;

/** What a device file names: devices to poll, sources to listen to. */
record Devices(List<ModbusDevice> modbus, List<MqttSource> mqtt) {

    /** Nothing to read. */
    static final Devices NONE = new Devices(List.of(), List.of());

    Devices {
        modbus = List.copyOf(modbus);
        mqtt = List.copyOf(mqtt);
    }
}
