/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.AssetId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * When each plant point was read last, so that readings of a point are taken in order and once. A reading that its source
 * stored and sent later is taken behind that, as far back as records are kept: evidence merges plant readings by their
 * time, so that its place in the order of records does not matter, and the same one twice is one.
 */
final class PlantPoints {

    /** What is older than any collector keeps its records by itself is not a gap to be filled, it is a wrong clock. */
    static final Duration OLDEST = Duration.ofDays(3);

    /** Of one point within an hour: a day of readings every ten seconds, and not a flood. Counted anew after a restart. */
    static final int MOST_STORED = 10_000;

    /** Points of one asset: their names are what publishers call them, and each that was ever read stands in the saved state. */
    static final int MOST_POINTS = 5_000;

    private static final long HOUR = Duration.ofHours(1).toMillis();

    /** Is told of a point and when it was read last. */
    interface Taker {
        void take(AssetId asset, String point, long ts);
    }

    private record Point(AssetId asset, String point) {}

    private record Stored(long since, int count) {}

    /** When a point was read last. */
    private static final class Last {
        long ts;

        Last(long ts) {
            this.ts = ts;
        }
    }

    private final Map<AssetId, Map<String, Last>> last = new HashMap<>();
    private final Map<Point, Stored> stored = new HashMap<>();

    /** Takes a reading that is later than every one of its point before it, or was stored, else says why not. */
    Optional<Refusal> take(PlantReading reading) {
        if (reading.isStored() && reading.ts() < reading.received() - OLDEST.toMillis()) {
            return Optional.of(Refusal.TOO_OLD);
        }
        Map<String, Last> points = last.computeIfAbsent(reading.asset(), asset -> new HashMap<>());
        Last before = points.get(reading.point());
        if (before == null) {
            if (points.size() >= MOST_POINTS) {
                return Optional.of(Refusal.TOO_MANY_POINTS);
            }
            points.put(reading.point(), new Last(reading.ts()));
            return Optional.empty();
        }
        if (reading.ts() > before.ts) {
            before.ts = reading.ts();
            return Optional.empty();
        }
        if (reading.ts() == before.ts) {
            return Optional.of(Refusal.DUPLICATE);
        }
        return reading.isStored() ? takeStored(reading) : Optional.of(Refusal.OUT_OF_ORDER);
    }

    private Optional<Refusal> takeStored(PlantReading reading) {
        Point point = new Point(reading.asset(), reading.point());
        Stored before = stored.get(point);
        Stored now = before == null || reading.received() - before.since() >= HOUR
                ? new Stored(reading.received(), 1)
                : new Stored(before.since(), before.count() + 1);
        if (now.count() > MOST_STORED) {
            return Optional.of(Refusal.TOO_MANY_STORED);
        }
        stored.put(point, now);
        return Optional.empty();
    }

    /** Says that a reading of a point was taken, now or by an earlier process. */
    void taken(AssetId asset, String point, long ts) {
        Last known =
                last.computeIfAbsent(asset, fresh -> new HashMap<>()).computeIfAbsent(point, fresh -> new Last(ts));
        known.ts = Math.max(known.ts, ts);
    }

    /** How many points were read. */
    int count() {
        return last.values().stream().mapToInt(Map::size).sum();
    }

    /** When each point was read last. */
    void each(Taker taker) {
        last.forEach((asset, points) -> points.forEach((point, at) -> taker.take(asset, point, at.ts)));
    }
}
