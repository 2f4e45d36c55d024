/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dsx;

import java.util.List;
import java.util.Optional;

/**
 * A topic of a BMS: {@code BMS/v1/PUB/Value|Metadata/OBJECT_TYPE/POINT_TYPE/TAG_PATH}; the tag path may hold slashes.
 *
 * @param metadata whether the message describes the point, or gives its value
 */
record BmsTopic(boolean metadata, BmsPoint point) {

    static final List<String> FILTERS = List.of("BMS/v1/PUB/Metadata/#", "BMS/v1/PUB/Value/#");

    private static final int LONGEST = 1_024;
    private static final String VALUE = "BMS/v1/PUB/Value/";
    private static final String METADATA = "BMS/v1/PUB/Metadata/";

    /** A point by what its topics have in common. */
    record BmsPoint(String objectType, String pointType, String tagPath) {

        /** Whether it is the sign of life of the BMS; an older guide spells it without the t. */
        boolean isHeartbeat() {
            return objectType.equals("System")
                    && (pointType.equals("HeartbeatTimestampBms") || pointType.equals("HearbeatTimestampBms"));
        }

        @Override
        public String toString() {
            return objectType + "/" + pointType + "/" + tagPath;
        }
    }

    static Optional<BmsTopic> of(String topic) {
        boolean metadata = topic.startsWith(METADATA);
        if ((!metadata && !topic.startsWith(VALUE)) || topic.length() > LONGEST) {
            return Optional.empty();
        }
        String[] levels =
                topic.substring((metadata ? METADATA : VALUE).length()).split("/", 3);
        if (levels.length < 3 || List.of(levels).contains("")) {
            return Optional.empty();
        }
        return Optional.of(new BmsTopic(metadata, new BmsPoint(levels[0], levels[1], levels[2])));
    }
}
