/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import io.nameplate.model.evidence.NodeIndex;
import io.nameplate.model.wire.PlantReadings.Quality;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The body of a FRAMES record: what a batch of nodes of one hall showed in a slot (or in {@code slotCount} slots in a row
 * with the same content), in columns across the batch. Names and columns are read in place: the bytes must not change.
 *
 * <p>A value is an int16, little-endian, or for a whole column an int64 when one value does not fit; the smallest number
 * of either form is blank. Blank is not zero. A column in which every GPU shows the same is one int64.
 */
public final class Frames {

    /** What {@link #value} gives where nothing was measured. */
    public static final long BLANK = Long.MIN_VALUE;

    static final int MAX_GPUS_PER_NODE = 1024;
    static final int MAX_NODES = 65_536;
    static final int MAX_SLOTS = 1 << 20;
    static final int NARROW = 16;
    static final int ALIKE = 32;
    static final int WIDE = 64;

    /** Stands for a node itself where {@link #flags} speak of one of its GPUs. */
    public static final int WHOLE_NODE = -1;

    /** The most that is said of one node; of who shows so many there may be more. */
    public static final int FLAGS_OF_A_NODE = 16;

    static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT32 = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** The sign, and a one, of four values side by side. */
    private static final long SIGNS = 0x8000_8000_8000_8000L;

    private static final long ONES = 0x0001_0001_0001_0001L;

    static final int ABSENT = 6;
    static final int BOOTS = 7;
    static final int GPU_COUNTS = 8;
    static final int PRESENT = 9;
    static final int MADE = 10;
    static final int RECEIVED = 11;
    static final int FLAGS = 12;

    /** The bytes of one flag. */
    static final int FLAG = 16;

    /** Where in a flag its GPU stands, behind its node; its value, quality and reason; and its number. */
    static final int FLAG_GPU = 2;

    static final int FLAG_OF = 4;
    static final int FLAG_QUALITY = 5;
    static final int FLAG_REASON = 6;
    static final int FLAG_RAW = 8;

    /** Stands in a flag where it is of no single GPU. */
    static final short NO_GPU = -1;

    /**
     * Something that is said of a value.
     *
     * @param gpu {@link #WHOLE_NODE} where it is of no single one
     */
    public record Flag(int node, int gpu, ValueFlag said) {}

    private final byte[] bytes;
    private final long firstSlot;
    private final int slotSeconds;
    private final int slotCount;
    private final int gpusPerNode;
    private final int nodeCount;
    /** Where each node's name begins and ends. */
    private final int[] names;
    /** Where the bytes of each field begin; -1 for one that is not there. */
    private final int[] at;
    /** How many bytes each field has. */
    private final int[] lengths;

    Frames(
            byte[] bytes,
            long firstSlot,
            int slotSeconds,
            int slotCount,
            int gpusPerNode,
            int nodeCount,
            int[] names,
            int[] at,
            int[] lengths) {
        this.bytes = bytes;
        this.firstSlot = firstSlot;
        this.slotSeconds = slotSeconds;
        this.slotCount = slotCount;
        this.gpusPerNode = gpusPerNode;
        this.nodeCount = nodeCount;
        this.names = names;
        this.at = at;
        this.lengths = lengths;
    }

    /** The start of the first slot, epoch seconds, a multiple of {@link #slotSeconds}. */
    public long firstSlot() {
        return firstSlot;
    }

    public int slotSeconds() {
        return slotSeconds;
    }

    /** How many slots in a row show this content. */
    public int slotCount() {
        return slotCount;
    }

    public int gpusPerNode() {
        return gpusPerNode;
    }

    public int nodeCount() {
        return nodeCount;
    }

    public String node(int node) {
        int from = names[2 * node];
        return new String(bytes, from, names[2 * node + 1] - from, StandardCharsets.UTF_8);
    }

    /**
     * The number of a node, or {@link NodeIndex#UNKNOWN}.
     *
     * @param previous the number of the node before, or {@link NodeIndex#UNKNOWN}
     */
    public int number(int node, NodeIndex index, int previous) {
        return index.find(bytes, names[2 * node], names[2 * node + 1], previous);
    }

    /** The evidence code of a node that was not there; 0 for a node with data. */
    public long absentCode(int node) {
        return at[ABSENT] < 0 ? 0 : (long) INT64.get(bytes, at[ABSENT] + node * 8);
    }

    /** A hash of the node's boot_id; 0 if unknown. See {@link #hashOfBootId}. */
    public long bootHash(int node) {
        return at[BOOTS] < 0 ? 0 : (long) INT64.get(bytes, at[BOOTS] + node * 8);
    }

    /** How many GPUs the node's driver reports. */
    public int gpuCount(int node) {
        return at[GPU_COUNTS] < 0 ? 0 : (short) INT16.get(bytes, at[GPU_COUNTS] + node * 2);
    }

    /** Whether the GPU answered. */
    public boolean present(int node, int gpu) {
        int bit = node * gpusPerNode + gpu;
        return at[PRESENT] >= 0 && (bytes[at[PRESENT] + (bit >>> 3)] >>> (bit & 7) & 1) == 1;
    }

