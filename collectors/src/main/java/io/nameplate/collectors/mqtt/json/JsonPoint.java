/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.units.Unit;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One plant point of a message.
 *
 * @param name the point; null where topic or message say it
 * @param nameAt where the message says which point it is
 * @param unit the unit of the value, where the message does not say it
 * @param unitAt where the message says the unit
 * @param qualityAt where the message says what the value is worth
 * @param words what the message says there, in small letters; any other word is bad
 */
public record JsonPoint(
        @Nullable String name,
        @Nullable JsonPath nameAt,
        JsonPath value,
        @Nullable Unit unit,
        @Nullable JsonPath unitAt,
        @Nullable JsonPath qualityAt,
        Map<String, Quality> words) {

    /** What publishers write, where the device file says nothing else; 192 is OPC's. */
    public static final Map<Quality, Set<String>> WORDS = Map.of(
            Quality.GOOD, Set.of("true", "1", "good", "ok", "192"),
            Quality.ESTIMATED, Set.of("estimated"),
            Quality.SUSPECT, Set.of("suspect", "uncertain"),
            Quality.STALE, Set.of("stale"));

    public JsonPoint {
        words = Map.copyOf(words);
    }
}
