/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.mqtt.InfluxLine.Field;
import io.nameplate.collectors.mqtt.InfluxLine.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a message, or an element of its array, holds: values in slots, and others by name. */
final class JsonRow {

    private final @Nullable Value[] slots;
    private final List<Field> others = new ArrayList<>();

    JsonRow(int size) {
        slots = new @Nullable Value[size];
    }

    void put(int slot, Value value) {
        slots[slot] = value;
    }

    void keep(String name, Value value) {
        others.add(new Field(name, value));
    }

    Optional<Value> get(int slot) {
        return slot == JsonShape.NO_SLOT ? Optional.empty() : Optional.ofNullable(slots[slot]);
    }

    List<Field> others() {
        return others;
    }
}
