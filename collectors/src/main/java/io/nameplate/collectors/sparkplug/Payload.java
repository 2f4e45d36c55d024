/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a message holds.
 *
 * @param time epoch milliseconds, where it says so
 * @param seq 0 to 255, where it has one; a death of a node has none
 */
record Payload(OptionalLong time, OptionalInt seq, List<Metric> metrics) {

    static final String BD_SEQ = "bdSeq";

    Payload {
        metrics = List.copyOf(metrics);
    }

    /** The number that ties a death to its birth. */
    OptionalLong bdSeq() {
        for (Metric metric : metrics) {
            if (BD_SEQ.equals(metric.name()) && metric.raw() instanceof Metric.Bits bits) {
                return OptionalLong.of(bits.bits());
            }
        }
        return OptionalLong.empty();
    }
}
