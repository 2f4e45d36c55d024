/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.NodeIndex;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.TensorCounter;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.Lost;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settles records in memory, without broker or cluster: the same evidence and verdict as the stream job, so the same
 * bytes. Records may come in any order and more than once. Not thread-safe.
 */
public final class Settlement {

    private static final HallNodes NO_NODES = new HallNodes(Map.of());

    private final Registry registry;
    private final Verdict verdict;
    private final Map<NodeId, Registry.Placed> nodes;
    private final Map<CollectorId, Map<HallId, HallNodes>> sources = new HashMap<>();
    /** The numbers of each hall's nodes, the same in all its evidence. */
    private final Map<HallId, NodeIndex> numbers = new HashMap<>();

    private final SortedMap<Long, SortedMap<HallId, HallEvidence>> evidence = new TreeMap<>();
    private final PlantTimeline plant = new PlantTimeline();
    private final Gaps gaps = new Gaps();
    private final SortedMap<CollectorId, Long> through = new TreeMap<>();
    private long notOfRecord;

    public Settlement(Registry registry) {
        this.registry = registry;
        this.verdict = new Verdict(registry);
        this.nodes = registry.nodes();
        Map<CollectorId, Map<HallId, Map<String, Registry.Placed>>> named = new HashMap<>();
        nodes.forEach((id, placed) -> named.computeIfAbsent(placed.block().source(), collector -> new HashMap<>())
                .computeIfAbsent(placed.block().hall(), hall -> new HashMap<>())
                .put(id.value(), placed));
        named.forEach((collector, halls) ->
                halls.forEach((hall, ofRecord) -> sources.computeIfAbsent(collector, key -> new HashMap<>())
                        .put(hall, new HallNodes(ofRecord, numbersOf(hall)))));
    }

    public Registry registry() {
        return registry;
    }

    /**
     * Takes a record of a collector. LOST and FIN say nothing of nodes or plant: LOST explains a hole, and the {@code through} of
     * both counts.
     */
    public void accept(CollectorId collector, UpRecord record) {
        if (record.kind() == UpRecord.Kind.FRAMES) {
            record.hall().ifPresent(hall -> frames(collector, hall, Frames.parse(record.body())));
        } else if (record.kind() == UpRecord.Kind.PLANT) {
            plant(collector, PlantReadings.parse(record.body()));
        } else if (record.kind() == UpRecord.Kind.LOST) {
            Lost lost = Lost.parse(record.body());
            long slot = registry.slot().toSeconds();
            gaps.add(collector, lost.firstSlot(), lost.lastSlot() + slot, Gaps.Why.LOST);
        }
        through(collector, record.through());
    }

    /** Takes frames of a hall; what they say of nodes whose source of record is another collector is left out. */
    public void frames(CollectorId collector, HallId hall, Frames frames) {
        HallNodes nodes = sources.getOrDefault(collector, Map.of()).getOrDefault(hall, NO_NODES);
        long interval = registry.interval().toSeconds();
        long end = frames.firstSlot() + (long) frames.slotSeconds() * frames.slotCount();
        int merged = 0;
        for (long start = frames.firstSlot() - Math.floorMod(frames.firstSlot(), interval);
                start < end;
                start += interval) {
            merged = FrameEvidence.merge(frames, nodes, evidenceOf(hall, start));
        }
        notOfRecord += frames.nodeCount() - merged;
    }

    private HallEvidence evidenceOf(HallId hall, long start) {
        return evidence.computeIfAbsent(start, key -> new TreeMap<>())
                .computeIfAbsent(hall, key -> verdict.nothing(start, numbersOf(hall)));
    }

    private NodeIndex numbersOf(HallId hall) {
        return numbers.computeIfAbsent(hall, key -> new NodeIndex());
    }

    /** Takes plant readings; those of assets, and of nodes' own counters, that another collector reads are left out. */
    public void plant(CollectorId collector, PlantReadings readings) {
        for (PlantReadings.Reading reading : readings.readings()) {
            if (!collector.equals(readerOf(reading))) {
                notOfRecord++;
                continue;
            }
            plant.merge(
                    reading.asset().value(),
                    reading.point(),
                    reading.tsMillis(),
                    reading.quality().counts() ? reading.value() : Double.NaN);
        }
    }

