/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what drivers see into records: for every node that the registry expects of this collector and every slot either
 * data or ABSENT with what is known of it, and every plant reading. Pure: the time is an argument (epoch milliseconds,
 * never running back), the same readings at the same times give the same records. Not thread-safe.
 *
 * <p>Lifecycle: {@link #begin} or {@link #restore}, then {@link #advance} and {@link #accept} in the order of time, at a
 * planned end {@link #finish}.
 */
public final class Inventory {

    /** Plant readings of one record at most. */
    private static final int PLANT_BATCH = 256;

    private static final int GAPS_KEPT = 256;

    /** A plant point of this collector. */
    record Point(AssetId asset, String point) {}

    final Map<HallId, HallTrack> halls = new TreeMap<>();
    final Map<NodeId, NodeTrack> nodes = new HashMap<>();
    final Map<Point, Long> lastPlant = new HashMap<>();
    final List<Gap> gaps = new ArrayList<>();
    final int slotSeconds;
    long now = Long.MIN_VALUE;
    long through;
    boolean begun;

    private final Map<NodeId, HallTrack> hallOf = new HashMap<>();
    private final Set<AssetId> assets = new HashSet<>();
    private final Registry registry;
    private final Set<NodeId> known;
    private final Consumer<Draft> out;
    private final Tally tally;
    final Appended appended = new Appended();
    private final List<PlantReadings.Reading> plant = new ArrayList<>();
    private final long longestPeriod;
    private @Nullable Draft held;

    /**
     * An inventory that expects what a registry says.
     *
     * @param batchNodes the most nodes of one record
     * @param out takes the records in the order in which they have to be appended
     */
    public Inventory(Registry registry, CollectorId collector, int batchNodes, Consumer<Draft> out, Tally tally) {
        this.registry = registry;
        this.out = out;
        this.tally = tally;
        this.known = registry.nodes().keySet();
        this.slotSeconds = (int) registry.slot().toSeconds();
        Map<HallId, List<NodeTrack>> byHall = new TreeMap<>();
        long longest = 0;
        for (Block block : registry.blocks().values()) {
            if (block.source().equals(collector)) {
                longest = Math.max(longest, block.period().toMillis());
                for (var node : block.nodes()) {
                    NodeTrack track = new NodeTrack(node.node(), block, tally);
                    nodes.put(node.node(), track);
                    byHall.computeIfAbsent(block.hall(), key -> new ArrayList<>())
                            .add(track);
                }
            }
        }
        longestPeriod = longest;
        byHall.forEach((hall, tracks) -> {
            HallTrack track = new HallTrack(
                    hall, tracks, slotSeconds, batchNodes, appended, (kind, body) -> hold(kind, hall, body));
            halls.put(hall, track);
            tracks.forEach(node -> hallOf.put(node.node, track));
        });
        registry.assets().values().stream()
                .filter(asset -> asset.collector().equals(collector))
                .forEach(asset -> assets.add(asset.asset()));
    }

    /** Begins with the first slot that starts at or after a time. */
    public void begin(long at) {
        now = at;
        begun = true;
        long first = ceiling(at);
        through = Math.max(through, first);
        halls.values().forEach(hall -> hall.open(first));
    }

    /** Begins watching live: with the first slot for which every source has had the time to speak once. */
    public void beginLive(long at) {
        begin(at + longestPeriod);
        now = at;
    }

    /** Whether {@link #begin} or {@link #restore} was called. */
    public boolean begun() {
        return begun;
    }

    /** Lets the time pass: slots that are decided close. */
    public void advance(long newNow) {
        if (newNow > now) {
            now = newNow;
            closeDue();
        }
    }

    /** Takes a reading; one that cannot be used is counted by its reason. */
    public void accept(Reading reading) {
        if (reading instanceof NodeReading node) {
            accept(node);
        } else if (reading instanceof Reachability reach) {
            accept(reach);
        } else if (reading instanceof PlantReading point) {
            accept(point);
        }
    }

    private void accept(NodeReading reading) {
        NodeTrack node = expected(reading.node());
        HallTrack hall = hallOf.get(reading.node());
        if (node != null && hall != null) {
            node.take(reading, hall.slot() * 1_000).ifPresentOrElse(tally::count, () -> heard(hall, node));
        }
    }

    private void accept(Reachability reading) {
        NodeTrack node = expected(reading.node());
        HallTrack hall = hallOf.get(reading.node());
        if (node != null && hall != null) {
            node.take(reading, hall.slot() * 1_000).ifPresentOrElse(tally::count, () -> heard(hall, node));
        }
    }

    private @Nullable NodeTrack expected(NodeId id) {
        NodeTrack node = nodes.get(id);
        if (node == null) {
            tally.count(known.contains(id) ? Refusal.NOT_OURS : Refusal.UNKNOWN_NODE);
        }
        return node;
    }

    private void heard(HallTrack hall, NodeTrack node) {
        hall.heard(node);
        if (hall.due(now)) {
            closeDue();
        }
    }

    private void accept(PlantReading reading) {
        if (!assets.contains(reading.asset())) {
            tally.count(registry.assets().containsKey(reading.asset()) ? Refusal.NOT_OURS : Refusal.UNKNOWN_ASSET);
            return;
        }
        Point point = new Point(reading.asset(), reading.point());
        Long last = lastPlant.get(point);
        if (last != null && reading.ts() <= last) {
            tally.count(reading.ts() == last ? Refusal.DUPLICATE : Refusal.OUT_OF_ORDER);
            return;
        }
        lastPlant.put(point, reading.ts());
        plant.add(reading.onTheWire());
        if (plant.size() >= PLANT_BATCH) {
            holdPlant();
            release();
        }
    }

    private void closeDue() {
        for (HallTrack hall : halls.values()) {
            while (hall.due(now)) {
                holdPlant();
                hall.close(gaps);
            }
        }
        appended.workedOut(openSlot());
        if (throughNow() > through) {
            holdPlant();
            if (halls.isEmpty() && held == null) {
                hold(UpRecord.Kind.PLANT, null, new PlantReadings(plant).encode());
            }
        }
        release();
    }

    /**
     * Ends for good: closes every slot that starts at or before the last reading's time, then says that nothing
     * follows.
     */
    public void finish(long lastTs) {
        now = Math.max(now, lastTs);
        holdPlant();
        for (HallTrack hall : halls.values()) {
            while (hall.slot() * 1_000 <= lastTs) {
                hall.close(gaps);
            }
        }
        Draft last = held;
        held = null;
        through = Math.max(through, floor(lastTs) + slotSeconds);
        out.accept(
                last == null
                        ? new Draft(UpRecord.Kind.PLANT, null, through, new PlantReadings(List.of()).encode())
                        : last.withThrough(through));
        out.accept(new Draft(UpRecord.Kind.FIN, null, through, new byte[0]));
    }

    /** Epoch seconds: all slots before it are in the records handed out so far. */
    public long through() {
        return through;
    }

    /** The length of a slot. */
    public int slotSeconds() {
        return slotSeconds;
    }

    /** How many nodes are expected. */
    public int expectedNodes() {
        return nodes.size();
    }

    /** How many nodes are absent in the latest closed slot. */
    public long absentNodes() {
        return nodes.values().stream().filter(node -> node.absence != null).count();
    }

    /** The whole state; call it between other calls, never from the record consumer. */
    public byte[] snapshot() {
        holdPlant();
        release();
        return Image.write(this);
    }

    /**
     * Continues from a snapshot of an inventory of the same collector.
     *
     * @param later the records that were appended after the snapshot was taken; their slots are not stated again
     * @return why the snapshot is of no use, if it is; the inventory is of no use either then
     */
    public Optional<String> restore(byte[] snapshot, Iterable<UpRecord> later) {
        Optional<String> useless = Image.read(snapshot, this);
        if (useless.isPresent()) {
            return useless;
        }
        begun = true;
        alreadyAppended(later);
        return Optional.empty();
    }

    /** Tells of records that an earlier process appended: what they state is not stated again. */
    public void alreadyAppended(Iterable<UpRecord> records) {
        for (UpRecord record : records) {
            through = Math.max(through, record.through());
            appended.addThrough(record.through(), slotSeconds);
            if (record.kind() == UpRecord.Kind.FRAMES) {
                appended.add(Frames.parse(record.body()));
            } else if (record.kind() == UpRecord.Kind.PLANT) {
                for (PlantReadings.Reading reading :
                        PlantReadings.parse(record.body()).readings()) {
                    lastPlant.merge(new Point(reading.asset(), reading.point()), reading.tsMillis(), Math::max);
                }
            }
        }
    }

    /**
     * Goes on after a time in which nobody watched: the slots in between are left out, not stated as absent.
     *
     * @param at epoch milliseconds at which watching began again
     */
    public void resume(long at) {
        now = Math.max(now, at);
        long next = ceiling(at + longestPeriod);
        if (next <= through) {
            return;
        }
        appended.workedOut(Long.MAX_VALUE);
        gaps.add(new Gap(through, next));
        if (gaps.size() > GAPS_KEPT) {
            gaps.remove(0);
        }
        halls.values().forEach(hall -> hall.open(Math.max(next, hall.slot())));
        through = next;
    }

    /**
     * Epoch milliseconds: readings before this need not come again after {@link #restore}; those after it that were taken
     * already are known to be duplicates.
     */
    public long replayFrom() {
        return Math.min(openSlot() * 1_000, now) - 3 * longestPeriod;
    }

    /** The earliest slot that is not closed; before {@link #through} only while slots are worked out again. */
    private long openSlot() {
        long slot = halls.isEmpty() ? through : Long.MAX_VALUE;
        for (HallTrack hall : halls.values()) {
            slot = Math.min(slot, hall.slot());
        }
        return slot;
    }

    private long throughNow() {
        return halls.isEmpty() ? floor(now) : Math.min(floor(now), openSlot());
    }

    private void holdPlant() {
        if (!plant.isEmpty()) {
            byte[] body = new PlantReadings(plant).encode();
            plant.clear();
            hold(UpRecord.Kind.PLANT, null, body);
        }
    }

    /** The last record of a step carries the new through; so each waits for the next. */
    private void hold(UpRecord.Kind kind, @Nullable HallId hall, byte[] body) {
        Draft before = held;
        held = new Draft(kind, hall, through, body);
        if (before != null) {
            out.accept(before);
        }
    }

    private void release() {
        through = Math.max(through, throughNow());
        Draft last = held;
        held = null;
        if (last != null) {
            out.accept(last.withThrough(through));
        }
    }

    private long floor(long millis) {
        return Math.floorDiv(millis, slotSeconds * 1_000L) * slotSeconds;
    }

    private long ceiling(long millis) {
        return -Math.floorDiv(-millis, slotSeconds * 1_000L) * slotSeconds;
    }
}
