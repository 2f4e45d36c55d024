/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Conditions;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.SlotRule;
import io.nameplate.model.evidence.TensorActive;
import io.nameplate.model.evidence.Witness;
import io.nameplate.model.language.Block;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.ValueFlag;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One expected node: its readings around the slot that is open, the conditions of its GPUs and the absence it may be
 * in. Readings after the slot's start wait; those at or before it are folded in, in order. Times are epoch
 * milliseconds.
 */
final class NodeTrack {

    final NodeId node;
    final int gpus;
    final SlotRule rule;
    final GpuPositions positions;
    final Conditions[] conditions;
    final ArrayDeque<NodeReading> waiting = new ArrayDeque<>();
    final Testimony testimony;

    /** Its hall; null until that is made of its nodes. */
    @Nullable
    HallTrack hall;

    /** Where its hall has it. */
    int place;

    @Nullable
    NodeReading current;

    @Nullable
    Absence absence;

    /** What its tensor pipes did so far. */
    final TensorActive tensor = new TensorActive();

    /** When the latest reading of {@link #tensor} was made; {@link SlotRule#NONE} before the first. */
    long tensorRead = SlotRule.NONE;

    String boot = "";
    boolean bootChanged;

    /** Whether something happened to it that no later reading tells again: a boot, a condition, an absence. */
    private boolean turned;

    /** Epoch milliseconds: what the records of a process before say to have been read, beyond the state that it saved. */
    private long readUntil = SlotRule.NONE;

    private final @Nullable GpuReading[] placed;
    private final boolean[] replaced;
    private final XidCounts[] counted;
    private final Tally tally;
    private long bootHash;

    NodeTrack(NodeId node, Block block, Tally tally) {
        this.node = node;
        this.gpus = block.gpusPerNode();
        this.rule = new SlotRule(block.period());
        this.testimony = new Testimony(rule);
        this.positions = new GpuPositions(gpus);
        this.conditions = new Conditions[gpus];
        Arrays.fill(conditions, Conditions.NEW);
        this.placed = new @Nullable GpuReading[gpus];
        this.replaced = new boolean[gpus];
        this.counted = new XidCounts[gpus];
        Arrays.fill(counted, XidCounts.NONE);
        this.tally = tally;
    }

    /** Takes a reading that is later than every one before it, else says why not. */
    Optional<Refusal> take(NodeReading reading, long slot) {
        NodeReading last = waiting.isEmpty() ? current : waiting.peekLast();
        Optional<Refusal> late = late(last, reading);
        if (late.isEmpty()) {
            waiting.addLast(reading);
            open(slot);
        }
        return late;
    }

    /** Takes what others say of the node; says why some or all of it comes too late, each reason once. */
    Set<Refusal> take(Reachability said, long slot) {
        Set<Refusal> late = testimony.take(said);
        open(slot);
        return late;
    }

    private static Optional<Refusal> late(@Nullable Reading last, Reading reading) {
        if (last == null || reading.ts() > last.ts()) {
            return Optional.empty();
        }
        return Optional.of(reading.ts() == last.ts() ? Refusal.DUPLICATE : Refusal.OUT_OF_ORDER);
    }

    /** Folds in what was read at or before the start of a slot. */
    void open(long slot) {
        for (NodeReading next = waiting.peekFirst(); next != null && next.ts() <= slot; next = waiting.peekFirst()) {
            fold(next);
            waiting.removeFirst();
        }
        testimony.open(slot);
    }

    private void fold(NodeReading reading) {
        boolean another = !reading.bootId().isEmpty() && !BootTime.same(boot, reading.bootId());
        boolean booted = another && !boot.isEmpty();
        if (another) {
            boot = reading.bootId();
            bootHash = 0;
        }
        if (booted) {
            turned = true;
            bootChanged = true;
            positions.afterBoot(reading.gpus());
        }
        // with the driver ends what it knew of its GPUs, as with the node
        boolean anew = booted || reading.driverReloaded();
        boolean broken = current == null || !rule.follows(current.ts(), reading.ts());
        positions.place(reading.gpus(), placed, replaced, tally);
        for (int i = 0; i < gpus; i++) {
            Conditions before = replaced[i] ? Conditions.NEW : anew ? conditions[i].afterBoot() : conditions[i];
            GpuReading gpu = placed[i];
            Conditions now = gpu == null || broken ? before.afterBreak() : before;
            // whoever counts after that is another exporter, which began at nothing
            if (gpu == null || replaced[i] || anew) {
                counted[i] = XidCounts.NONE;
            }
            if (gpu != null) {
                now = now.after(
                        reading.ts(),
                        orUnknown(gpu.xid()),
                        gpu.xids().since(counted[i]),
                        orUnknown(gpu.recovery()),
                        gpu.health(),
                        gpu.work());
                counted[i] = gpu.xids().or(counted[i]);
            }
            turned |= now.open() != conditions[i].open();
            conditions[i] = now;
        }
        current = reading;
    }

