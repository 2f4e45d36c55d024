/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.TensorCounter;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings;
import io.nameplate.model.wire.UpRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private static final int GAPS_KEPT = 256;

    final Expected expected;
    final Outgoing outgoing;
    final Appended appended = new Appended();
    final PlantPoints plantPoints = new PlantPoints();
    final List<Gap> gaps = new ArrayList<>();
    final int slotSeconds;
    long now = Long.MIN_VALUE;

    private final TensorReadings tensor;
    private final Tally tally;
    private boolean begun;
    private long patience;
    private int imageBytes = 1 << 16;

    /**
     * An inventory that expects what a registry says.
     *
     * @param batchNodes the most nodes of one record
     * @param out takes the records in the order in which they have to be appended
     */
    public Inventory(Registry registry, CollectorId collector, int batchNodes, Consumer<Draft> out, Tally tally) {
        this.tally = tally;
        this.outgoing = new Outgoing(out);
        this.slotSeconds = (int) registry.slot().toSeconds();
        this.tensor = new TensorReadings(slotSeconds, (int) registry.interval().toSeconds(), reading -> {
            if (outgoing.add(reading)) {
                outgoing.holdPlant();
            }
        });
        this.expected = new Expected(
                registry,
                collector,
                (hall, nodes) -> new HallTrack(
                        hall,
                        nodes,
                        slotSeconds,
                        batchNodes,
                        appended,
                        (kind, body) -> outgoing.hold(kind, hall, body),
                        tensor),
                tally);
    }

    /** Lets readings be on their way for so long: only then a slot is decided by the time that has passed. At first no time. */
    public Inventory waitFor(Duration onTheirWay) {
        patience = onTheirWay.toMillis();
        return this;
    }

    /** Begins with the first slot that starts at or after a time. */
    public void begin(long at) {
        now = at;
        begun = true;
        long first = ceiling(at);
        outgoing.raise(first);
        expected.halls.values().forEach(hall -> hall.open(first));
    }

    /** Begins watching live: with the first slot for which every source has had the time to speak once. */
    public void beginLive(long at) {
        begin(at + expected.longestPeriod());
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
        HallTrack hall = node == null ? null : node.hall;
        if (node != null && hall != null) {
            Optional<Refusal> refused = node.take(reading, hall.slot() * 1_000);
            if (refused.isPresent()) {
                tally.count(refused.get());
                return;
            }
            if (hall.hasStated(reading.ts())) {
                tally.count(Refusal.LATE);
            }
            heard(hall, node);
        }
    }

    private void accept(Reachability said) {
        NodeTrack node = expected(said.node());
        HallTrack hall = node == null ? null : node.hall;
        if (node != null && hall != null) {
            node.take(said, hall.slot() * 1_000).forEach(tally::count);
            heard(hall, node);
        }
    }

    private @Nullable NodeTrack expected(NodeId id) {
        NodeTrack node = expected.nodes.get(id);
        if (node == null) {
            expected.refuse(id).ifPresent(tally::count);
        }
        return node;
    }

    private void heard(HallTrack hall, NodeTrack node) {
        hall.heard(node);
        if (hall.due(now - patience)) {
            closeDue();
        }
    }

    private void accept(PlantReading reading) {
        Optional<Refusal> refused = expected.refuse(reading.asset()).or(() -> plantPoints.take(reading));
        if (refused.isPresent()) {
            tally.count(refused.get());
        } else if (outgoing.add(reading.onTheWire())) {
            outgoing.holdPlant();
            outgoing.release(throughNow());
        }
    }

    private void closeDue() {
        for (HallTrack hall : expected.halls.values()) {
            while (hall.due(now - patience)) {
                outgoing.holdPlant();
                hall.close(gaps);
            }
        }
        appended.workedOut(openSlot());
        if (throughNow() > through()) {
            outgoing.holdPlant();
            if (expected.halls.isEmpty() && outgoing.isEmpty()) {
                outgoing.holdPlantOrNone();
            }
        }
        outgoing.release(throughNow());
    }

    /**
     * Ends for good: closes every slot that starts at or before the last reading's time, then says that nothing
     * follows.
     */
    public void finish(long lastTs) {
        now = Math.max(now, lastTs);
        outgoing.holdPlant();
        for (HallTrack hall : expected.halls.values()) {
            while (hall.slot() * 1_000 <= lastTs) {
                hall.close(gaps);
            }
        }
        outgoing.finish(floor(lastTs) + slotSeconds);
    }

    /** Epoch seconds: all slots before it are in the records handed out so far. */
    public long through() {
        return outgoing.through();
    }

    /** The length of a slot. */
    public int slotSeconds() {
        return slotSeconds;
    }

    /** Whether readings of an asset are taken. */
    public boolean reads(AssetId asset) {
        return expected.refuse(asset).isEmpty();
    }

    /** How many nodes are expected. */
    public int expectedNodes() {
        return expected.nodes.size();
    }

    /** The longest period of the nodes that are expected, in milliseconds. */
    public long longestPeriod() {
        return expected.longestPeriod();
    }

    /** How many nodes are absent in the latest closed slot. */
    public long absentNodes() {
        return expected.nodes.values().stream()
                .filter(node -> node.absence != null)
                .count();
    }

    /** Of how many nodes two who speak of them contradict each other in the slot that is open. */
    public long discords(Discord kind) {
        long count = 0;
        for (HallTrack hall : expected.halls.values()) {
            long slot = hall.slot() * 1_000;
            for (NodeTrack node : hall.nodes) {
                count += node.testimony.isSilent() || !kind.between(node.testimony, node.inForce(slot), slot) ? 0 : 1;
            }
        }
        return count;
    }

    /** The whole state; call it between other calls, never from the record consumer. */
    public byte[] snapshot() {
        handOut();
        byte[] image = Image.write(this, imageBytes);
        // a little more than it took the last time
        imageBytes = image.length + image.length / 16 + 64;
        return image;
    }

    /**
     * Whether, since this was asked the last time, something happened that no later reading tells again: such as a boot, a condition or an
     * absence. The state should be saved soon.
     */
    public boolean turned() {
        boolean turned = false;
        for (HallTrack hall : expected.halls.values()) {
            turned |= hall.turned();
        }
        return turned;
    }

    /** Hands out the plant readings that wait for the next slot to close. */
    public void handOut() {
        outgoing.holdPlant();
        outgoing.release(throughNow());
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

    /**
     * Goes on where another inventory of the same collector stands in this process, with what no snapshot has of readings too: what
     * was said of them, when they were received, and how often XIDs were counted.
     *
     * @return why that is of no use, if it is; the inventory is of no use either then
     */
    public Optional<String> goOnFrom(Inventory before) {
        Optional<String> useless = restore(before.snapshot(), List.of());
        if (useless.isEmpty()) {
            expected.nodes.forEach((id, node) -> {
                NodeTrack was = before.expected.nodes.get(id);
                if (was != null) {
                    node.goOnFrom(was);
                }
            });
        }
        return useless;
    }

    /** Tells of records that an earlier process appended: what they state is not stated again. */
    public void alreadyAppended(Iterable<UpRecord> records) {
        for (UpRecord record : records) {
            outgoing.raise(record.through());
            appended.addThrough(record.through(), slotSeconds);
            if (record.kind() == UpRecord.Kind.FRAMES) {
                appended.add(Frames.parse(record.body()));
            } else if (record.kind() == UpRecord.Kind.PLANT) {
                for (PlantReadings.Reading reading :
                        PlantReadings.parse(record.body()).readings()) {
                    alreadyRead(reading);
                }
            }
        }
    }

    private void alreadyRead(PlantReadings.Reading reading) {
        NodeTrack node = reading.point().equals(TensorCounter.POINT)
                ? expected.nodes.get(new NodeId(reading.asset().value()))
                : null;
        if (node == null) {
            plantPoints.taken(reading.asset(), reading.point(), reading.tsMillis());
        } else {
            node.tensorRead = Math.max(node.tensorRead, reading.tsMillis());
        }
    }

    /**
     * Goes on after a time in which nobody watched: the slots in between are left out, not stated as absent.
     *
     * @param at epoch milliseconds at which watching began again
     */
    public void resume(long at) {
        now = Math.max(now, at);
        long next = ceiling(at + expected.longestPeriod());
        if (next <= through()) {
            return;
        }
        expected.halls.values().forEach(hall -> tensor.restartWhatWasLost(hall.nodes, appended));
        appended.read().forEach((node, slot) -> {
            NodeTrack known = expected.nodes.get(new NodeId(node));
            if (known != null) {
                known.readBefore(slot * 1_000);
            }
        });
        appended.workedOut(Long.MAX_VALUE);
        gaps.add(new Gap(through(), next));
        if (gaps.size() > GAPS_KEPT) {
            gaps.remove(0);
        }
        expected.halls.values().forEach(hall -> {
            hall.open(Math.max(next, hall.slot()));
            tensor.readBefore(hall.slot(), hall.nodes);
        });
        outgoing.raise(next);
    }

    /**
     * Epoch milliseconds: readings before this need not come again after {@link #restore}; those after it that were taken
     * already are known to be duplicates.
     */
    public long replayFrom() {
        return Math.min(openSlot() * 1_000, now) - 3 * expected.longestPeriod();
    }

    /** The earliest slot that is not closed; before {@link #through} only while slots are worked out again. */
    private long openSlot() {
        long slot = expected.halls.isEmpty() ? through() : Long.MAX_VALUE;
        for (HallTrack hall : expected.halls.values()) {
            slot = Math.min(slot, hall.slot());
        }
        return slot;
    }

    private long throughNow() {
        return expected.halls.isEmpty() ? floor(now) : Math.min(floor(now), openSlot());
    }

    private long floor(long millis) {
        return Math.floorDiv(millis, slotSeconds * 1_000L) * slotSeconds;
    }

    private long ceiling(long millis) {
        return -Math.floorDiv(-millis, slotSeconds * 1_000L) * slotSeconds;
    }
}
