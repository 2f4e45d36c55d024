/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.FrameEvidence;
import io.nameplate.model.verdict.HallNodes;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * Merges the records of one collector into evidence per hall and interval until it is drained, which happens at least
 * once a second. Holds no records: this is what keeps raw frames from crossing an edge.
 */
final class Premerge {

    /** A hall in the interval that begins at an epoch second. */
    record Spot(HallId hall, long start) implements Comparable<Spot> {
        @Override
        public int compareTo(Spot other) {
            int byStart = Long.compare(start, other.start);
            return byStart != 0 ? byStart : hall.compareTo(other.hall);
        }
    }

    /** Far more than a collector puts into one: a wide column of 256 nodes of 8 GPUs has 16 KiB. */
    static final int MAX_BODY_BYTES = 8 * 1024 * 1024;

    private final CollectorId collector;
    private final Counters counters;
    private final TreeMap<Spot, HallEvidence> evidence = new TreeMap<>();
    private final TreeMap<Spot, PlantTimeline> plant = new TreeMap<>();
    /** Readings that nobody wanted yet. */
    private final TreeMap<Spot, PlantTimeline> early;

    Premerge(CollectorId collector, Counters counters, Map<Spot, PlantTimeline> early) {
        this.collector = collector;
        this.counters = counters;
        this.early = new TreeMap<>(early);
    }

    /**
     * Merges a record; anything but FRAMES and PLANT says nothing of nodes or plant.
     *
     * @return the first slot it speaks of; 0 if it speaks of none
     */
    long take(UpRecord record, Placement placement) {
        if (record.kind() == UpRecord.Kind.OTHER) {
            throw new IllegalArgumentException("a record of a kind that this version does not know");
        }
        if (record.body().length > MAX_BODY_BYTES) {
            throw new IllegalArgumentException(
                    "a body of " + record.body().length + " bytes; at most " + MAX_BODY_BYTES + " are read");
        }
        HallId hall = record.hall().orElse(null);
        if (hall != null) {
            Frames frames = Frames.parse(record.body());
            frames(hall, frames, placement);
            return frames.firstSlot();
        }
        if (record.kind() == UpRecord.Kind.PLANT) {
            PlantReadings.parse(record.body()).readings().forEach(reading -> reading(reading, placement));
        }
        return 0;
    }

    private void frames(HallId hall, Frames frames, Placement placement) {
        HallNodes nodes = placement.nodes(collector, hall);
        Registry registry = placement.registry();
        long interval = registry.interval().toSeconds();
        int merged = 0;
        long end = frames.firstSlot() + (long) frames.slotSeconds() * frames.slotCount();
        for (long start = Math.floorDiv(frames.firstSlot(), interval) * interval; start < end; start += interval) {
            merged = FrameEvidence.merge(
                    frames,
                    nodes,
                    evidence.computeIfAbsent(
                            new Spot(hall, start),
                            spot -> new HallEvidence(
                                    spot.start(),
                                    (int) interval,
                                    (int) registry.slot().toSeconds(),
                                    nodes.index())));
        }
        counters.add(Counter.NOT_OF_RECORD, frames.nodeCount() - merged);
    }

    private void reading(PlantReadings.Reading reading, Placement placement) {
        Placement.Destination destination = placement.destination(collector, reading);
        if (destination == null) {
            counters.add(Counter.NOT_OF_RECORD);
            return;
        }
        long interval = placement.registry().interval().toMillis();
        double value = reading.quality().counts() ? reading.value() : Double.NaN;
        long end = reading.tsMillis() + Math.max(1, destination.hold().toMillis());
        for (long start = Math.floorDiv(reading.tsMillis(), interval) * interval; start < end; start += interval) {
            for (HallId hall : destination.halls()) {
                plant.computeIfAbsent(new Spot(hall, start / 1000), spot -> new PlantTimeline())
                        .merge(reading.asset().value(), reading.point(), reading.tsMillis(), value);
            }
        }
    }

    /**
     * Hands over what has been merged since the last time, in order of intervals and halls.
     *
     * @param toPlant false for readings that are to be offered again the next time
     */
    void drain(BiConsumer<Spot, HallEvidence> toEvidence, BiPredicate<Spot, PlantTimeline> toPlant) {
        evidence.forEach((spot, merged) -> {
            if (!merged.isEmpty()) {
                toEvidence.accept(spot, merged);
            }
        });
        evidence.clear();
        early.forEach((spot, waiting) -> plant.merge(spot, waiting, Premerge::merged));
        early.clear();
        plant.forEach((spot, merged) -> {
            if (!toPlant.test(spot, merged)) {
                early.put(spot, merged);
            }
        });
        plant.clear();
    }

    private static PlantTimeline merged(PlantTimeline one, PlantTimeline other) {
        one.merge(other);
        return one;
    }

    /** The plant readings that wait to be offered again. */
    Map<Spot, PlantTimeline> early() {
        return early;
    }
}
