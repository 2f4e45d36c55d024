/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Writes {@link Frames}: gathers int64 columns, and writes each as one value when all are the same, else narrowed to int16 when
 * all fit.
 */
final class FramesWriter {

    private final long firstSlot;
    private final int slotSeconds;
    private final int slotCount;
    private final int gpusPerNode;
    private final List<String> nodes;
    private long[] absent;
    private long[] boots;
    private short[] gpuCounts;
    private boolean[] present;
    /** From the start of the slot, and from there on; nothing until a node says its times. */
    private int[] made = {};

    private int[] received = {};
    /** As they stand on the wire, {@link Frames#FLAG} bytes each. */
    private byte[] flags = {};

    private int flagCount;
    private int flagsOfNode;
    private final long[][] columns = new long[Column.COUNT][0];

    /** @param room how many nodes there will be, about; there may be more */
    FramesWriter(long firstSlot, int slotSeconds, int slotCount, int gpusPerNode, int room) {
        if (slotSeconds < 1 || slotSeconds > 86_400 || firstSlot < 0 || firstSlot % slotSeconds != 0) {
            throw new IllegalArgumentException("first slot " + firstSlot + " of " + slotSeconds + " s");
        }
        if (slotCount < 1 || slotCount > Frames.MAX_SLOTS) {
            throw new IllegalArgumentException(slotCount + " slots");
        }
        if (gpusPerNode < 1 || gpusPerNode > Frames.MAX_GPUS_PER_NODE) {
            throw new IllegalArgumentException(gpusPerNode + " GPUs per node");
        }
        this.firstSlot = firstSlot;
        this.slotSeconds = slotSeconds;
        this.slotCount = slotCount;
        this.gpusPerNode = gpusPerNode;
        this.nodes = new ArrayList<>(room);
        this.absent = new long[room];
        this.boots = new long[room];
        this.gpuCounts = new short[room];
        this.present = new boolean[room * gpusPerNode];
    }

    void add(String node, long absentCode, long bootHash, int gpuCount) {
        if (node.isEmpty() || gpuCount < 0 || gpuCount > Short.MAX_VALUE) {
            throw new IllegalArgumentException("node '" + node + "' with " + gpuCount + " GPUs");
        }
        int index = nodes.size();
        if (index == Frames.MAX_NODES) {
            throw new IllegalArgumentException("more than " + Frames.MAX_NODES + " nodes in one batch");
        }
        if (index == absent.length) {
            grow(2 * index);
        }
        nodes.add(node);
        absent[index] = absentCode;
        boots[index] = bootHash;
        gpuCounts[index] = (short) gpuCount;
        flagsOfNode = 0;
    }

    void times(long tsMillis, long receivedMillis) {
        int node = lastNode();
        if (made.length == 0) {
            made = unsaid(new int[absent.length], 0);
            received = unsaid(new int[absent.length], 0);
        }
        made[node] = offset(tsMillis, firstSlot * 1_000);
        received[node] = offset(receivedMillis, tsMillis);
    }

    /** What does not fit is not said: a reading in force is of the last few periods. */
    private static int offset(long at, long from) {
        long offset = at - from;
        boolean fits = at != Frames.BLANK && from != Frames.BLANK && offset == (int) offset;
        return fits ? (int) offset : Integer.MIN_VALUE;
    }

    private static int[] unsaid(int[] times, int from) {
        Arrays.fill(times, from, times.length, Integer.MIN_VALUE);
        return times;
    }

    void flag(int gpu, ValueFlag said) {
        int node = lastNode();
        if (gpu < Frames.WHOLE_NODE || gpu >= gpusPerNode) {
            throw new IllegalArgumentException("GPU " + gpu + " of " + gpusPerNode);
        }
        if (flagsOfNode == Frames.FLAGS_OF_A_NODE) {
            return;
        }
        flagsOfNode++;
        int at = flagCount++ * Frames.FLAG;
        if (at == flags.length) {
            flags = Arrays.copyOf(flags, Math.max(4 * Frames.FLAG, 2 * at));
        }
        Frames.INT16.set(flags, at, (short) node);
        Frames.INT16.set(flags, at + Frames.FLAG_GPU, gpu == Frames.WHOLE_NODE ? Frames.NO_GPU : (short) gpu);
        flags[at + Frames.FLAG_OF] = (byte) said.of().code();
        flags[at + Frames.FLAG_QUALITY] = (byte) said.quality().code();
        flags[at + Frames.FLAG_REASON] = (byte) said.reason().code();
        Frames.INT64.set(flags, at + Frames.FLAG_RAW, Double.doubleToRawLongBits(said.raw()));
    }

    void present(int gpu) {
        present[cell(gpu)] = true;
    }

    void set(Column column, int gpu, long value) {
        int cell = cell(gpu);
        if (value == Frames.BLANK) {
            return;
        }
        long[] values = columns[column.number()];
        if (values.length == 0) {
            values = new long[present.length];
            Arrays.fill(values, Frames.BLANK);
            columns[column.number()] = values;
        }
        values[cell] = value;
    }

    int nodeCount() {
        return nodes.size();
    }

