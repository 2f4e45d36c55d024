/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.units.Unit;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.util.regex.Pattern;

/** Plant readings as payload formats make them, in one place. */
public final class PlantValues {

    /** Beyond it no plant has a value; infinities and what is no number are beyond too. */
    private static final double LARGEST = 1e18;

    private static final Pattern POINT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}");

    private PlantValues() {}

    /** A value in the unit of its source; one that cannot be is bad. */
    public static PlantReading good(AssetId asset, String point, long ts, double value, Unit unit) {
        double si = unit.toSi(value);
        return Math.abs(si) <= LARGEST
                ? new PlantReading(asset, point, ts, si, Quality.GOOD)
                : new PlantReading(asset, point, ts, 0, Quality.BAD);
    }

    /** The source says that its value does not count. */
    public static PlantReading bad(AssetId asset, String point, long ts) {
        return new PlantReading(asset, point, ts, 0, Quality.BAD);
    }

    /** The source is known to be gone: what it said last is no longer so. */
    public static PlantReading stale(AssetId asset, String point, long ts) {
        return new PlantReading(asset, point, ts, 0, Quality.BAD);
    }

    /** Whether a text can be a point's name: short, and without what would make a mess of a tag or a log. */
    public static boolean isPoint(String name) {
        return POINT.matcher(name).matches();
    }
}
