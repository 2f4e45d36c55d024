/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of every GPU of a hall in one settlement interval: an {@link Evidence} code per slot, kept as runs.
 *
 * <p>A GPU's runs are pairs {code, end slot} up to the pair whose end is the slot count; neighbours differ. Mutable and
 * not thread-safe: one owner, as a keyed state has.
 */
public final class HallEvidence {

    private static final int FORMAT = 1;

    private final long intervalStart;
    private final int intervalSeconds;
    private final int slotSeconds;
    private final int slots;
    private final Map<String, long[][]> nodes = new HashMap<>();
    private final long[] scratch;

    /**
     * Evidence of nothing yet.
     *
     * @param intervalStart epoch second the interval begins at
     * @param slotSeconds a divisor of {@code intervalSeconds}
     */
    public HallEvidence(long intervalStart, int intervalSeconds, int slotSeconds) {
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
        this.scratch = new long[2 * (slots + 2)];
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
        return nodes.isEmpty();
    }

    /** Nodes of which anything is known, sorted. */
    public List<String> nodes() {
        return nodes.keySet().stream().sorted().toList();
    }

    /** One more than the highest GPU of a node of which anything is known; 0 for an unknown node. */
    public int gpus(String node) {
        long[][] known = nodes.get(node);
        return known == null ? 0 : known.length;
    }

    /** What is known of a GPU in a slot of the interval, {@link Evidence#NONE} for nothing. */
    public long code(String node, int gpu, int slot) {
        checkSlots(slot, slot + 1);
        long[][] known = nodes.get(node);
        long[] runs = known == null || gpu >= known.length ? null : known[gpu];
        if (runs == null) {
            return Evidence.NONE;
        }
        int i = 0;
        while (runs[i + 1] <= slot) {
            i += 2;
        }
        return runs[i];
    }

    /** Writes a GPU's code of every slot; false, and nothing written, where nothing is known. */
    public boolean codes(String node, int gpu, long[] into) {
        long[][] known = nodes.get(node);
        long[] runs = known == null || gpu >= known.length ? null : known[gpu];
        if (runs == null) {
            return false;
        }
        int slot = 0;
        for (int i = 0; slot < slots; i += 2) {
            int end = (int) runs[i + 1];
            Arrays.fill(into, slot, end, runs[i]);
            slot = end;
        }
        return true;
    }

    /** Adds what is known of a GPU in one slot of the interval. */
    public void merge(String node, int gpu, int slot, long code) {
        mergeRun(node, gpu, slot, slot + 1, code);
    }

    /** Adds what is known of a GPU in the slots from {@code from} until {@code to}, exclusive. */
    public void mergeRun(String node, int gpu, int from, int to, long code) {
        checkSlots(from, to);
        if (gpu < 0 || gpu >= 1024) {
            throw new IllegalArgumentException("no GPU has the number " + gpu);
        }
        if (!Evidence.isCode(code)) {
            throw new IllegalArgumentException("not an evidence code: " + Long.toHexString(code));
        }
        if (code == Evidence.NONE || from == to) {
            return;
        }
        long[][] known = nodes.get(node);
        if (known == null || gpu >= known.length) {
            known = known == null ? new long[gpu + 1][] : Arrays.copyOf(known, gpu + 1);
            nodes.put(node, known);
        }
        known[gpu] = merged(known[gpu], from, to, code);
    }

    /** Adds everything that another piece of the same hall and interval knows. */
    public void merge(HallEvidence other) {
        if (other.intervalStart != intervalStart
                || other.intervalSeconds != intervalSeconds
                || other.slotSeconds != slotSeconds) {
            throw new IllegalArgumentException("evidence of another interval or slot length");
        }
        other.nodes.forEach((node, known) -> {
            for (int gpu = 0; gpu < known.length; gpu++) {
                long[] runs = known[gpu];
                int slot = 0;
                for (int i = 0; runs != null && slot < slots; i += 2) {
                    int end = (int) runs[i + 1];
                    mergeRun(node, gpu, slot, end, runs[i]);
                    slot = end;
                }
            }
        });
    }

    private void checkSlots(int from, int to) {
        if (from < 0 || to < from || to > slots) {
            throw new IllegalArgumentException("slots " + from + " to " + to + " are not within 0 to " + slots);
        }
    }