    byte[] encode() {
        int count = nodes.size();
        int cells = count * gpusPerNode;
        WireWriter out = new WireWriter(64 + count * 40 + cells * 2 * Column.COUNT)
                .varint(1, firstSlot)
                .varint(2, slotSeconds)
                .varint(3, slotCount)
                .varint(4, gpusPerNode);
        for (String node : nodes) {
            out.text(5, node);
        }
        out.bytes(6, wide(absent, count, 0)).bytes(7, wide(boots, count, 0)).bytes(8, counts(count));
        out.bytes(Frames.PRESENT, bits(cells))
                .bytes(Frames.MADE, times(made, count))
                .bytes(Frames.RECEIVED, times(received, count))
                .bytes(Frames.FLAGS, Arrays.copyOf(flags, flagCount * Frames.FLAG));
        for (int c = 0; c < Column.COUNT; c++) {
            long[] values = columns[c];
            if (values.length == 0) {
                continue;
            }
            if (alike(values, cells)) {
                out.bytes(Frames.ALIKE + c, wide(values, 1));
            } else if (fits(values, cells)) {
                out.bytes(Frames.NARROW + c, narrow(values, cells));
            } else {
                out.bytes(Frames.WIDE + c, wide(values, cells));
            }
        }
        return out.toBytes();
    }

    private int cell(int gpu) {
        if (gpu < 0 || gpu >= gpusPerNode) {
            throw new IllegalArgumentException("GPU " + gpu + " of " + gpusPerNode);
        }
        return lastNode() * gpusPerNode + gpu;
    }

    private int lastNode() {
        if (nodes.isEmpty()) {
            throw new IllegalStateException("a GPU, a time or a flag before any node");
        }
        return nodes.size() - 1;
    }

    private void grow(int size) {
        absent = Arrays.copyOf(absent, size);
        boots = Arrays.copyOf(boots, size);
        gpuCounts = Arrays.copyOf(gpuCounts, size);
        if (made.length != 0) {
            int nodesBefore = made.length;
            made = unsaid(Arrays.copyOf(made, size), nodesBefore);
            received = unsaid(Arrays.copyOf(received, size), nodesBefore);
        }
        int old = present.length;
        present = Arrays.copyOf(present, size * gpusPerNode);
        for (int c = 0; c < Column.COUNT; c++) {
            long[] values = columns[c];
            if (values.length != 0) {
                long[] grown = Arrays.copyOf(values, present.length);
                Arrays.fill(grown, old, grown.length, Frames.BLANK);
                columns[c] = grown;
            }
        }
    }

    private static boolean alike(long[] values, int cells) {
        for (int i = 1; i < cells; i++) {
            if (values[i] != values[0]) {
                return false;
            }
        }
        return true;
    }

    private static boolean fits(long[] values, int cells) {
        for (int i = 0; i < cells; i++) {
            long value = values[i];
            if (value != Frames.BLANK && (value <= Short.MIN_VALUE || value > Short.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    private static byte[] narrow(long[] values, int cells) {
        byte[] bytes = new byte[cells * 2];
        for (int i = 0; i < cells; i++) {
            Frames.INT16.set(bytes, i * 2, values[i] == Frames.BLANK ? Short.MIN_VALUE : (short) values[i]);
        }
        return bytes;
    }

    private static byte[] wide(long[] values, int cells) {
        byte[] bytes = new byte[cells * 8];
        for (int i = 0; i < cells; i++) {
            Frames.INT64.set(bytes, i * 8, values[i]);
        }
        return bytes;
    }

    /** As {@link #wide(long[], int)}, but nothing when every value is {@code omitted}. */
    private static byte[] wide(long[] values, int count, long omitted) {
        for (int i = 0; i < count; i++) {
            if (values[i] != omitted) {
                return wide(values, count);
            }
        }
        return new byte[0];
    }

    /** The times of all nodes, narrow where all fit; nothing where none is said. */
    private static byte[] times(int[] values, int count) {
        boolean said = false;
        boolean fit = true;
        for (int i = 0; i < count && values.length != 0; i++) {
            int value = values[i];
            said |= value != Integer.MIN_VALUE;
            fit &= value == Integer.MIN_VALUE || (value > Short.MIN_VALUE && value <= Short.MAX_VALUE);
        }
        if (!said) {
            return new byte[0];
        }
        byte[] bytes = new byte[count * (fit ? 2 : 4)];
        for (int i = 0; i < count; i++) {
            if (fit) {
                Frames.INT16.set(bytes, i * 2, values[i] == Integer.MIN_VALUE ? Short.MIN_VALUE : (short) values[i]);
            } else {
                Frames.INT32.set(bytes, i * 4, values[i]);
            }
        }
        return bytes;
    }

    private byte[] counts(int count) {
        byte[] bytes = new byte[count * 2];
        for (int i = 0; i < count; i++) {
            Frames.INT16.set(bytes, i * 2, gpuCounts[i]);
        }
        return bytes;
    }

    private byte[] bits(int cells) {
        byte[] bytes = new byte[(cells + 7) >>> 3];
        for (int i = 0; i < cells; i++) {
            if (present[i]) {
                bytes[i >>> 3] |= (byte) (1 << (i & 7));
            }
        }
        return bytes;
    }
}
