/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much of a result was measured, why the rest was not, and what availability could have been: beside the content, not in it.
 * It decides nothing.
 *
 * @param perMille the measured part of what was contracted, rounded down; 1000 where nothing was
 * @param lowPerMille availability if all that was not measured was lost, rounded down; null where nothing was obliged
 * @param highPerMille availability if none of it was
 * @param unmeasured the content's UNMEASURED GPU-milliseconds by cause, which add up to it exactly; causes of none left out
 */
public record Coverage(
        int perMille,
        @Nullable Integer lowPerMille,
        @Nullable Integer highPerMille,
        Map<MissingCause, Long> unmeasured) {

    /** Where nobody has told. */
    public static final Coverage UNTOLD = new Coverage(0, null, null, Map.of());

    public Coverage {
        Map<MissingCause, Long> sorted = new EnumMap<>(MissingCause.class);
        unmeasured.forEach((cause, ms) -> {
            if (ms < 0) {
                throw new IllegalArgumentException(ms + " GPU-ms not measured for " + cause);
            }
            if (ms > 0) {
                sorted.put(cause, ms);
            }
        });
        unmeasured = Collections.unmodifiableMap(sorted);
        if (perMille < 0 || perMille > 1000) {
            throw new IllegalArgumentException("a coverage of " + perMille + " per mille");
        }
    }

    /** All GPU-milliseconds that were not measured. */
    public long unmeasuredGpuMs() {
        return unmeasured.values().stream().mapToLong(Long::longValue).sum();
    }
}
