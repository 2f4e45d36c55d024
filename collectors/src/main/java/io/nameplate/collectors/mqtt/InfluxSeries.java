/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.mqtt;

import io.nameplate.collectors.dcgm.Generation;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.model.language.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands before the fields of a line, measurement and tags, and what it says: the same for every line of a series. */
final class InfluxSeries {

    /** Of no line. */
    static final InfluxSeries NONE = new InfluxSeries("", List.of());

    private static final int LONGEST_INDEX = 4;

    /** What the lines of a series speak of. */
    enum Kind {
        GPU,
        NODE,
        REACH,
        ENDPOINT,
        UNKNOWN;

        private static Kind of(String measurement) {
            return switch (measurement) {
                case "dcgm" -> GPU;
                case "dcgm_node" -> NODE;
                case "reach" -> REACH;
                case "vllm" -> ENDPOINT;
                default -> UNKNOWN;
            };
        }
    }

    private final String measurement;
    /** Key, value, key, value: a map for each of some 200,000 series would be most of what they hold. */
    private final String[] tags;

    private final Kind kind;
    private final String host;
    private final Optional<NodeId> node;
    private final String uuid;
    private final int index;
    private final Generation generation;

    /**
     * A series.
     *
     * @param tagWords key, value, key, value in the order of the line
     */
    InfluxSeries(String measurement, List<String> tagWords) {
        this.measurement = measurement;
        this.tags = tagWords.toArray(String[]::new);
        Map<String, String> byKey = tags();
        kind = Kind.of(measurement);
        host = byKey.getOrDefault("hostname", "");
        node = kind == Kind.ENDPOINT || host.isEmpty() ? Optional.empty() : id(host);
        uuid = byKey.getOrDefault("UUID", "");
        index = index(byKey.getOrDefault("gpu", ""));
        generation = Generation.of(byKey);
    }

    private static Optional<NodeId> id(String host) {
        try {
            return Optional.of(new NodeId(host));
        } catch (IllegalArgumentException notAnId) {
            return Optional.empty();
        }
    }

    private static int index(String text) {
        boolean isIndex = !text.isEmpty()
                && text.length() <= LONGEST_INDEX
                && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isIndex ? Integer.parseInt(text) : GpuReading.NO_INDEX;
    }

    String measurement() {
        return measurement;
    }

    Kind kind() {
        return kind;
    }

    /** In the order of the text; of a key that stands twice the last value. */
    Map<String, String> tags() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < tags.length; i += 2) {
            map.put(tags[i], tags[i + 1]);
        }
        return map;
    }

    /** The node, unless none is named or no registry could have one of that name. */
    Optional<NodeId> node() {
        return node;
    }

    /** The GPU's; empty where it is not said. */
    String uuid() {
        return uuid;
    }

    /** The GPU's; {@link GpuReading#NO_INDEX} where it is not said. */
    int index() {
        return index;
    }

    Generation generation() {
        return generation;
    }
}