    /** Whether every GPU of the node answered. */
    public boolean allPresent(int node) {
        if (gpusPerNode == 8) {
            return at[PRESENT] >= 0 && bytes[at[PRESENT] + node] == -1;
        }
        int gpu = 0;
        while (gpu < gpusPerNode && present(node, gpu)) {
            gpu++;
        }
        return gpu == gpusPerNode;
    }

    /** When the reading of a node was made, epoch milliseconds; {@link #BLANK} where that is not said. */
    public long tsMillis(int node) {
        long offset = time(MADE, node);
        return offset == BLANK ? BLANK : firstSlot * 1_000 + offset;
    }

    /** When the collector had the reading of a node, epoch milliseconds; {@link #BLANK} where that is not said. */
    public long receivedMillis(int node) {
        long made = tsMillis(node);
        long later = time(RECEIVED, node);
        return made == BLANK || later == BLANK ? BLANK : made + later;
    }

    private long time(int field, int node) {
        int from = at[field];
        if (from < 0) {
            return BLANK;
        }
        if (lengths[field] == nodeCount * 2) {
            short narrow = (short) INT16.get(bytes, from + node * 2);
            return narrow == Short.MIN_VALUE ? BLANK : narrow;
        }
        int wide = (int) INT32.get(bytes, from + node * 4);
        return wide == Integer.MIN_VALUE ? BLANK : wide;
    }

