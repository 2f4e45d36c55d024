/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.sparkplug;

import org.jspecify.annotations.Nullable;

/**
 * A metric as its birth declared it.
 *
 * @param device null where the node itself has it
 * @param type a {@link DataType} code
 * @param unit as the birth says it
 */
record Tag(
        EdgeNodeId node,
        @Nullable String device,
        String metric,
        int type,
        @Nullable String unit) {

    /** What a metric is called; the device is the empty text where the node itself has it. */
    record Name(String device, String metric) {}

    Name name() {
        return new Name(device == null ? "" : device, metric);
    }
}
