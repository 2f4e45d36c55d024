/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings;

/**
 * One point of one asset, in SI units.
 *
 * @param ts epoch milliseconds
 * @param value meaningless where the quality is BAD
 */
public record PlantReading(AssetId asset, String point, long ts, double value, PlantReadings.Quality quality)
        implements Reading {

    PlantReadings.Reading onTheWire() {
        return new PlantReadings.Reading(asset, point, ts, value, quality);
    }
}