    private long[] merged(long @Nullable [] runs, int from, int to, long code) {
        if (runs == null) {
            runs = new long[] {Evidence.NONE, slots};
        } else {
            int i = 0;
            while (runs[i + 1] <= from) {
                i += 2;
            }
            if (runs[i + 1] >= to && Evidence.merge(runs[i], code) == runs[i]) {
                return runs;
            }
            boolean extendsPrevious = i > 0 && runs[i - 1] == from && runs[i - 2] == code;
            if (extendsPrevious && runs[i] == Evidence.NONE && runs[i + 1] == slots) {
                runs[i - 1] = to;
                return runs;
            }
        }
        int size = 0;
        int start = 0;
        for (int i = 0; start < slots; i += 2) {
            long old = runs[i];
            int end = (int) runs[i + 1];
            size = append(size, old, Math.min(end, from), start);
            size = append(size, Evidence.merge(old, code), Math.min(end, to), Math.max(start, from));
            size = append(size, old, end, Math.max(start, to));
            start = end;
        }
        return Arrays.copyOf(scratch, size);
    }

    /** Appends a run to the scratch space unless it is empty; equal neighbours become one. */
    private int append(int size, long code, int end, int start) {
        if (start >= end) {
            return size;
        }
        if (size > 0 && scratch[size - 2] == code) {
            scratch[size - 1] = end;
            return size;
        }
        scratch[size] = code;
        scratch[size + 1] = end;
        return size + 2;
    }

    /** The canonical bytes: the same for the same knowledge, however it was put together. */
    public byte[] toBytes() {
        ByteSink sink = new ByteSink();
        sink.number(FORMAT).number(intervalStart).number(intervalSeconds).number(slotSeconds);
        sink.number(nodes.size());
        new TreeMap<>(nodes).forEach((node, known) -> {
            sink.text(node).number(known.length);
            for (int gpu = 0; gpu < known.length; ) {
                int next = gpu + 1;
                while (next < known.length && same(known[gpu], known[next])) {
                    next++;
                }
                sink.number(next - gpu);
                writeRuns(sink, known[gpu]);
                gpu = next;
            }
        });
        return sink.toBytes();
    }

    private void writeRuns(ByteSink sink, long @Nullable [] runs) {
        int start = 0;
        for (int i = 0; start < slots; i += 2) {
            long code = runs == null ? Evidence.NONE : runs[i];
            int end = runs == null ? slots : (int) runs[i + 1];
            sink.number(end - start).fixed(code);
            start = end;
        }
    }

    private boolean same(long @Nullable [] a, long @Nullable [] b) {
        if (a == null || b == null) {
            return a == b;
        }
        for (int i = 0; ; i += 2) {
            if (a[i] != b[i] || a[i + 1] != b[i + 1]) {
                return false;
            }
            if (a[i + 1] == slots) {
                return true;
            }
        }
    }

    /** Reads canonical bytes; anything else throws {@link IllegalArgumentException}. */
    public static HallEvidence fromBytes(byte[] bytes) {
        ByteSource source = new ByteSource(bytes, "hall evidence");
        if (source.number() != FORMAT) {
            throw source.broken("its format is not " + FORMAT);
        }
        long start = source.number();
        HallEvidence evidence = new HallEvidence(start, source.count(86_400), source.count(86_400));
        int count = source.count(source.left());
        for (int n = 0; n < count; n++) {
            String node = source.text();
            int gpus = source.count(1024);
            for (int gpu = 0; gpu < gpus; ) {
                int alike = source.count(gpus - gpu);
                if (alike == 0) {
                    throw source.broken("an empty group of GPUs");
                }
                for (int slot = 0; slot < evidence.slots; ) {
                    int length = source.count(evidence.slots - slot);
                    if (length == 0) {
                        throw source.broken("an empty run");
                    }
                    long code = source.fixed();
                    for (int g = gpu; g < gpu + alike; g++) {
                        evidence.mergeRun(node, g, slot, slot + length, code);
                    }
                    slot += length;
                }
                gpu += alike;
            }
        }
        source.end();
        return evidence;
    }
}
