/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;
import java.util.List;

/**
 * A plant asset, when it is up, and what it measures.
 *
 * @param collector the collector that reads it
 * @param hold how long a reading stays in force without a newer one
 * @param up the asset is UP while every rule holds, DOWN when one surely fails, else UNKNOWN
 * @param capacityW the power it can carry while it is up, in watts; 0 where nothing is said
 * @param meters what its points measure for blocks
 */
public record Asset(
        AssetId asset,
        String kind,
        CollectorId collector,
        Duration hold,
        List<UpRule> up,
        long capacityW,
        List<Meter> meters) {

    public Asset {
        up = List.copyOf(up);
        meters = List.copyOf(meters);
    }

    /** An asset that measures nothing and whose capacity is not known. */
    public Asset(AssetId asset, String kind, CollectorId collector, Duration hold, List<UpRule> up) {
        this(asset, kind, collector, hold, up, 0, List.of());
    }

    /** A point must read at least {@code min} and at most {@code max}, in the point's SI unit. */
    public record UpRule(String point, double min, double max) {
        public boolean holds(double value) {
            return value >= min && value <= max;
        }
    }
}
