/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.collectors.otlp.OtlpSource;
import io.nameplate.collectors.scrape.ScrapeSource;
import io.nameplate.collectors.validate.Rules;
import io.nameplate.collectors.witness.WitnessRule;
import java.util.List;

/**
 * What a device file names: devices to poll, sources to listen to, targets to fetch, ports to be sent to, which points
 * speak for nodes, and what readings are checked against.
 */
public record Devices(
        List<ModbusDevice> modbus,
        List<MqttSource> mqtt,
        List<ScrapeSource> scrape,
        List<OtlpSource> otlp,
        List<WitnessRule> witnesses,
        Rules rules) {

    /** Nothing to read. */
    public static final Devices NONE = new Devices(List.of(), List.of(), List.of(), List.of(), List.of(), Rules.NONE);

    public Devices {
        modbus = List.copyOf(modbus);
        mqtt = List.copyOf(mqtt);
        scrape = List.copyOf(scrape);
        otlp = List.copyOf(otlp);
        witnesses = List.copyOf(witnesses);
    }
}
