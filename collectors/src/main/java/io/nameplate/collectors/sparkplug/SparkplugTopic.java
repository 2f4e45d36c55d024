/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A topic of edge nodes: {@code spBv1.0/GROUP/TYPE/NODE} or {@code spBv1.0/GROUP/TYPE/NODE/DEVICE}.
 *
 * @param device null where the message is the node's own
 */
public record SparkplugTopic(
        EdgeNodeId node, MessageType type, @Nullable String device) {

    static final String NAMESPACE = "spBv1.0";

    private static final int LONGEST = 1_024;

    /** The topic as it is meant, if an edge node may use it. */
    static Optional<SparkplugTopic> of(String topic) {
        if (topic.length() > LONGEST) {
            return Optional.empty();
        }
        List<String> levels = List.of(topic.split("/", -1));
        if (levels.size() < 4 || levels.size() > 5 || !levels.get(0).equals(NAMESPACE) || levels.contains("")) {
            return Optional.empty();
        }
        for (MessageType type : MessageType.values()) {
            if (type.name().equals(levels.get(2)) && type.isOfDevice() == (levels.size() == 5)) {
                return Optional.of(new SparkplugTopic(
                        new EdgeNodeId(levels.get(1), levels.get(3)), type, type.isOfDevice() ? levels.get(4) : null));
            }
        }
        return Optional.empty();
    }

    /** The filters that give everything edge nodes of a group say; + for all groups. */
    public static List<String> filters(String group) {
        return Arrays.stream(MessageType.values())
                .map(type -> NAMESPACE + "/" + group + "/" + type + (type.isOfDevice() ? "/+/+" : "/+"))
                .toList();
    }
}
