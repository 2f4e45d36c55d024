/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.verdict;

import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CapacityLine;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.Term;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks the naive oracle about what records say. The columns of a frame and the fields of an ABSENT code are read as the engine
 * reads them; what they come to, work and condition, is found in words of its own.
 */
public final class OracleDoor {

    /** What the oracle finds, in words. */
    public record Finding(
            long contracted,
            Map<String, Long> states,
            Map<String, Map<String, Long>> blocks,
            Map<Term.Kind, String> judged) {}

    private final Registry registry;
    private final Map<NodeId, Registry.Placed> placed;
    private final Map<Long, List<World.Observation>> observations = new TreeMap<>();
    private final List<World.PlantReading> readings = new ArrayList<>();
    private long longestHold;

    public OracleDoor(Registry registry) {
        this.registry = registry;
        this.placed = registry.nodes();
        registry.assets()
                .values()
                .forEach(asset ->
                        longestHold = Math.max(longestHold, asset.hold().toMillis()));
    }

    /** Takes frames of one collector. */
    public void take(String collector, Frames frames) {
        long interval = registry.interval().toSeconds();
        int slotSeconds = frames.slotSeconds();
        for (int n = 0; n < frames.nodeCount(); n++) {
            NodeId node = new NodeId(frames.node(n));
            Registry.Placed where = placed.get(node);
            if (where == null || !where.block().source().value().equals(collector)) {
                continue;
            }
            for (int s = 0; s < frames.slotCount(); s++) {
                long slot = frames.firstSlot() + (long) s * slotSeconds;
                long start = slot - Math.floorMod(slot, interval);
                int at = (int) ((slot - start) / slotSeconds);
                List<World.Observation> all = observations.computeIfAbsent(start, key -> new ArrayList<>());
                for (int gpu = 0; gpu < where.block().gpusPerNode(); gpu++) {
                    HallId hall = where.block().hall();
                    all.add(new World.Observation(hall, node, gpu, at, at + 1, seen(frames, n, gpu, where.block())));
                }
            }
        }
    }

    private static Seen seen(Frames frames, int n, int gpu, Block block) {
        long absent = frames.absentCode(n);
        if (absent != 0) {
            return new Seen.Absent(
                    Evidence.absentReason(absent),
                    Evidence.witness(absent),
                    Evidence.port(absent),
                    Evidence.since(absent),
                    Evidence.isRebooted(absent));
        }
        int condition = (int) Math.max(0, frames.value(Column.CONDITION, n, gpu));
        if (!frames.present(n, gpu)) {
            return new Seen.Missing(condition, frames.gpuCount(n) < block.gpusPerNode());
        }
        long util = frames.value(Column.UTIL, n, gpu);
        long engine = frames.value(Column.GR_ENGINE, n, gpu);
        Work work = util == Frames.BLANK && engine == Frames.BLANK
                ? Work.UNKNOWN
                : util > 0 || engine > 0 ? Work.WORKING : Work.IDLE;
        return new Seen.Data(
                condition,
                said(frames.value(Column.REASONS, n, gpu)),
                said(frames.value(Column.SM_CLOCK, n, gpu)),
                block.sku().referenceClockMhz(),
                said(frames.value(Column.LIMIT, n, gpu)),
                work);
    }

    private static int said(long value) {
        return value == Frames.BLANK ? -1 : (int) value;
    }

    /** Takes plant readings of one collector. */
    public void take(String collector, PlantReadings plant) {
        for (PlantReadings.Reading reading : plant.readings()) {
            AssetId asset = reading.asset();
            boolean ours = registry.assets().containsKey(asset)
                    && registry.assets().get(asset).collector().value().equals(collector);
            if (ours) {
                double value = reading.quality() == PlantReadings.Quality.GOOD ? reading.value() : Double.NaN;
                readings.add(new World.PlantReading(asset, reading.point(), reading.tsMillis(), value));
            }
        }
    }

    /** What it comes to for one line and interval; nothing for a line that the registry does not know. */
    public Optional<Finding> find(LineKey key, long start) {
        Lease lease = registry.leases().get(key.lease());
        CapacityLine line = registry.line(key.lease(), key.line()).orElse(null);
        if (lease == null || line == null) {
            return Optional.empty();
        }
        long end = (start + registry.interval().toSeconds()) * 1000;
        List<World.PlantReading> near = readings.stream()
                .filter(reading -> reading.tsMillis() < end && reading.tsMillis() > start * 1000 - longestHold - 1000)
                .toList();
        World world = new World(registry, start, observations.getOrDefault(start, List.of()), near);
        Oracle oracle = new Oracle(world, lease, line).settle();
        Map<Term.Kind, String> judged = new TreeMap<>();
        for (Term term : lease.terms()) {
            judged.put(term.kind(), oracle.judge(term));
        }
        return Optional.of(new Finding(oracle.contracted, oracle.states, oracle.blocks, judged));
    }
}
