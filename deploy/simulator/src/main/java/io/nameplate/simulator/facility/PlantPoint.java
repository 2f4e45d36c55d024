/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import java.util.Locale;

/** What a device measures, in the unit its point has in the registry. {@code archived} ones go into an archive. */
public enum PlantPoint {
    POWER(true),
    CURRENT_L1(false),
    CURRENT_L2(false),
    CURRENT_L3(false),
    VOLTAGE_L1N(true),
    VOLTAGE_L2N(false),
    VOLTAGE_L3N(false),
    FREQUENCY(false),
    ENERGY_IMPORT(false),
    COOLANT_SUPPLY_TEMP(true),
    COOLANT_RETURN_TEMP(false),
    WATER_IN_TEMP(false),
    WATER_OUT_TEMP(false),
    COOLANT_SUPPLY_PRESSURE(false),
    COOLANT_RETURN_PRESSURE(false),
    WATER_IN_PRESSURE(false),
    WATER_OUT_PRESSURE(false),
    COOLANT_FLOW(true),
    WATER_FLOW(true);

    private final boolean archived;

    PlantPoint(boolean archived) {
        this.archived = archived;
    }

    /** Whether an archive holds it: what states rest on, and what makes them plain to a reader. */
    public boolean archived() {
        return archived;
    }

    /** The point's name in registry and readings. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
