/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every GPU of a hall in one settlement interval: an {@link Evidence} code per slot, kept as runs, once
 * for all GPUs of a node while they are alike. Mutable and not thread-safe: one owner, as a keyed state has.
 */
public final class HallEvidence {

    /** Looks at GPUs of a node that are alike in some slots. */
    public interface RunVisitor {

        /** {@code gpus} GPUs show the code from slot {@code from} until {@code to}, exclusive. */
        void run(int gpus, int from, int to, long code);
    }

    /** The most GPUs a node has. */
    static final int MAX_GPUS = 1024;

    static final int FORMAT = 1;

    private final long intervalStart;
    private final int intervalSeconds;
    private final int slotSeconds;
    private final int slots;
    private final NodeIndex index;
    /** By the node's number; null for one of which nothing is known. */
    private @Nullable NodeEvidence[] nodes = {};

    private final LastRuns lastRuns = new LastRuns();

    private int known;
    /** What {@link #fetch} has read; kept, for else the compiler would leave the reading out. */
    @SuppressWarnings("UnusedVariable")
    private long fetched;

    private final long[] row = new long[MAX_GPUS];

    /**
     * Evidence of nothing yet.
     *
     * @param intervalStart epoch second the interval begins at
     * @param slotSeconds a divisor of {@code intervalSeconds}
     */
    public HallEvidence(long intervalStart, int intervalSeconds, int slotSeconds) {
        this(intervalStart, intervalSeconds, slotSeconds, new NodeIndex());
    }

    /**
     * As {@link #HallEvidence(long, int, int)}, with numbers that other evidence of the hall, of the same owner, uses too:
     * it then costs less to make.
     */
    public HallEvidence(long intervalStart, int intervalSeconds, int slotSeconds, NodeIndex index) {
        if (slotSeconds < 1 || intervalSeconds < slotSeconds || intervalSeconds % slotSeconds != 0) {
            throw new IllegalArgumentException(
                    "slots of " + slotSeconds + " s do not divide an interval of " + intervalSeconds + " s");
        }
        if (Math.floorMod(intervalStart, intervalSeconds) != 0) {
            throw new IllegalArgumentException("interval start " + intervalStart + " is not aligned to UTC");
        }
        this.intervalStart = intervalStart;
        this.intervalSeconds = intervalSeconds;
        this.slotSeconds = slotSeconds;
        this.slots = intervalSeconds / slotSeconds;
        this.index = index;
    }

    /** The same knowledge, which shares nothing that may change. */
    public HallEvidence copy() {
        HallEvidence copy = new HallEvidence(intervalStart, intervalSeconds, slotSeconds, new NodeIndex(known));
        copy.merge(this);
        return copy;
    }

    public long intervalStart() {
        return intervalStart;
    }

    public int intervalSeconds() {
        return intervalSeconds;
    }

    public int slotSeconds() {
        return slotSeconds;
    }

    public int slots() {
        return slots;
    }

    public boolean isEmpty() {
        return known == 0;
    }

    /** The numbers of the nodes. */
    public NodeIndex index() {
        return index;
    }

    /** Nodes of which anything is known, sorted. */
    public List<String> nodes() {
        List<String> names = new ArrayList<>(known);
        for (int number : index.inOrder()) {
            if (node(number) != null) {
                names.add(index.name(number));
            }
        }
        return List.copyOf(names);
    }

    private @Nullable NodeEvidence node(int number) {
        NodeEvidence seen = number < 0 || number >= nodes.length ? null : nodes[number];
        if (seen != null && lastRuns.isKept(number)) {
            seen.lasts(lastRuns.end(number));
        }
        return seen;
    }

    /** One more than the highest GPU of a node of which anything is known; 0 for an unknown node. */
    public int gpus(String node) {
        NodeEvidence seen = node(index.find(node));
        return seen == null ? 0 : seen.gpus();
    }

    /** What is known of a GPU in a slot of the interval, {@link Evidence#NONE} for nothing. */
    public long code(String node, int gpu, int slot) {
        checkSlots(slot, slot + 1);
        NodeEvidence seen = node(index.find(node));
        return seen == null ? Evidence.NONE : seen.codeAt(slot, gpu);
    }

    /** Writes a GPU's code of every slot; false, and nothing written, where nothing is known. */
    public boolean codes(String node, int gpu, long[] into) {
        NodeEvidence seen = node(index.find(node));
        if (seen == null || gpu >= seen.gpus()) {
            return false;
        }
        seen.visitGpu(gpu, slots, (gpus, from, to, code) -> Arrays.fill(into, from, to, code));
        return true;
    }

    /**
     * Shows every slot of the first {@code gpus} GPUs of the node with a number of {@link #index}, those of which nothing is
     * known included: perhaps in pieces, and of each slot the GPUs in their order.
     */
    public void visit(int number, int gpus, RunVisitor visitor) {
        NodeEvidence seen = node(number);
        if (seen == null) {
            visitor.run(gpus, 0, slots, Evidence.NONE);
        } else {
            seen.visit(gpus, slots, visitor);
        }
    }

    /** As {@link #visit}, but shows absences only. */
    public void visitAbsences(int number, int gpus, RunVisitor visitor) {
        NodeEvidence seen = node(number);
        if (seen != null) {
            seen.visitAbsences(gpus, visitor);
        }
    }

