/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.facility;

import java.util.List;

/** A device that answers for an asset. */
public record Device(String asset, Kind kind) {

    /** The device types that a site has. */
    public enum Kind {
        /** The meter of a feed or PDU. */
        METER,
        /** A meter whose energy the registry knows. */
        ENERGY_METER,
        CDU
    }

    private static final List<PlantPoint> METER_POINTS = List.of(
            PlantPoint.POWER,
            PlantPoint.CURRENT_L1,
            PlantPoint.CURRENT_L2,
            PlantPoint.CURRENT_L3,
            PlantPoint.VOLTAGE_L1N,
            PlantPoint.VOLTAGE_L2N,
            PlantPoint.VOLTAGE_L3N,
            PlantPoint.FREQUENCY,
            PlantPoint.ENERGY_IMPORT);

    private static final List<PlantPoint> CDU_POINTS = List.of(
            PlantPoint.COOLANT_SUPPLY_TEMP,
            PlantPoint.COOLANT_RETURN_TEMP,
            PlantPoint.WATER_IN_TEMP,
            PlantPoint.WATER_OUT_TEMP,
            PlantPoint.COOLANT_SUPPLY_PRESSURE,
            PlantPoint.COOLANT_RETURN_PRESSURE,
            PlantPoint.WATER_IN_PRESSURE,
            PlantPoint.WATER_OUT_PRESSURE,
            PlantPoint.COOLANT_FLOW,
            PlantPoint.WATER_FLOW);

    /** What it measures. */
    public List<PlantPoint> points() {
        return kind == Kind.CDU ? CDU_POINTS : METER_POINTS;
    }

    /** Whether an archive holds a point of it. */
    public boolean archives(PlantPoint point) {
        return kind == Kind.ENERGY_METER ? point == PlantPoint.ENERGY_IMPORT : point.archived();
    }

    /** The collector's profile for it. */
    public String profile() {
        return kind == Kind.CDU ? "cdu-generic" : "schneider-iem3000";
    }
}
