/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.units;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The unit a source gives a value in, and how it becomes the unit the registry's rules use: SI units, temperatures in
 * degrees Celsius.
 */
public enum Unit {
    VOLT("V", 1),
    KILOVOLT("kV", 1e3),
    MILLIAMPERE("mA", 1e-3),
    AMPERE("A", 1),
    WATT("W", 1),
    KILOWATT("kW", 1e3),
    MEGAWATT("MW", 1e6),
    VOLT_AMPERE("VA", 1),
    KILOVOLT_AMPERE("kVA", 1e3),
    VAR("var", 1),
    KILOVAR("kvar", 1e3),
    JOULE("J", 1),
    WATT_HOUR("Wh", 3_600),
    KILOWATT_HOUR("kWh", 3.6e6),
    MEGAWATT_HOUR("MWh", 3.6e9),
    HERTZ("Hz", 1),
    CELSIUS("C", 1),
    FAHRENHEIT("F", 5 / 9.0, -160 / 9.0),
    PASCAL("Pa", 1),
    KILOPASCAL("kPa", 1e3),
    BAR("bar", 1e5),
    POUND_PER_SQUARE_INCH("psi", 6_894.757293168361),
    CUBIC_METRE_PER_SECOND("m3/s", 1),
    CUBIC_METRE_PER_HOUR("m3/h", 1 / 3_600.0),
    LITRE_PER_SECOND("L/s", 1e-3),
    LITRE_PER_MINUTE("L/min", 1 / 60_000.0),
    US_GALLON_PER_MINUTE("gal/min", 0.003785411784 / 60),
    SECOND("s", 1),
    MINUTE("min", 60),
    PERCENT("percent", 0.01),
    RATIO("ratio", 1),
    NONE("none", 1);

    /** In small letters; not those that differ from another unit's only in case, such as mw. */
    private static final Map<String, Unit> WRITTEN = Map.ofEntries(
            Map.entry("°c", CELSIUS),
            Map.entry("degc", CELSIUS),
            Map.entry("deg c", CELSIUS),
            Map.entry("celsius", CELSIUS),
            Map.entry("°f", FAHRENHEIT),
            Map.entry("degf", FAHRENHEIT),
            Map.entry("deg f", FAHRENHEIT),
            Map.entry("fahrenheit", FAHRENHEIT),
            Map.entry("%", PERCENT),
            Map.entry("%rh", PERCENT),
            Map.entry("lpm", LITRE_PER_MINUTE),
            Map.entry("l/min", LITRE_PER_MINUTE),
            Map.entry("lps", LITRE_PER_SECOND),
            Map.entry("l/s", LITRE_PER_SECOND),
            Map.entry("gpm", US_GALLON_PER_MINUTE),
            Map.entry("m³/h", CUBIC_METRE_PER_HOUR),
            Map.entry("kw", KILOWATT),
            Map.entry("kwh", KILOWATT_HOUR),
            Map.entry("kpa", KILOPASCAL),
            Map.entry("pa", PASCAL),
            Map.entry("psig", POUND_PER_SQUARE_INCH),
            Map.entry("kva", KILOVOLT_AMPERE),
            Map.entry("va", VOLT_AMPERE),
            Map.entry("hz", HERTZ),
            Map.entry("kv", KILOVOLT),
            Map.entry("v", VOLT),
            Map.entry("volt", VOLT),
            Map.entry("volts", VOLT),
            Map.entry("a", AMPERE),
            Map.entry("amp", AMPERE),
            Map.entry("amps", AMPERE),
            Map.entry("w", WATT),
            Map.entry("watt", WATT),
            Map.entry("kilowatt", KILOWATT),
            Map.entry("megawatt", MEGAWATT),
            Map.entry("", NONE));

    private final String symbol;
    private final double factor;
    private final double offset;

    Unit(String symbol, double factor) {
        this(symbol, factor, 0);
    }

    Unit(String symbol, double factor, double offset) {
        this.symbol = symbol;
        this.factor = factor;
        this.offset = offset;
    }

    /** The unit of a symbol, if there is one. */
    public static Optional<Unit> of(String symbol) {
        return Arrays.stream(values())
                .filter(unit -> unit.symbol.equals(symbol))
                .findFirst();
    }

    /**
     * The unit that somebody else wrote, who may not write it as we do: °C, LPM, %, in any case where no two units differ
     * by it alone.
     */
    public static Optional<Unit> written(String text) {
        String plain = text.strip();
        return of(plain).or(() -> Optional.ofNullable(WRITTEN.get(plain.toLowerCase(Locale.ROOT))));
    }

    /** All symbols, as sentences list them. */
    public static String symbols() {
        return Arrays.stream(values()).map(Unit::symbol).collect(Collectors.joining(", "));
    }

    public String symbol() {
        return symbol;
    }

    /** The value in SI units (temperatures: degrees Celsius). */
    public double toSi(double value) {
        return value * factor + offset;
    }

    /** A difference of two values in SI units. */
    public double differenceToSi(double difference) {
        return difference * factor;
    }

    /** The symbol of the SI unit that {@link #toSi} gives; empty where a number has none. */
    public String si() {
        return switch (this) {
            case VOLT, KILOVOLT -> "V";
            case MILLIAMPERE, AMPERE -> "A";
            case WATT, KILOWATT, MEGAWATT -> "W";
            case VOLT_AMPERE, KILOVOLT_AMPERE -> "VA";
            case VAR, KILOVAR -> "var";
            case JOULE, WATT_HOUR, KILOWATT_HOUR, MEGAWATT_HOUR -> "J";
            case HERTZ -> "Hz";
            case CELSIUS, FAHRENHEIT -> "C";
            case PASCAL, KILOPASCAL, BAR, POUND_PER_SQUARE_INCH -> "Pa";
            case CUBIC_METRE_PER_SECOND,
                    CUBIC_METRE_PER_HOUR,
                    LITRE_PER_SECOND,
                    LITRE_PER_MINUTE,
                    US_GALLON_PER_MINUTE -> "m3/s";
            case SECOND, MINUTE -> "s";
            case PERCENT, RATIO -> "ratio";
            case NONE -> "";
        };
    }
}