    /**
     * What is said of values, node by node: for looking, nothing that is settled rests on it.
     *
     * @throws WireException if it speaks of a node or GPU that is not there
     */
    public List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        for (int from = at[FLAGS], left = lengths[FLAGS]; left > 0; from += FLAG, left -= FLAG) {
            int node = Short.toUnsignedInt((short) INT16.get(bytes, from));
            short gpu = (short) INT16.get(bytes, from + FLAG_GPU);
            if (node >= nodeCount || gpu < NO_GPU || gpu >= gpusPerNode) {
                throw new WireException("frames", "a flag of node " + node + ", GPU " + gpu);
            }
            Quality quality = PlantReadings.exact(bytes[from + FLAG_QUALITY] & 0xff);
            flags.add(new Flag(
                    node,
                    gpu == NO_GPU ? WHOLE_NODE : gpu,
                    new ValueFlag(
                            ValueFlag.Of.of(bytes[from + FLAG_OF] & 0xff),
                            quality == null ? Quality.SUSPECT : quality,
                            QualityReason.of(bytes[from + FLAG_REASON] & 0xff),
                            Double.longBitsToDouble((long) INT64.get(bytes, from + FLAG_RAW)))));
        }
        return flags;
    }

    /** The value of a column, or {@link #BLANK}. */
    public long value(Column column, int node, int gpu) {
        int cell = node * gpusPerNode + gpu;
        int narrow = at[NARROW + column.number()];
        if (narrow >= 0) {
            short value = (short) INT16.get(bytes, narrow + cell * 2);
            return value == Short.MIN_VALUE ? BLANK : value;
        }
        int wide = at[WIDE + column.number()];
        return wide < 0 ? alike(column) : (long) INT64.get(bytes, wide + cell * 8);
    }

    /** The value of a column that has one value only, or {@link #BLANK}. */
    private long alike(Column column) {
        int alike = at[ALIKE + column.number()];
        return alike < 0 ? BLANK : (long) INT64.get(bytes, alike);
    }

    /** Writes a column's values of all GPUs of a node, each as {@link #value} gives it. */
    public void values(Column column, int node, long[] into) {
        int narrow = at[NARROW + column.number()];
        int wide = at[WIDE + column.number()];
        int cell = node * gpusPerNode;
        if (narrow >= 0) {
            for (int gpu = 0; gpu < gpusPerNode; gpu++) {
                short value = (short) INT16.get(bytes, narrow + (cell + gpu) * 2);
                into[gpu] = value == Short.MIN_VALUE ? BLANK : value;
            }
        } else if (wide >= 0) {
            for (int gpu = 0; gpu < gpusPerNode; gpu++) {
                into[gpu] = (long) INT64.get(bytes, wide + (cell + gpu) * 8);
            }
        } else {
            Arrays.fill(into, 0, gpusPerNode, alike(column));
        }
    }

    /** Whether the GPUs of a node show one by one what those of another show; false may also mean that it is not cheap to see. */
    public boolean isSame(Column column, int node, int other) {
        int narrow = at[NARROW + column.number()];
        int begin = narrow < 0 ? at[WIDE + column.number()] : narrow;
        int length = gpusPerNode * (narrow < 0 ? 8 : 2);
        if (begin < 0 || length % 8 != 0) {
            return begin < 0 && at[ALIKE + column.number()] >= 0;
        }
        int mine = begin + node * length;
        int theirs = begin + other * length;
        for (int cell = 0; cell < length; cell += 8) {
            if ((long) INT64.get(bytes, mine + cell) != (long) INT64.get(bytes, theirs + cell)) {
                return false;
            }
        }
        return true;
    }

    /** Whether every GPU of the node shows the same, be it blank. */
    public boolean isAlike(Column column, int node) {
        int narrow = at[NARROW + column.number()];
        if (narrow >= 0) {
            return repeats(narrow + node * gpusPerNode * 2, gpusPerNode * 2, 2);
        }
        int wide = at[WIDE + column.number()];
        return wide < 0 || repeats(wide + node * gpusPerNode * 8, gpusPerNode * 8, 8);
    }

    private boolean repeats(int from, int length, int width) {
        if (width != 2 || length % 8 != 0) {
            return Arrays.equals(bytes, from, from + length - width, bytes, from + width, from + length);
        }
        long first = (long) INT64.get(bytes, from);
        boolean repeats = Long.rotateLeft(first, 16) == first;
        for (int at = from + 8; repeats && at < from + length; at += 8) {
            repeats = (long) INT64.get(bytes, at) == first;
        }
        return repeats;
    }

    /** Whether every GPU of the node shows this or more; not if one is blank. */
    public boolean isAtLeast(Column column, int node, int least) {
        int narrow = at[NARROW + column.number()];
        if (narrow < 0) {
            int wide = at[WIDE + column.number()];
            return wide < 0 ? alike(column) >= least : isWideAtLeast(wide, node, least);
        }
        int cell = narrow + node * gpusPerNode * 2;
        int end = cell + gpusPerNode * 2;
        if (least >= 0 && least <= Short.MAX_VALUE) {
            for (; cell + 8 <= end; cell += 8) {
                long four = (long) INT64.get(bytes, cell);
                // a sign bit stays set in the difference where the value is none and the rest is not below the least
                if ((four & SIGNS) != 0 || (((four | SIGNS) - ONES * least) & SIGNS) != SIGNS) {
                    return false;
                }
            }
        }
        for (; cell < end; cell += 2) {
            if ((short) INT16.get(bytes, cell) < least) {
                return false;
            }
        }
        return true;
    }

    private boolean isWideAtLeast(int wide, int node, int least) {
        int cell = wide + node * gpusPerNode * 8;
        int end = cell + gpusPerNode * 8;
        while (cell < end && (long) INT64.get(bytes, cell) >= least) {
            cell += 8;
        }
        return cell == end;
    }

    /** The hash of a boot_id that frames carry: 64 bits of SHA-256, never 0. */
    public static long hashOfBootId(String bootId) {
        byte[] sha = Link.sha256().digest(bootId.getBytes(StandardCharsets.UTF_8));
        long hash = ByteBuffer.wrap(sha).getLong();
        return hash == 0 ? 1 : hash;
    }

    /**
     * Reads the body of a FRAMES record.
     *
     * @throws WireException if the bytes are not one
     */
    public static Frames parse(byte[] bytes) {
        return FramesReader.read(bytes);
    }

    /**
     * The end of the last slot that the body of a FRAMES record speaks of, epoch seconds. Nodes and columns are not looked into.
     *
     * @throws WireException if the bytes are not frames
     */
    public static long endOf(byte[] bytes) {
        return FramesReader.end(bytes);
    }

    /** Collects the nodes of a batch; not for use by several threads. */
    public static final class Builder {

        private final FramesWriter writer;

        public Builder(long firstSlot, int slotSeconds, int slotCount, int gpusPerNode) {
            this(firstSlot, slotSeconds, slotCount, gpusPerNode, 16);
        }

        /** @param room how many nodes there will be, about: from 1; there may be more */
        public Builder(long firstSlot, int slotSeconds, int slotCount, int gpusPerNode, int room) {
            this.writer = new FramesWriter(firstSlot, slotSeconds, slotCount, gpusPerNode, room);
        }

        /** Adds a node with data; {@link #present} and {@link #set} then speak of it. */
        public Builder addNode(String node, long bootHash, int gpuCount) {
            writer.add(node, 0, bootHash, gpuCount);
            return this;
        }

        /** Adds a node that was not there. */
        public Builder addAbsent(String node, long absentCode) {
            if (absentCode == 0) {
                throw new IllegalArgumentException("node " + node + " is absent without a code");
            }
            writer.add(node, absentCode, 0, 0);
            return this;
        }

        /** The GPU of the last added node answered. */
        public Builder present(int gpu) {
            writer.present(gpu);
            return this;
        }

        /** Sets a value of a GPU of the last added node; {@link #BLANK} leaves it blank. */
        public Builder set(Column column, int gpu, long value) {
            writer.set(column, gpu, value);
            return this;
        }

        /**
         * Says when the reading of the last added node was made and when the collector had it, epoch milliseconds;
         * {@link #BLANK} where that is not known.
         */
        public Builder times(long tsMillis, long receivedMillis) {
            writer.times(tsMillis, receivedMillis);
            return this;
        }

        /**
         * Says something of a value of the last added node; what is too much of one node is left out.
         *
         * @param gpu {@link #WHOLE_NODE} where it is of no single one
         */
        public Builder flag(int gpu, ValueFlag said) {
            writer.flag(gpu, said);
            return this;
        }

        /** How many nodes were added. */
        public int nodeCount() {
            return writer.nodeCount();
        }

        public byte[] encode() {
            return writer.encode();
        }
    }
}
