/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.Collection;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/** The records of an epoch that speak of slots which are not complete in it yet. Not thread-safe. */
final class OpenRecords {

    /** By their numbers, the end of what they speak of. */
    private final TreeMap<Long, Long> ends = new TreeMap<>();

    private long complete = Long.MIN_VALUE;

    void add(UpRecord record) {
        long end = end(record.kind(), record.body());
        if (end > complete) {
            ends.put(record.seq(), end);
        }
    }

    /** All slots before an epoch second are complete now. Most records complete nothing: only one that does costs a look at all. */
    void completeUntil(long through) {
        if (through > complete) {
            complete = through;
            ends.values().removeIf(end -> end <= through);
        }
    }

    /** The number of the first of them. */
    OptionalLong first() {
        return ends.isEmpty() ? OptionalLong.empty() : OptionalLong.of(ends.firstKey());
    }

    /** Their numbers, in order. */
    Collection<Long> numbers() {
        return List.copyOf(ends.keySet());
    }

    /** The end of what a record speaks of, epoch seconds; 0 where it speaks of no time. */
    private static long end(UpRecord.Kind kind, byte[] body) {
        return switch (kind) {
            case FRAMES -> Frames.endOf(body);
            case PLANT -> PlantReadings.endOf(body);
            case LOST, FIN, OTHER -> 0;
        };
    }
}
