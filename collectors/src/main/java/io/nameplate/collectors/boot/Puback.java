/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import java.util.Map;
import java.util.TreeMap;

/** The reason codes with which a broker of MQTT 5 refuses a message, as metrics name them. */
final class Puback {

    /** What the standard knows, by code. */
    static final Map<Integer, String> REFUSALS = new TreeMap<>(Map.of(
            0x80, "unspecified_error",
            0x83, "implementation_specific_error",
            0x87, "not_authorized",
            0x90, "topic_name_invalid",
            0x91, "packet_identifier_in_use",
            0x97, "quota_exceeded",
            0x99, "payload_format_invalid"));

    /** A code that the standard does not know here. */
    static final String OTHER = "other";

    private Puback() {}

    /** The name of a code. */
    static String label(int code) {
        return REFUSALS.getOrDefault(code, OTHER);
    }
}
