/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The records of a step on their way out, and how far all that went out is complete. Only the last record of a step
 * carries the new {@code through}; so each waits for the next.
 */
final class Outgoing {

    /** Plant readings of one record at most. */
    private static final int PLANT_BATCH = 1_024;

    private final Consumer<Draft> out;
    private final List<PlantReadings.Reading> plant = new ArrayList<>();
    private @Nullable Draft held;
    private long through;

    /** Hands records to whoever appends them, in order. */
    Outgoing(Consumer<Draft> out) {
        this.out = out;
    }

    /** Epoch seconds: all slots before it are in the records handed out so far. */
    long through() {
        return through;
    }

    /** All slots before this one are stated, or were left out. */
    void raise(long newThrough) {
        through = Math.max(through, newThrough);
    }

    boolean isEmpty() {
        return held == null;
    }

    void hold(UpRecord.Kind kind, @Nullable HallId hall, byte[] body) {
        Draft before = held;
        held = new Draft(kind, hall, through, body);
        if (before != null) {
            out.accept(before);
        }
    }

    /** Adds a plant reading; returns whether they are enough for a record. */
    boolean add(PlantReadings.Reading reading) {
        plant.add(reading);
        return plant.size() >= PLANT_BATCH;
    }

    /** Makes a record of the plant readings so far, if there are any. */
    void holdPlant() {
        if (!plant.isEmpty()) {
            holdPlantOrNone();
        }
    }

    /** Makes a record of the plant readings so far, also of none: then it says only how far all is complete. */
    void holdPlantOrNone() {
        byte[] body = new PlantReadings(plant).encode();
        plant.clear();
        hold(UpRecord.Kind.PLANT, null, body);
    }

    /** Ends a step. */
    void release(long newThrough) {
        raise(newThrough);
        Draft last = held;
        held = null;
        if (last != null) {
            out.accept(last.withThrough(through));
        }
    }

    /** Ends for good: a last record carries the end, and a FIN says that nothing follows. */
    void finish(long end) {
        holdPlant();
        if (isEmpty()) {
            holdPlantOrNone();
        }
        release(end);
        out.accept(new Draft(UpRecord.Kind.FIN, null, through, new byte[0]));
    }
}
