/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import java.time.Duration;

/**
 * How much a spool keeps.
 *
 * @param segmentBytes a segment is sealed when it has grown past this
 * @param maxBytes the spool never holds more than this and one segment
 * @param rawKeep a committed segment is kept this long all the same
 */
public record SpoolConfig(long segmentBytes, long maxBytes, Duration rawKeep) {

    /** 64 MB segments, 20 GB, 72 hours. */
    public static final SpoolConfig DEFAULT =
            new SpoolConfig(64L * 1024 * 1024, 20L * 1024 * 1024 * 1024, Duration.ofDays(3));

    public SpoolConfig {
        if (segmentBytes < 1 || maxBytes < 2 * segmentBytes) {
            throw new IllegalArgumentException(
                    "a spool must hold at least two segments: segment " + segmentBytes + " bytes, at most " + maxBytes);
        }
    }
}
