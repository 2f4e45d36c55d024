/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.units.Unit;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import java.util.OptionalInt;
import java.util.Set;

/**
 * One value of a device.
 *
 * @param name the point's name in the registry's rules
 * @param address of the first register as it goes over the wire, from 0
 * @param bit the bit that is the value, 0 or 1, counted from the least significant; none for the number itself
 * @param scale the registers' number times this is the value in {@code unit}
 * @param scaleAt the address of a register that holds the power of ten to multiply with besides, signed, as SunSpec has them
 * @param blanks the raw bits that mean 'no value', where the device has such
 */
public record Point(
        String name,
        ReadFunction function,
        int address,
        RegisterType type,
        WordOrder order,
        OptionalInt bit,
        double scale,
        OptionalInt scaleAt,
        Unit unit,
        Set<Long> blanks) {

    /** SunSpec's bound of a scale factor; 0x8000, which is none, is beyond it. */
    private static final int MAX_EXPONENT = 10;

    public Point {
        blanks = Set.copyOf(blanks);
    }

    /** The first address that has to be read for it. */
    int from() {
        return Math.min(address, scaleAt.orElse(address));
    }

    /** The first address behind all that has to be read for it. */
    int end() {
        return Math.max(address + type.words(), scaleAt.orElse(-1) + 1);
    }

    /** The same point of a device whose map begins at another address. */
    Point movedBy(int registers) {
        OptionalInt moved = scaleAt.isPresent() ? OptionalInt.of(scaleAt.getAsInt() + registers) : scaleAt;
        return new Point(name, function, address + registers, type, order, bit, scale, moved, unit, blanks);
    }

    /** The same registers in another order. */
    Point in(WordOrder other) {
        return new Point(name, function, address, type, other, bit, scale, scaleAt, unit, blanks);
    }

    /** The same point in the unit that the device gives it in. */
    Point inItsOwnUnit() {
        return new Point(name, function, address, type, order, bit, scale, scaleAt, Unit.NONE, blanks);
    }

    /**
     * The value in SI units; bad where the device says it has none, or no finite one.
     *
     * @param registers bytes read from {@code from} on
     */
    PointValue value(byte[] registers, int from) {
        byte[] bytes = type == RegisterType.BIT
                ? bit(registers, address - from)
                : order.bigEndian(registers, address - from, type.words());
        long bits = type.bits(bytes);
        double raw = bit.isPresent() ? (bits >>> bit.getAsInt()) & 1 : type.value(bytes);
        double value = scaleAt.isPresent() ? scaled(raw * scale, registers, scaleAt.getAsInt() - from) : raw * scale;
        if (blanks.contains(bits)) {
            return PointValue.missing(name, QualityReason.BLANK);
        }
        return Double.isFinite(value)
                ? PointValue.good(name, unit.toSi(value), unit.si())
                : new PointValue(name, value, unit.si(), Quality.BAD, QualityReason.NOT_A_NUMBER);
    }

    /** What is said of the point where its registers could not be read. */
    PointValue unread(Trouble trouble) {
        return trouble == Trouble.BAD_ANSWER
                ? PointValue.bad(name, trouble.reason())
                : PointValue.missing(name, trouble.reason());
    }

    private static byte[] bit(byte[] packed, int index) {
        return new byte[] {(byte) ((packed[index / 8] >> (index % 8)) & 1)};
    }

    /** Powers of ten down to -10 are no binary fractions, those up to 10 are exact: dividing rounds once. */
    private double scaled(double value, byte[] registers, int word) {
        int exponent = (int) RegisterType.INT16.value(order.bigEndian(registers, word, 1));
        if (Math.abs(exponent) > MAX_EXPONENT) {
            return Double.NaN;
        }
        double power = Math.pow(10, Math.abs(exponent));
        return exponent < 0 ? value / power : value * power;
    }
}
