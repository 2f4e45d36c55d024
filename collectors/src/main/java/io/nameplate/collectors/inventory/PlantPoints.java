/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.AssetId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** When each plant point was read last, so that readings of a point are taken in order and once. */
final class PlantPoints {

    /** A plant point of this collector. */
    record Point(AssetId asset, String point) {}

    private final Map<Point, Long> last = new HashMap<>();

    /** Takes a reading that is later than every one of its point before it, else says why not. */
    Optional<Refusal> take(PlantReading reading) {
        Point point = new Point(reading.asset(), reading.point());
        Long before = last.get(point);
        if (before != null && reading.ts() <= before) {
            return Optional.of(reading.ts() == before ? Refusal.DUPLICATE : Refusal.OUT_OF_ORDER);
        }
        last.put(point, reading.ts());
        return Optional.empty();
    }

    /** Says that a reading of a point was taken, now or by an earlier process. */
    void taken(AssetId asset, String point, long ts) {
        last.merge(new Point(asset, point), ts, Math::max);
    }

    Map<Point, Long> last() {
        return last;
    }
}
