/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Asset;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import io.nameplate.model.verdict.FrameEvidence;
import io.nameplate.model.verdict.HallNodes;
import io.nameplate.model.verdict.HallPart;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.Verdict;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settlement of one interval on one thread, by the code that the stream job runs: frames to evidence, evidence and
 * plant to the halls' parts, parts to results, and the digest of the evidence that they rest on.
 */
final class Kernel {

    private final Registry registry;
    private final Verdict verdict;
    private final Map<HallId, HallNodes> nodes = new TreeMap<>();
    private final long expected;

    /** How long the two halves of the last run took. */
    long evidenceNanos;

    long verdictNanos;

    private Map<State, Long> states = Map.of();

    Kernel(Registry registry) {
        this.registry = registry;
        this.verdict = new Verdict(registry);
        int count = 0;
        Map<HallId, Map<String, Registry.Placed>> byHall = new HashMap<>();
        for (Map.Entry<NodeId, Registry.Placed> node : registry.nodes().entrySet()) {
            byHall.computeIfAbsent(node.getValue().block().hall(), hall -> new HashMap<>())
                    .put(node.getKey().value(), node.getValue());
            count += node.getValue().block().gpusPerNode();
        }
        byHall.forEach((hall, named) -> nodes.put(hall, new HallNodes(named)));
        this.expected = count * registry.interval().toMillis();
    }

    /** The GPU-milliseconds of each state that the last run gave; empty before the first. */
    Map<State, Long> states() {
        return states;
    }

    /** Settles the interval and takes the time of its two halves. */
    void run(Recording recording) {
        long began = CpuClock.nanos();
        PlantTimeline plant = new PlantTimeline();
        Map<HallId, HallEvidence> halls = evidence(recording.start, recording.records, plant);
        long gathered = CpuClock.nanos();
        settle(recording.start, halls, plant);
        long settled = CpuClock.nanos();
        evidenceNanos = gathered - began;
        verdictNanos = settled - gathered;
    }

    /** Settles the interval that begins at a second; the records may be made while they are taken. */
    void settle(long start, Iterable<UpRecord> records) {
        PlantTimeline plant = new PlantTimeline();
        settle(start, evidence(start, records, plant), plant);
    }

    /** Everything that the records say of the nodes. */
    Map<HallId, HallEvidence> evidence(long start, Iterable<UpRecord> records, PlantTimeline plant) {
        Map<HallId, HallEvidence> halls = new TreeMap<>();
        nodes.forEach((hall, known) -> halls.put(hall, verdict.nothing(start, known.index())));
        for (UpRecord record : records) {
            HallId hall = record.hall().orElse(null);
            HallNodes known = hall == null ? null : nodes.get(hall);
            HallEvidence into = hall == null ? null : halls.get(hall);
            if (known != null && into != null) {
                FrameEvidence.merge(Frames.parse(record.body()), known, into);
            } else if (record.kind() == UpRecord.Kind.PLANT) {
                for (PlantReadings.Reading reading :
                        PlantReadings.parse(record.body()).readings()) {
                    Asset asset = registry.assets().get(reading.asset());
                    if (asset != null) {
                        plant.merge(asset.asset().value(), reading.point(), reading.tsMillis(), reading.value());
                    }
                }
            }
        }
        return halls;
    }

    /** The states are checked to add up to what is contracted. */
    private void settle(long start, Map<HallId, HallEvidence> halls, PlantTimeline plant) {
        Map<LineKey, List<HallPart>> parts = new TreeMap<>();
        halls.forEach((hall, evidence) -> {
            verdict.hallParts(hall, start, evidence, plant)
                    .forEach((line, part) -> parts.computeIfAbsent(line, key -> new ArrayList<>())
                            .add(part));
        });
        Map<State, Long> counted = new EnumMap<>(State.class);
        for (LineKey line : verdict.lines(start)) {
            LineResult result = verdict.line(line, start, parts.getOrDefault(line, List.of()));
            Content content = result.content();
            if (content.sha256().isEmpty() || result.provenance().sha256().isEmpty()) {
                throw new IllegalStateException("a result without a name");
            }
            content.states().forEach((state, ms) -> counted.merge(state, ms, Long::sum));
        }
        long sum = counted.values().stream().mapToLong(Long::longValue).sum();
        if (sum != expected) {
            throw new IllegalStateException("the states add up to " + sum + " GPU-ms, contracted are " + expected);
        }
        states = counted;
    }
}
