/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings;
import java.time.Duration;

/**
 * One point of one asset.
 *
 * @param ts epoch milliseconds: when it was so
 * @param received epoch milliseconds: when the collector had it
 */
public record PlantReading(AssetId asset, long ts, long received, PointValue value) implements Reading {

    private static final Duration ON_THE_WAY = Duration.ofSeconds(2);

    /** A reading of the time at which it was received. */
    public PlantReading(AssetId asset, long ts, PointValue value) {
        this(asset, ts, ts, value);
    }

    /** What was so before it was received, by more than messages take: its source kept it and sent it later. */
    public boolean isStored() {
        return received - ts > ON_THE_WAY.toMillis();
    }

    public String point() {
        return value.point();
    }

    PlantReadings.Reading onTheWire() {
        return new PlantReadings.Reading(
                asset, value.point(), ts, received, value.value(), value.unit(), value.quality(), value.reason());
    }
}
