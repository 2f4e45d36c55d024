/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.replay;

import io.nameplate.collectors.inventory.Inventory;
import io.nameplate.collectors.readings.BadLine;
import io.nameplate.collectors.readings.Line;
import io.nameplate.collectors.readings.ReadingsFile;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * Plays a readings file through inventories. Time is that of the line being played; the first slot is the first that
 * starts at or after the first line's time, the last one the last that starts at or before the last line's.
 */
final class Playback {

    private final List<Inventory> inventories;
    private final Consumer<BadLine> bad;
    private long lines;
    private long badLines;
    private long lastTs;
    private boolean any;

    Playback(Collection<Inventory> inventories, Consumer<BadLine> bad) {
        this.inventories = List.copyOf(inventories);
        this.bad = bad;
    }

    /**
     * Plays the next line.
     *
     * @param from lines before this time (epoch milliseconds) were played before and are passed over
     * @return false at the end of the file
     */
    boolean step(ReadingsFile file, long from) throws IOException {
        Optional<Line> next = file.next();
        if (next.isEmpty()) {
            return false;
        }
        lines++;
        if (next.get() instanceof Line.Good good) {
            long ts = good.reading().ts();
            lastTs = ts;
            any = true;
            if (ts >= from) {
                for (Inventory inventory : inventories) {
                    if (!inventory.begun()) {
                        inventory.begin(ts);
                    }
                    inventory.advance(ts);
                    inventory.accept(good.reading());
                }
            }
        } else if (next.get() instanceof BadLine badLine) {
            badLines++;
            bad.accept(badLine);
        }
        return true;
    }

    /** Closes what is left and ends the records. */
    void finish() {
        if (any) {
            inventories.forEach(inventory -> inventory.finish(lastTs));
        }
    }

    /** The time of the last good line so far, epoch milliseconds. */
    OptionalLong lastTs() {
        return any ? OptionalLong.of(lastTs) : OptionalLong.empty();
    }

    long lines() {
        return lines;
    }

    long badLines() {
        return badLines;
    }
}
