/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.units.Unit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One plant point of a message.
 *
 * @param name the point; null where topic or message say it
 * @param nameAt where the message says which point it is
 * @param unit the unit of the value, where the message does not say it
 * @param unitAt where the message says the unit
 * @param qualityAt where the message says whether the value is good
 * @param good the words that mean good, in small letters
 */
public record JsonPoint(
        @Nullable String name,
        @Nullable JsonPath nameAt,
        JsonPath value,
        @Nullable Unit unit,
        @Nullable JsonPath unitAt,
        @Nullable JsonPath qualityAt,
        Set<String> good) {

    /** What publishers write for good; 192 is OPC's. */
    public static final Set<String> GOOD = Set.of("true", "1", "good", "ok", "192");

    public JsonPoint {
        good = Set.copyOf(good);
    }
}
