/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import io.nameplate.model.language.HallId;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.UpRecord;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * The expected nodes of a hall and the slot that is open for it. A slot closes when every node is decided for it; then
 * every node states what was in force at its start. Slots are epoch seconds.
 */
final class HallTrack {

    private static final long NOTHING_STATED = Long.MIN_VALUE / 1_000;

    /** The longest run one record holds. */
    private static final int MAX_RUN = 1 << 20;

    final HallId hall;
    final List<NodeTrack> nodes;

    private final int slotSeconds;
    private final int batch;
    private final Appended appended;
    private final BiConsumer<UpRecord.Kind, byte[]> records;
    private final TensorReadings tensor;
    private final boolean[] decided;
    private long slot;
    private int undecided;
    private long lookAgain;
    private boolean turned;
    private long stated = NOTHING_STATED;

    /**
     * A hall.
     *
     * @param batch the most nodes of one record
     * @param appended what the spool holds already and must not be stated twice
     * @param records takes the bodies of records in the order in which they have to be appended
     * @param tensor takes what the tensor pipes of its nodes did
     */
    HallTrack(
            HallId hall,
            List<NodeTrack> nodes,
            int slotSeconds,
            int batch,
            Appended appended,
            BiConsumer<UpRecord.Kind, byte[]> records,
            TensorReadings tensor) {
        this.hall = hall;
        this.nodes = nodes.stream()
                .sorted(Comparator.<NodeTrack>comparingInt(node -> node.gpus).thenComparing(node -> node.node))
                .toList();
        this.slotSeconds = slotSeconds;
        this.batch = batch;
        this.appended = appended;
        this.records = records;
        this.tensor = tensor;
        this.decided = new boolean[nodes.size()];
        for (int i = 0; i < this.nodes.size(); i++) {
            this.nodes.get(i).place = i;
        }
    }

    /** The slot that is open: all before it are closed. */
    long slot() {
        return slot;
    }

    /** Opens a slot. */
    void open(long newSlot) {
        slot = newSlot;
        undecided = 0;
        lookAgain = Long.MAX_VALUE;
        for (int i = 0; i < decided.length; i++) {
            NodeTrack node = nodes.get(i);
            node.open(slot * 1_000);
            turned |= node.turned();
            long by = node.decidedBy(slot * 1_000);
            decided[i] = by == 0;
            if (by != 0) {
                undecided++;
                lookAgain = Math.min(lookAgain, by);
            }
        }
    }

    /** Whether, since this was asked the last time, something happened to a node that no later reading tells again. */
    boolean turned() {
        boolean did = turned;
        turned = false;
        return did;
    }

    /** Whether a slot at or after a time (epoch milliseconds) was closed: a reading of then comes too late for it. */
    boolean hasStated(long ts) {
        return ts <= stated * 1_000;
    }

    /** Notes that a node was heard of. */
    void heard(NodeTrack node) {
        if (!decided[node.place]) {
            long by = node.decidedBy(slot * 1_000);
            if (by == 0) {
                decided[node.place] = true;
                undecided--;
            } else {
                lookAgain = Math.min(lookAgain, by);
            }
        }
    }

    /** Whether the open slot is decided for every node at a time (epoch milliseconds). */
    boolean due(long now) {
        if (undecided > 0 && now >= lookAgain) {
            lookAgain = Long.MAX_VALUE;
            undecided = 0;
            for (int i = 0; i < decided.length; i++) {
                if (!decided[i]) {
                    long by = nodes.get(i).decidedBy(slot * 1_000);
                    decided[i] = by <= now;
                    if (!decided[i]) {
                        undecided++;
                        lookAgain = Math.min(lookAgain, by);
                    }
                }
            }
        }
        return undecided == 0;
    }

    /** States the open slot for every node, then opens the next. */
    void close(List<Gap> gaps) {
        List<Stated> statements = new ArrayList<>(nodes.size());
        Map<Run, List<Stated>> runs = new TreeMap<>();
        for (NodeTrack node : nodes) {
            if (node.inForce(slot * 1_000)) {
                node.returned().ifPresent(absence -> {
                    for (Run run : Run.of(absence, node.gpus, gaps)) {
                        if (appended.isNew(node.node, run.from(), true)) {
                            runs.computeIfAbsent(run, key -> new ArrayList<>())
                                    .add(new Stated(node, absence.rebootedCode()));
                        }
                    }
                });
                if (appended.isNew(node.node, slot, false)) {
                    statements.add(new Stated(node, 0));
                }
                tensor.count(node, slot);
            } else {
                long code = node.absentCode(slot, slotSeconds);
                if (appended.isNew(node.node, slot, false)) {
                    statements.add(new Stated(node, code));
                }
            }
        }
        runs.forEach((run, absent) -> {
            for (long from = run.from(); from < run.to(); from += (long) MAX_RUN * slotSeconds) {
                long to = Math.min(run.to(), from + (long) MAX_RUN * slotSeconds);
                write(from, (int) ((to - from) / slotSeconds), absent);
            }
        });
        write(slot, 1, statements);
        tensor.readAfter(slot, nodes);
        stated = slot;
        open(slot + slotSeconds);
    }

    /** Writes nodes in batches; a record holds nodes with the same number of GPUs. */
    private void write(long from, int slots, List<Stated> statements) {
        int done = 0;
        while (done < statements.size()) {
            int gpus = statements.get(done).node.gpus;
            Frames.Builder frames =
                    new Frames.Builder(from, slotSeconds, slots, gpus, Math.min(batch, statements.size() - done));
            while (done < statements.size() && frames.nodeCount() < batch && statements.get(done).node.gpus == gpus) {
                Stated next = statements.get(done++);
                if (next.absentCode == 0) {
                    next.node.state(frames);
                } else {
                    frames.addAbsent(next.node.node.value(), next.absentCode);
                }
            }
            records.accept(UpRecord.Kind.FRAMES, frames.encode());
        }
    }

    /** What a node states: its reading in force, or an absent code. */
    private record Stated(NodeTrack node, long absentCode) {}
}