    /** Whose readings of a point count; nobody's where the registry does not know what it is of. */
    private @Nullable CollectorId readerOf(PlantReadings.Reading reading) {
        Asset asset = registry.assets().get(reading.asset());
        if (asset != null) {
            return asset.collector();
        }
        Registry.Placed node = reading.point().equals(TensorCounter.POINT)
                ? nodes.get(new NodeId(reading.asset().value()))
                : null;
        return node == null ? null : node.block().source();
    }

    /** All slots of a collector before this epoch second are complete. */
    public void through(CollectorId collector, long epochSecond) {
        through.merge(collector, epochSecond, Math::max);
    }

    /** How many nodes and readings were left out because their source of record is another one. */
    public long notOfRecord() {
        return notOfRecord;
    }

    /**
     * Every line's results, sorted by lease, line and interval: from the interval that holds the first slot until the
     * last that ends at or before {@code through} of every collector heard of.
     */
    public List<LineResult> results() {
        SortedMap<LineKey, List<LineResult>> results = new TreeMap<>();
        for (long start : starts()) {
            settle(start, results);
        }
        return results.values().stream().flatMap(List::stream).toList();
    }

    private List<Long> starts() {
        if (evidence.isEmpty() || through.isEmpty()) {
            return List.of();
        }
        long end = through.values().stream().mapToLong(Long::longValue).min().orElseThrow();
        long interval = registry.interval().toSeconds();
        List<Long> starts = new ArrayList<>();
        for (long start = evidence.firstKey(); start + interval <= end; start += interval) {
            starts.add(start);
        }
        return starts;
    }

    /** The line and interval pairs that {@link #results} gives, in its order. */
    public SortedMap<LineKey, List<Instant>> settled() {
        SortedMap<LineKey, List<Instant>> settled = new TreeMap<>();
        for (long start : starts()) {
            for (LineKey line : verdict.lines(start)) {
                settled.computeIfAbsent(line, key -> new ArrayList<>()).add(Instant.ofEpochSecond(start));
            }
        }
        return settled;
    }

    /**
     * How one of the {@link #results} came about.
     *
     * @throws IllegalStateException when the trace comes to another content than the settlement
     */
    public LineTrace trace(LineKey line, Instant intervalStart) {
        long start = intervalStart.getEpochSecond();
        LineTrace trace = verdict.trace(line, start, seen(start), plant, gaps);
        SortedMap<LineKey, List<LineResult>> results = new TreeMap<>();
        settle(start, results);
        List<LineResult> settled = results.getOrDefault(line, List.of());
        if (!settled.equals(List.of(trace.result()))) {
            throw new IllegalStateException("the trace of " + line + " at " + intervalStart + " comes to "
                    + trace.result() + ", settled are " + settled);
        }
        return trace;
    }

    /** Of every hall, also of one of which nothing was seen: plant and gaps tell of it all the same. */
    private SortedMap<HallId, HallEvidence> seen(long start) {
        SortedMap<HallId, HallEvidence> known = evidence.getOrDefault(start, new TreeMap<>());
        SortedMap<HallId, HallEvidence> seen = new TreeMap<>();
        registry.halls().keySet().forEach(hall -> seen.put(hall, known.getOrDefault(hall, verdict.nothing(start))));
        return seen;
    }

    private void settle(long start, SortedMap<LineKey, List<LineResult>> results) {
        SortedMap<LineKey, List<HallPart>> parts = new TreeMap<>();
        seen(start)
                .forEach((hall, seen) -> verdict.hallParts(hall, start, seen, plant, gaps)
                        .forEach((line, part) -> parts.computeIfAbsent(line, key -> new ArrayList<>())
                                .add(part)));
        for (LineKey line : verdict.lines(start)) {
            results.computeIfAbsent(line, key -> new ArrayList<>())
                    .add(verdict.line(line, start, parts.getOrDefault(line, List.of())));
        }
    }
}
