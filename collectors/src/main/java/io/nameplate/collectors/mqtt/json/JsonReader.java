/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt.json;

import io.nameplate.collectors.mqtt.InfluxLine.Value;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.collectors.mqtt.Remarks;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What all JSON formats share: slots for the paths of a definition, and a message read into them. */
final class JsonReader {

    private final Remarks remarks;
    private final JsonShape shape = new JsonShape();
    private final @Nullable JsonShape rows;
    private int slots;
    private @Nullable JsonMessage message;

    /**
     * A reader.
     *
     * @param each where the rows of a message are, if it has any
     */
    JsonReader(Remarks remarks, @Nullable JsonPath each) {
        this.remarks = remarks;
        this.rows = each == null ? null : shape.at(each).asRow();
    }

    /** A slot for what stands in each row, or in the message where it has none. */
    int ofRow(@Nullable JsonPath path) {
        return slot(rows == null ? shape : rows, path);
    }

    /** A slot for what stands in the message. */
    int ofMessage(@Nullable JsonPath path) {
        return slot(shape, path);
    }

    /** A slot for what stands in each row, or else in the message for all of them. */
    int ofEither(@Nullable JsonPath path) {
        int slot = ofMessage(path);
        if (path != null && rows != null) {
            rows.slot(path, slot);
        }
        return slot;
    }

    private int slot(JsonShape under, @Nullable JsonPath path) {
        if (path == null) {
            return JsonShape.NO_SLOT;
        }
        int known = under.at(path).slot();
        if (known != JsonShape.NO_SLOT) {
            return known;
        }
        under.slot(path, slots);
        return slots++;
    }

    /** Reads a message; empty where it cannot be read. It is good until the next one is read. */
    Optional<JsonMessage> read(String topic, byte[] payload) {
        JsonMessage into = message == null ? new JsonMessage(shape, slots) : message;
        message = into;
        try {
            into.read(payload);
            return Optional.of(into);
        } catch (JsonMessage.TooMany much) {
            remarks.count(MessageFault.TOO_MANY, "a message on '" + topic + "': " + much.getMessage());
        } catch (IOException broken) {
            remarks.count(MessageFault.BAD_MESSAGE, "a message on '" + topic + "' is no JSON that can be read");
        }
        return Optional.empty();
    }

    /** What a row says, or else the message. */
    static Optional<Value> either(JsonRow row, JsonRow whole, int slot) {
        Optional<Value> own = row.get(slot);
        return own.isPresent() ? own : whole.get(slot);
    }

    /** The time that a row or its message says, in epoch milliseconds. */
    OptionalLong time(JsonRow row, JsonRow whole, int slot, @Nullable TimeAt at) {
        Optional<Value> value = either(row, whole, slot);
        if (at == null || value.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong millis = at.as().millis(value.get());
        if (millis.isEmpty()) {
            remarks.count(
                    MessageFault.BAD_TIME,
                    "what stands at " + at.path() + " is no time written as 'as' says; the time of receipt is taken");
        }
        return millis;
    }
}
