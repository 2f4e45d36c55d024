/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import java.util.Locale;
import java.util.Optional;

/** What a {@code # TYPE} line calls a family of samples; the first five are of both formats. */
public enum MetricType {
    COUNTER,
    GAUGE,
    HISTOGRAM,
    SUMMARY,
    /** Said not to be known: {@code untyped}, in OpenMetrics {@code unknown}. */
    UNKNOWN,
    GAUGEHISTOGRAM,
    INFO,
    STATESET;

    static Optional<MetricType> of(String word) {
        if (word.equals("untyped")) {
            return Optional.of(UNKNOWN);
        }
        for (MetricType type : values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }
}
