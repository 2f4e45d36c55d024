/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.dashboards.board;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the stream job writes to InfluxDB, as {@code influx-catalogue.json} states it: the one place where the writer and
 * the dashboards meet.
 */
public record Catalogue(Map<String, Measurement> measurements) {

    public static final String FILE = "influx-catalogue.json";

    /** One measurement: its tags, and its fields by name. */
    public record Measurement(Set<String> tags, Map<String, Field> fields) {

        public boolean has(String name) {
            return name.equals("time") || tags.contains(name) || fields.containsKey(name);
        }
    }

    /**
     * One field.
     *
     * @param type {@code integer} or {@code string}
     * @param optional whether a point may leave it out
     */
    public record Field(String type, String unit, boolean optional) {}

    public static Catalogue shipped() {
        return parse(Json.resource(FILE));
    }

    static Catalogue parse(JsonNode root) {
        Map<String, Measurement> measurements = new LinkedHashMap<>();
        root.path("measurements").properties().forEach(m -> measurements.put(m.getKey(), measurement(m.getValue())));
        return new Catalogue(measurements);
    }

    public Optional<Measurement> measurement(String name) {
        return Optional.ofNullable(measurements.get(name));
    }

    private static Measurement measurement(JsonNode node) {
        Map<String, Field> fields = new LinkedHashMap<>();
        node.path("fields")
                .properties()
                .forEach(field -> fields.put(
                        field.getKey(),
                        new Field(
                                field.getValue().path("type").asText(),
                                field.getValue().path("unit").asText(),
                                field.getValue().path("optional").asBoolean(false))));
        Set<String> tags =
                node.path("tags").properties().stream().map(Map.Entry::getKey).collect(Collectors.toUnmodifiableSet());
        return new Measurement(tags, fields);
    }
}
