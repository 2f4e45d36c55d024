/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.wire.PlantReadings.Quality;

/** What a driver read of one point of an asset, before it has a time; in SI units. */
public record PointValue(String point, double value, Quality quality) {

    public static PointValue good(String point, double value) {
        return new PointValue(point, value, Quality.GOOD);
    }

    public static PointValue bad(String point) {
        return new PointValue(point, 0, Quality.BAD);
    }
}
