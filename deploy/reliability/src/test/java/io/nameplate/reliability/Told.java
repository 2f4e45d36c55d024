/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.reliability;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.Arrays;

/**
 * A record, and of which intervals it tells anything.
 *
 * @param from start of the first interval
 * @param to start of the last interval; before {@code from} where it tells of none
 */
record Told(Key key, Body body, UpRecord record, long from, long to) {

    /** Which record of which history: a copied spool may give one number twice. */
    record Key(CollectorId collector, String epoch, long seq, Link link) {}

    /** What a record says, in whichever epoch: what follows an epoch repeats what that left open. */
    record Body(CollectorId collector, int hash) {}

    static Told of(CollectorId collector, UpRecord record, Registry registry) {
        Key key = new Key(collector, record.epoch().value(), record.seq(), record.link());
        Body body = new Body(collector, Arrays.hashCode(record.body()));
        long interval = registry.interval().toSeconds();
        if (record.kind() == UpRecord.Kind.FRAMES) {
            Frames frames = Frames.parse(record.body());
            long end = frames.firstSlot() + (long) frames.slotCount() * frames.slotSeconds();
            return new Told(key, body, record, floor(frames.firstSlot(), interval), floor(end - 1, interval));
        }
        long from = Long.MAX_VALUE;
        long to = Long.MIN_VALUE;
        if (record.kind() == UpRecord.Kind.PLANT) {
            for (PlantReadings.Reading reading :
                    PlantReadings.parse(record.body()).readings()) {
                long hold = registry.assets().get(reading.asset()).hold().toMillis();
                from = Math.min(from, floor(Math.floorDiv(reading.tsMillis(), 1000), interval));
                to = Math.max(to, floor(Math.floorDiv(reading.tsMillis() + hold - 1, 1000), interval));
            }
        }
        return new Told(key, body, record, from, to);
    }

    private static long floor(long second, long interval) {
        return Math.floorDiv(second, interval) * interval;
    }

    boolean tellsOf(long start) {
        return from <= start && start <= to;
    }

    boolean tells() {
        return from <= to;
    }
}
