/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import io.nameplate.simulator.facility.Device;
import io.nameplate.simulator.facility.Instruments;
import io.nameplate.simulator.facility.PlantPoint;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/**
 * Where a device keeps its points: holding registers (function 3), addresses as on the wire, words big-endian. The maps
 * are those of the Schneider iEM3000 and of a liquid CDU controller.
 */
final class RegisterMap {

    private enum Type {
        FLOAT32,
        INT64
    }

    /** One point: {@code register value = SI value / unit}. */
    private record Register(int address, Type type, double unit) {}

    private static final Map<PlantPoint, Register> METER = new EnumMap<>(Map.of(
            PlantPoint.CURRENT_L1, new Register(2999, Type.FLOAT32, 1),
            PlantPoint.CURRENT_L2, new Register(3001, Type.FLOAT32, 1),
            PlantPoint.CURRENT_L3, new Register(3003, Type.FLOAT32, 1),
            PlantPoint.VOLTAGE_L1N, new Register(3027, Type.FLOAT32, 1),
            PlantPoint.VOLTAGE_L2N, new Register(3029, Type.FLOAT32, 1),
            PlantPoint.VOLTAGE_L3N, new Register(3031, Type.FLOAT32, 1),
            PlantPoint.POWER, new Register(3059, Type.FLOAT32, 1000),
            PlantPoint.FREQUENCY, new Register(3109, Type.FLOAT32, 1),
            PlantPoint.ENERGY_IMPORT, new Register(3203, Type.INT64, 3600)));

    private static final Map<PlantPoint, Register> CDU = new EnumMap<>(Map.of(
            PlantPoint.COOLANT_SUPPLY_TEMP, new Register(11, Type.FLOAT32, 1),
            PlantPoint.COOLANT_RETURN_TEMP, new Register(15, Type.FLOAT32, 1),
            PlantPoint.WATER_IN_TEMP, new Register(17, Type.FLOAT32, 1),
            PlantPoint.WATER_OUT_TEMP, new Register(19, Type.FLOAT32, 1),
            PlantPoint.COOLANT_SUPPLY_PRESSURE, new Register(21, Type.FLOAT32, 100_000),
            PlantPoint.COOLANT_RETURN_PRESSURE, new Register(25, Type.FLOAT32, 100_000),
            PlantPoint.WATER_IN_PRESSURE, new Register(41, Type.FLOAT32, 100_000),
            PlantPoint.WATER_OUT_PRESSURE, new Register(43, Type.FLOAT32, 100_000),
            PlantPoint.COOLANT_FLOW, new Register(45, Type.FLOAT32, 1 / 60_000.0),
            PlantPoint.WATER_FLOW, new Register(47, Type.FLOAT32, 1 / 60_000.0)));

    private final Device device;
    private final Map<PlantPoint, Register> registers;
    private final int first;
    private final int end;

    RegisterMap(Device device) {
        this.device = device;
        registers = device.kind() == Device.Kind.CDU ? CDU : METER;
        first = registers.values().stream().mapToInt(Register::address).min().orElseThrow();
        end = registers.values().stream()
                .mapToInt(register -> register.address() + (register.type() == Type.INT64 ? 4 : 2))
                .max()
                .orElseThrow();
    }

    /** Whether the device has all these registers; gaps between points read as zero, as the real ones do. */
    boolean has(int address, int quantity) {
        return address >= first && address + quantity <= end;
    }

    /** Cuts registers out of an image. */
    byte[] cut(byte[] image, int address, int quantity) {
        byte[] part = new byte[quantity * 2];
        System.arraycopy(image, (address - first) * 2, part, 0, part.length);
        return part;
    }

    /** All registers as the instruments stand now. */
    byte[] image(Instruments instruments) {
        ByteBuffer image = ByteBuffer.allocate((end - first) * 2);
        registers.forEach((point, register) -> {
            double value = instruments.value(device, point) / register.unit();
            int at = (register.address() - first) * 2;
            if (register.type() == Type.INT64) {
                image.putLong(at, Math.round(value));
            } else {
                image.putFloat(at, (float) value);
            }
        });
        return image.array();
    }
}
