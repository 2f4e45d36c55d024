/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.nameplate.collectors.mqtt.json.BoundedJson;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;

/** The envelope of an event (CloudEvents 1.0): nobody signs it, so nothing rests on it but which event is meant. */
record FlexEvent(String source, String type, Instant time, String correlation, String data) {

    /**
     * Reads an event.
     *
     * @throws IOException with a sentence if it is none
     */
    static FlexEvent read(byte[] payload) throws IOException {
        Map<String, String> members = new HashMap<>();
        try (JsonParser parser = BoundedJson.parser(payload)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("an event is an object");
            }
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                if (parser.nextToken() == JsonToken.VALUE_STRING
                        && members.size() < 64
                        && members.put(name, parser.getText()) != null) {
                    throw new IOException("'" + name + "' stands twice");
                }
                parser.skipChildren();
            }
        }
        for (String needed : new String[] {"specversion", "id", "source", "type", "time", "data"}) {
            if (!members.containsKey(needed)) {
                throw new IOException("an event needs '" + needed + "' as a text");
            }
        }
        if (!members.getOrDefault("specversion", "").startsWith("1.0")) {
            throw new IOException("only CloudEvents 1.0 are read");
        }
        try {
            return new FlexEvent(
                    members.getOrDefault("source", ""),
                    members.getOrDefault("type", ""),
                    OffsetDateTime.parse(members.getOrDefault("time", "")).toInstant(),
                    members.getOrDefault("correlationid", members.getOrDefault("id", "")),
                    members.getOrDefault("data", ""));
        } catch (DateTimeException wrong) {
            throw new IOException("'time' is no ISO 8601 date and time with an offset", wrong);
        }
    }
}
