/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.language;

import java.time.Duration;
import java.util.List;

/**
 * A plant asset and when it is up.
 *
 * @param collector the collector that reads it
 * @param hold how long a reading stays in force without a newer one
 * @param up the asset is UP while every rule holds, DOWN when one surely fails, else UNKNOWN
 */
public record Asset(AssetId asset, String kind, CollectorId collector, Duration hold, List<UpRule> up) {

    public Asset {
        up = List.copyOf(up);
    }

    /** A point must read at least {@code min} and at most {@code max}, in the point's SI unit. */
    public record UpRule(String point, double min, double max) {
        public boolean holds(double value) {
            return value >= min && value <= max;
        }
    }
}
