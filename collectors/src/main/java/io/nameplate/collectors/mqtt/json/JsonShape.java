/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.mqtt.json.JsonPath.Index;
import io.nameplate.collectors.mqtt.json.JsonPath.Name;
import io.nameplate.collectors.mqtt.json.JsonPath.Step;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The paths of a source as one tree, so that a message is walked once. Built before the first message, then only read. */
final class JsonShape {

    static final int NO_SLOT = -1;

    private final Map<String, JsonShape> names = new HashMap<>();
    private final Map<Integer, JsonShape> indexes = new HashMap<>();
    private @Nullable JsonShape each;
    private int slot = NO_SLOT;
    private boolean row;

    /** Puts what stands at a path into a slot. */
    JsonShape slot(JsonPath path, int number) {
        at(path).slot = number;
        return this;
    }

    /** The place of a path, made if it is new. */
    JsonShape at(JsonPath path) {
        JsonShape shape = this;
        for (Step step : path.steps()) {
            shape = shape.child(step);
        }
        return shape;
    }

    /** Makes every value that comes here a row of its own. */
    JsonShape asRow() {
        row = true;
        return this;
    }

    private JsonShape child(Step step) {
        if (step instanceof Name name) {
            return names.computeIfAbsent(name.name(), key -> new JsonShape());
        }
        if (step instanceof Index index) {
            return indexes.computeIfAbsent(index.index(), key -> new JsonShape());
        }
        JsonShape elements = each == null ? new JsonShape() : each;
        each = elements;
        return elements;
    }

    @Nullable
    JsonShape member(String name) {
        return names.get(name);
    }

    @Nullable
    JsonShape element(int index) {
        JsonShape own = indexes.get(index);
        return own == null ? each : own;
    }

    int slot() {
        return slot;
    }

    boolean isRow() {
        return row;
    }
}
