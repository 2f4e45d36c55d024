/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.modbus;

import java.util.Arrays;
import java.util.Optional;

/**
 * The unit a device gives a value in, and how it becomes the unit the registry's rules use: SI units, temperatures in
 * degrees Celsius.
 */
public enum Unit {
    VOLT("V", 1),
    KILOVOLT("kV", 1e3),
    AMPERE("A", 1),
    WATT("W", 1),
    KILOWATT("kW", 1e3),
    MEGAWATT("MW", 1e6),
    WATT_HOUR("Wh", 3_600),
    KILOWATT_HOUR("kWh", 3.6e6),
    MEGAWATT_HOUR("MWh", 3.6e9),
    HERTZ("Hz", 1),
    CELSIUS("C", 1),
    PASCAL("Pa", 1),
    KILOPASCAL("kPa", 1e3),
    BAR("bar", 1e5),
    CUBIC_METRE_PER_SECOND("m3/s", 1),
    CUBIC_METRE_PER_HOUR("m3/h", 1 / 3_600.0),
    LITRE_PER_MINUTE("L/min", 1 / 60_000.0),
    SECOND("s", 1),
    MINUTE("min", 60),
    PERCENT("percent", 0.01),
    RATIO("ratio", 1),
    NONE("none", 1);

    private final String symbol;
    private final double factor;

    Unit(String symbol, double factor) {
        this.symbol = symbol;
        this.factor = factor;
    }

    /** The unit a profile names, if there is one. */
    public static Optional<Unit> of(String symbol) {
        return Arrays.stream(values())
                .filter(unit -> unit.symbol.equals(symbol))
                .findFirst();
    }

    public String symbol() {
        return symbol;
    }

    double toSi(double value) {
        return value * factor;
    }
}
