/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.units.Unit;
import io.nameplate.collectors.validate.SourceClock.Stamp;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import java.util.regex.Pattern;

/** Plant readings as payload formats make them, in one place. */
public final class PlantValues {

    /** Beyond it no plant has a value; infinities and what is no number are beyond too. */
    private static final double LARGEST = 1e18;

    private static final Pattern POINT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}");

    private PlantValues() {}

    /** A value in the unit of its source; one that cannot be is bad. */
    public static PlantReading good(AssetId asset, String point, Stamp time, double value, Unit unit) {
        return said(Quality.GOOD, asset, point, time, value, unit);
    }

    /** A value of which its source says what it is worth; one that cannot be is bad all the same. */
    public static PlantReading said(Quality quality, AssetId asset, String point, Stamp time, double value, Unit unit) {
        double si = unit.toSi(value);
        boolean isNumber = Math.abs(si) <= LARGEST;
        PointValue said = quality == Quality.GOOD
                ? PointValue.good(point, si, unit.si())
                : new PointValue(point, si, unit.si(), quality, QualityReason.SOURCE);
        return reading(
                asset,
                time,
                isNumber || !quality.counts() ? said : said.flagged(Quality.BAD, QualityReason.NOT_A_NUMBER));
    }

    /** The source says that there is no value. */
    public static PlantReading missing(AssetId asset, String point, Stamp time) {
        return reading(asset, time, PointValue.missing(point, QualityReason.SOURCE));
    }

    /** What came is no value. */
    public static PlantReading unreadable(AssetId asset, String point, Stamp time) {
        return reading(asset, time, PointValue.bad(point, QualityReason.NOT_A_NUMBER));
    }

    /** The source is known to be gone: what it said last is no longer so. */
    public static PlantReading stale(AssetId asset, String point, long now) {
        return new PlantReading(asset, now, new PointValue(point, 0, "", Quality.STALE, QualityReason.SOURCE_GONE));
    }

    private static PlantReading reading(AssetId asset, Stamp time, PointValue value) {
        boolean doubted = !time.trusted() && value.quality() == Quality.GOOD;
        return new PlantReading(
                asset,
                time.ts(),
                time.received(),
                doubted ? value.flagged(Quality.SUSPECT, QualityReason.CLOCK_OFFSET) : value);
    }

    /** Whether a text can be a point's name: short, and without what would make a mess of a tag or a log. */
    public static boolean isPoint(String name) {
        return POINT.matcher(name).matches();
    }
}
