/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.devices;

import io.nameplate.collectors.mqtt.MqttSource;
import io.nameplate.model.language.document.Fields;
import java.util.List;

/** Reads the entries of {@code mqtt}: what others publish. */
final class MqttEntries {

    private final Surroundings surroundings;

    MqttEntries(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** One source. */
    MqttSource read(Fields fields) {
        String name = fields.text("name");
        String broker = fields.text("broker");
        List<String> topics = fields.values("topics", text -> text);
        String format = fields.text("format");
        fields.end();
        surroundings.unique(fields, "name", name);
        if (!broker.isEmpty() && !broker.matches("(tcp|ssl|ws|wss)://[^/\\s]+.*")) {
            fields.problem(
                    "broker", "'broker' must be an address such as tcp://127.0.0.1:1883, found '" + broker + "'");
        }
        if (topics.isEmpty()) {
            fields.problem("topics", "source '" + name + "' needs at least one topic");
        }
        if (!format.isEmpty() && !format.equals("influx-line")) {
            fields.problem("format", "'format' must be influx-line, found '" + format + "'");
        }
        return new MqttSource(name, broker, topics);
    }
}