    /**
     * Says of which nodes something will be added next: their newest evidence, which lies far apart unless they stay as they
     * are, is then on its way from memory all at once, where it would be waited for one by one. Changes nothing.
     *
     * @param numbers of {@link #index}, {@link NodeIndex#UNKNOWN} among them
     */
    public void fetch(int[] numbers) {
        long read = 0;
        for (int number : numbers) {
            if (number >= 0 && number < nodes.length && !lastRuns.stays(number)) {
                NodeEvidence seen = nodes[number];
                read += seen == null ? 0 : seen.fetch();
            }
        }
        fetched = read;
    }

    /** Adds what is known of a GPU in one slot of the interval. */
    public void merge(String node, int gpu, int slot, long code) {
        mergeRun(node, gpu, slot, slot + 1, code);
    }

    /** Adds what is known of a GPU in the slots from {@code from} until {@code to}, exclusive. */
    public void mergeRun(String node, int gpu, int from, int to, long code) {
        check(gpu, from, to, code);
        if (code != Evidence.NONE && from < to) {
            grown(index.number(node), gpu + 1).mergeOne(gpu, from, to, code, row);
        }
    }

    /** Adds what is known of the first GPUs of the node with a number of {@link #index}, each by itself. */
    public void mergeEach(int number, int from, int to, long... codes) {
        int count = 0;
        for (int gpu = 0; gpu < codes.length; gpu++) {
            check(gpu, from, to, codes[gpu]);
            count = codes[gpu] == Evidence.NONE ? count : gpu + 1;
        }
        if (from < to && count > 0) {
            System.arraycopy(codes, 0, row, 0, count);
            grown(number, count).mergeEach(count, from, to, row);
        }
    }

    /** Adds what is known of the first {@code gpus} GPUs of the node with a number: they all show the same. */
    public void mergeAlike(int number, int gpus, int from, int to, long code) {
        if (from < to && to <= slots && lastRuns.goesOn(number, gpus, from, to, code)) {
            return;
        }
        check(gpus - 1, from, to, code);
        if (code != Evidence.NONE && from < to) {
            NodeEvidence seen = grown(number, gpus);
            seen.mergeAlike(gpus, from, to, code, row);
            lastRuns.keep(number, seen);
        }
    }

    /** Adds everything that another piece of the same hall and interval knows. */
    public void merge(HallEvidence other) {
        if (other.intervalStart != intervalStart
                || other.intervalSeconds != intervalSeconds
                || other.slotSeconds != slotSeconds) {
            throw new IllegalArgumentException("evidence of another interval or slot length");
        }
        int number = NodeIndex.UNKNOWN;
        for (int theirs = 0; theirs < other.nodes.length; theirs++) {
            NodeEvidence seen = other.node(theirs);
            if (seen != null) {
                number = other.index == index ? theirs : index.number(other.index.name(theirs), number);
                merge(number, seen);
            }
        }
    }

    private void merge(int number, NodeEvidence more) {
        if (node(number) == null) {
            put(number, more.copy());
            return;
        }
        grown(number, more.gpus()).merge(more, row);
    }

    /** The node's evidence, to be changed. */
    private NodeEvidence grown(int number, int gpus) {
        NodeEvidence seen = node(number);
        if (seen == null) {
            return put(number, new NodeEvidence(gpus));
        }
        lastRuns.drop(number);
        seen.makeRoom(gpus, slots);
        return seen;
    }

    private NodeEvidence put(int number, NodeEvidence seen) {
        if (number >= nodes.length) {
            nodes = Arrays.copyOf(nodes, Math.max(number + 1, Math.max(index.size(), 2 * nodes.length)));
            lastRuns.room(nodes.length);
        }
        nodes[number] = seen;
        known++;
        return seen;
    }

    private void check(int gpu, int from, int to, long code) {
        checkSlots(from, to);
        if (gpu < 0 || gpu >= MAX_GPUS) {
            throw new IllegalArgumentException("no GPU has the number " + gpu);
        }
        if (!Evidence.isCode(code)) {
            throw new IllegalArgumentException("not an evidence code: " + Long.toHexString(code));
        }
    }

    private void checkSlots(int from, int to) {
        if (from < 0 || to < from || to > slots) {
            throw new IllegalArgumentException("slots " + from + " to " + to + " are not within 0 to " + slots);
        }
    }

    /** The canonical bytes: the same for the same knowledge, however it was put together. */
    public byte[] toBytes() {
        ByteSink sink = new ByteSink();
        sink.number(FORMAT).number(intervalStart).number(intervalSeconds).number(slotSeconds);
        sink.number(known);
        for (int number : index.inOrder()) {
            NodeEvidence seen = node(number);
            if (seen != null) {
                sink.text(index.utf8(number)).number(seen.gpus());
                seen.write(sink, seen.gpus(), slots);
            }
        }
        return sink.toBytes();
    }

    /**
     * Writes the first {@code gpus} GPUs of the node with a number as {@link #toBytes} does: groups of equal neighbours, each
     * with its runs.
     */
    public void write(ByteSink sink, int number, int gpus) {
        NodeEvidence seen = node(number);
        if (seen == null) {
            sink.number(gpus).number(slots).fixed(Evidence.NONE);
        } else {
            seen.write(sink, gpus, slots);
        }
    }

    /** Reads canonical bytes; anything else throws {@link IllegalArgumentException}. */
    public static HallEvidence fromBytes(byte[] bytes) {
        return EvidenceReader.read(bytes);
    }
}