    /** Whether it turned since this was asked the last time. */
    boolean turned() {
        boolean did = turned;
        turned = false;
        return did;
    }

    /** Tells that a process before stated data of a slot (epoch milliseconds). */
    void readBefore(long slot) {
        readUntil = Math.max(readUntil, slot);
    }

    private static long orUnknown(long value) {
        return value == Frames.BLANK ? Conditions.UNKNOWN : value;
    }

    /** Takes over what a snapshot, which was taken over before, has not; nothing from a node of another size. */
    void goOnFrom(NodeTrack was) {
        if (gpus != was.gpus) {
            return;
        }
        System.arraycopy(was.counted, 0, counted, 0, gpus);
        current = was.current;
        waiting.clear();
        waiting.addAll(was.waiting);
        readUntil = was.readUntil;
        placeAgain();
    }

    /** Puts the current reading's GPUs in their places again, after a restore. */
    void placeAgain() {
        NodeReading reading = current;
        if (reading != null) {
            positions.place(reading.gpus(), placed, replaced, refusal -> {});
        }
    }

    /** The earliest now at which the slot is decided though nothing more comes; 0 when it is decided already. */
    long decidedBy(long slot) {
        long by = waiting.isEmpty() ? rule.decidedBy(current == null ? SlotRule.NONE : current.ts(), slot) : 0;
        return inForce(slot) ? by : Math.max(by, testimony.decidedBy(slot));
    }

    /** Whether a reading is in force at the start of the slot. */
    boolean inForce(long slot) {
        NodeReading next = waiting.peekFirst();
        return current != null && rule.inForce(current.ts(), next == null ? SlotRule.NONE : next.ts(), slot);
    }

    /** States a slot in which a reading is in force. */
    void state(Frames.Builder frames) {
        NodeReading reading = current;
        if (reading == null) {
            throw new IllegalStateException("no reading of " + node + " is in force");
        }
        if (bootHash == 0 && !boot.isEmpty()) {
            bootHash = Frames.hashOfBootId(boot);
        }
        int counted = reading.gpuCount() == NodeReading.UNKNOWN ? gpus : reading.gpuCount();
        frames.addNode(node.value(), bootHash, counted).times(reading.ts(), reading.received());
        flag(frames, Frames.WHOLE_NODE, reading.flags());
        for (int i = 0; i < gpus; i++) {
            frames.set(Column.CONDITION, i, conditions[i].open());
            GpuReading gpu = placed[i];
            if (gpu != null) {
                frames.present(i)
                        .set(Column.UTIL, i, gpu.util())
                        .set(Column.GR_ENGINE, i, gpu.grEngine())
                        .set(Column.SM_CLOCK, i, gpu.smClock())
                        .set(Column.POWER, i, gpu.power())
                        .set(Column.TEMP, i, gpu.temp())
                        .set(Column.LIMIT, i, gpu.limit())
                        .set(Column.REASONS, i, gpu.reasons())
                        .set(Column.XID, i, gpu.xid())
                        .set(Column.RECOVERY, i, gpu.recovery());
                flag(frames, i, gpu.flags());
            }
        }
    }

    private static void flag(Frames.Builder frames, int gpu, List<ValueFlag> flags) {
        if (!flags.isEmpty()) {
            flags.forEach(said -> frames.flag(gpu, said));
        }
    }

    /** Counts a slot in which a reading is in force: what it says of the tensor pipes, if it does. */
    void countTensor(int slotSeconds) {
        long perMille = 0;
        boolean said = false;
        for (GpuReading gpu : placed) {
            if (gpu != null && gpu.tensor() != Frames.BLANK) {
                perMille += gpu.tensor();
                said = true;
            }
        }
        if (said) {
            tensor.count(perMille, slotSeconds);
        }
    }

    /** The code of a slot in which no reading is in force; opens or lengthens the absence. Epoch seconds. */
    long absentCode(long slot, int slotSeconds) {
        AbsentReason reason = testimony.reason(slot * 1_000);
        Witness witness = testimony.power(slot * 1_000);
        Port port = testimony.port(slot * 1_000);
        Absence episode = absence;
        if (episode == null) {
            long last = Math.max(readUntil, current == null ? SlotRule.NONE : current.ts());
            long since = last == SlotRule.NONE
                    ? slot
                    : Math.floorDiv(last + rule.period().toMillis(), 1_000L);
            turned = true;
            episode = new Absence(since, slot, slot + slotSeconds, reason, witness, port);
            bootChanged = false;
        } else {
            Absence longer = episode.extended(slot + slotSeconds, reason, witness, port);
            turned |= longer.rebootedCode() != episode.rebootedCode();
            episode = longer;
        }
        absence = episode;
        return Evidence.absent(reason, witness, port, episode.since(), false);
    }

    /** The absence that a slot with data ends, if the node came back with another boot; ends it in any case. */
    Optional<Absence> returned() {
        Optional<Absence> episode = bootChanged ? Optional.ofNullable(absence) : Optional.empty();
        turned |= absence != null;
        absence = null;
        bootChanged = false;
        return episode;
    }
}
