/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.mqtt.MqttSource;
import java.util.List;

/** What a device file names: devices to poll, sources to listen to. */
public record Devices(List<ModbusDevice> modbus, List<MqttSource> mqtt) {

    /** Nothing to read. */
    public static final Devices NONE = new Devices(List.of(), List.of());

    public Devices {
        modbus = List.copyOf(modbus);
        mqtt = List.copyOf(mqtt);
    }
}
