/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;

/**
 * What a driver read of one point of an asset, before it has a time.
 *
 * @param value in {@code unit}; of a value that does not count: what was read, if anything
 * @param unit the SI unit; empty for a mere number
 */
public record PointValue(String point, double value, String unit, Quality quality, QualityReason reason) {

    public static PointValue good(String point, double value, String unit) {
        return new PointValue(point, value, unit, Quality.GOOD, QualityReason.NONE);
    }

    /** A mere number. */
    public static PointValue good(String point, double value) {
        return good(point, value, "");
    }

    /** The device answered, and what it gave is no value. */
    public static PointValue bad(String point, QualityReason reason) {
        return new PointValue(point, 0, "", Quality.BAD, reason);
    }

    /** The point is there, its value is not. */
    public static PointValue missing(String point, QualityReason reason) {
        return new PointValue(point, 0, "", Quality.MISSING, reason);
    }

    /** The same value with another word on what it is worth. */
    public PointValue flagged(Quality newQuality, QualityReason newReason) {
        return new PointValue(point, value, unit, newQuality, newReason);
    }
}
