/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Looks at every plant reading on its way from a driver to the inventory and flags what speaks against it; values stay
 * as they are. Takes calls of many threads.
 */
public final class Validation {

    /** Is told of every reading of which something is to be said. */
    @FunctionalInterface
    public interface Flags {

        /** One reading that is not simply good. */
        void flagged(AssetId asset, PointValue value);
    }

    private Rules rules;
    private final Flags flags;
    private final Map<PointKey, Course> courses = new HashMap<>();
    private Sums sums;

    public Validation(Rules rules, Flags flags) {
        this.rules = rules;
        this.flags = flags;
        this.sums = new Sums(rules.sums());
    }

    /** Goes on with other rules; how a point went so far is forgotten where its rule is another one. */
    public synchronized void exchange(Rules next) {
        courses.keySet()
                .removeIf(key ->
                        !Objects.equals(rules.points().get(key), next.points().get(key)));
        if (!rules.sums().equals(next.sums())) {
            sums = new Sums(next.sums());
        }
        rules = next;
    }

    /**
     * What was read of an asset at one time.
     *
     * @param ts epoch milliseconds
     */
    public List<PointValue> check(AssetId asset, long ts, List<PointValue> values) {
        return check(asset, ts, false, values);
    }

    /** What was stored is checked by itself: of what came between it and now its source says nothing yet. */
    private synchronized List<PointValue> check(AssetId asset, long ts, boolean stored, List<PointValue> values) {
        List<PointValue> checked = new ArrayList<>(values.size());
        for (PointValue value : values) {
            PointKey key = new PointKey(asset, value.point());
            PointValue next = value.quality().counts() ? checked(key, ts, stored, value) : value;
            if (stored) {
                checked.add(next);
                continue;
            }
            if (next.quality().counts()) {
                sums.see(key, ts, next.value());
            } else {
                sums.forget(key);
            }
            checked.add(next);
        }
        if (!stored) {
            sumsOf(asset, ts, checked);
        }
        for (PointValue value : checked) {
            if (value.quality() != Quality.GOOD || value.reason() != QualityReason.NONE) {
                flags.flagged(asset, value);
            }
        }
        return checked;
    }

    /** Readings of any kind; those of plant points are looked at one by one, in their order. */
    public List<Reading> check(List<Reading> readings) {
        List<Reading> checked = new ArrayList<>(readings.size());
        for (Reading reading : readings) {
            if (reading instanceof PlantReading plant) {
                PointValue value = check(plant.asset(), plant.ts(), plant.isStored(), List.of(plant.value()))
                        .get(0);
                checked.add(new PlantReading(plant.asset(), plant.ts(), plant.received(), value));
            } else {
                checked.add(reading);
            }
        }
        return checked;
    }

    private PointValue checked(PointKey key, long ts, boolean stored, PointValue value) {
        if (!Double.isFinite(value.value())) {
            return value.flagged(Quality.BAD, QualityReason.NOT_A_NUMBER);
        }
        PointRule rule = rules.points().get(key);
        if (rule == null) {
            return value;
        }
        if (!rule.allows(value.value())) {
            return value.flagged(Quality.BAD, QualityReason.RANGE);
        }
        if (stored) {
            return value;
        }
        QualityReason reason = courses.computeIfAbsent(
                        key, first -> rule.kind() == PointRule.Kind.COUNTER ? new Count(rule) : new Gauge(rule))
                .next(ts, value.value());
        return worse(value, quality(reason), reason);
    }

    /** What was said of the value before stays, unless what is found is worse. */
    private static PointValue worse(PointValue value, Quality found, QualityReason reason) {
        boolean isWorse = value.quality() == Quality.GOOD
                || !found.counts()
                || (found == Quality.SUSPECT && value.quality() == Quality.ESTIMATED);
        return isWorse ? value.flagged(found, reason) : value;
    }

    private static Quality quality(QualityReason reason) {
        return switch (reason) {
            case FLAT_LINE -> Quality.STALE;
            case SPIKE, COUNTER_DECREASE, COUNTER_JUMP -> Quality.SUSPECT;
            default -> Quality.GOOD;
        };
    }

    private void sumsOf(AssetId asset, long ts, List<PointValue> checked) {
        if (sums.isEmpty()) {
            return;
        }
        Set<PointKey> wrong = new HashSet<>();
        checked.forEach(value -> wrong.addAll(sums.wrong(new PointKey(asset, value.point()), ts)));
        checked.replaceAll(value -> value.quality().counts() && wrong.contains(new PointKey(asset, value.point()))
                ? worse(value, Quality.SUSPECT, QualityReason.SUM_CHECK)
                : value);
    }
}
