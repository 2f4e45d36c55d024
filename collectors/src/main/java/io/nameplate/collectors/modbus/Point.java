/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import java.util.OptionalLong;

/**
 * One value of a device.
 *
 * @param name the point's name in the registry's rules
 * @param function the read function: 3 holding registers, 4 input registers
 * @param address of the first register as it goes over the wire, from 0
 * @param scale the registers' number times this is the value in {@code unit}
 * @param blank the raw bits that mean 'no value', where the device has such
 */
public record Point(
        String name,
        int function,
        int address,
        RegisterType type,
        WordOrder order,
        double scale,
        Unit unit,
        OptionalLong blank) {

    /** The first address after its registers. */
    int end() {
        return address + type.words();
    }

    /**
     * The value in SI units; bad where the device says it has none, or no finite one.
     *
     * @param registers bytes read from {@code from} on
     */
    PointValue value(byte[] registers, int from) {
        byte[] bytes = order.bigEndian(registers, address - from, type.words());
        double raw = type.value(bytes);
        boolean none = blank.isPresent() && blank.getAsLong() == type.bits(bytes);
        return none || !Double.isFinite(raw) ? PointValue.bad(name) : PointValue.good(name, unit.toSi(raw * scale));
    }
}
