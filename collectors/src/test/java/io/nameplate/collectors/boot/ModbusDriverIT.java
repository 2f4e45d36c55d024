/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.nameplate.access.Tools;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.modbus.HostileDevice;
import io.nameplate.collectors.modbus.ModbusDevice;
import io.nameplate.collectors.modbus.Profile;
import io.nameplate.collectors.modbus.ProfileReader;
import io.nameplate.model.language.AssetId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** The wiring: devices of one address on one connection, readings handed on, polls counted by device and unit. */
class ModbusDriverIT {

    private static final Profile PROFILE = ProfileReader.read(
            "p.yaml", "profile: p\nsource: a test\npoints: [{point: x, address: 7, type: uint16, unit: kV}]\n");

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final Map<String, List<PointValue>> taken = new ConcurrentHashMap<>();

    private final Intake intake = new Intake() {
        @Override
        public void takeAt(AssetId asset, long at, List<PointValue> values) {
            taken.put(asset.value(), values);
        }

        @Override
        public boolean take(List<Reading> readings) {
            throw new AssertionError("devices are read at one time");
        }

        @Override
        public boolean reads(AssetId asset) {
            return true;
        }
    };

    @Test
    void theUnitsOfAGatewayShareAConnectionAndEachIsCountedByItsName() throws Exception {
        try (HostileDevice gateway = new HostileDevice(false, (number, request, out) -> {
            if (request[6] == 3) {
                out.write(new byte[] {request[0], request[1], 0, 0, 0, 3, 3, (byte) 0x83, 11});
            } else {
                out.write(HostileDevice.good(request));
            }
        })) {
            List<ModbusDevice> devices = List.of(device(gateway, 1), device(gateway, 2), device(gateway, 3));
            Driver driver = ModbusDriver.polling(devices, intake, Clock.systemUTC(), new Metrics(meters));
            try {
                Tools.await(
                        "all are polled", () -> polls(1, "ok") >= 3 && polls(2, "ok") >= 3 && polls(3, "gateway") >= 1);
                assertThat(gateway.connections).hasValue(1);
                assertThat(taken).containsOnlyKeys("meter-1", "meter-2");
                assertThat(taken.get("meter-1")).extracting(PointValue::value).containsExactly(7_000.0);
                assertThat(meters.get("nameplate.modbus.trouble")
                                .tags("device", "meter-3", "unit", "3", "reason", "gateway")
                                .gauge()
                                .value())
                        .isEqualTo(1);
                assertThat(meters.get("nameplate.modbus.poll")
                                .tags("device", "meter-2", "unit", "2")
                                .timer()
                                .count())
                        .isGreaterThanOrEqualTo(3);
                assertThat(driver.sourcesAway()).isZero();
            } finally {
                driver.close();
            }
        }
    }

    private double polls(int unit, String outcome) {
        return meters
                .find("nameplate.modbus.polls")
                .tags("device", "meter-" + unit, "unit", Integer.toString(unit), "outcome", outcome)
                .counters()
                .stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private static ModbusDevice device(HostileDevice gateway, int unit) {
        return new ModbusDevice(
                new AssetId("meter-" + unit),
                PROFILE,
                gateway.address(),
                unit,
                Duration.ofMillis(100),
                Duration.ofSeconds(30));
    }
}
