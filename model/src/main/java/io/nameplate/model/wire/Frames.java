/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

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
 * with the same content), in columns across the batch. The columns are read in place.
 *
 * <p>A value is an int16, little-endian, or for a whole column an int64 when one value does not fit; the smallest number
 * of either form is blank. Blank is not zero.
 */
public final class Frames {

    /** What {@link #value} gives where nothing was measured. */
    public static final long BLANK = Long.MIN_VALUE;

    static final int MAX_GPUS_PER_NODE = 1024;
    static final int MAX_NODES = 65_536;
    static final int MAX_SLOTS = 1 << 20;
    static final int NARROW = 16;
    static final int WIDE = 64;

    static final VarHandle INT16 = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    static final VarHandle INT64 = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final byte[] NONE = {};

    private final long firstSlot;
    private final int slotSeconds;
    private final int slotCount;
    private final int gpusPerNode;
    private final List<String> nodes;
    private final byte[] absent;
    private final byte[] boots;
    private final byte[] gpuCounts;
    private final byte[] present;
    private final byte[][] narrow;
    private final byte[][] wide;

    private Frames(
            long firstSlot,
            int slotSeconds,
            int slotCount,
            int gpusPerNode,
            List<String> nodes,
            byte[] absent,
            byte[] boots,
            byte[] gpuCounts,
            byte[] present,
            byte[][] narrow,
            byte[][] wide) {
        this.firstSlot = firstSlot;
        this.slotSeconds = slotSeconds;
        this.slotCount = slotCount;
        this.gpusPerNode = gpusPerNode;
        this.nodes = nodes;
        this.absent = absent;
        this.boots = boots;
        this.gpuCounts = gpuCounts;
        this.present = present;
        this.narrow = narrow;
        this.wide = wide;
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
        return nodes.size();
    }

    public String node(int node) {
        return nodes.get(node);
    }

    /** The evidence code of a node that was not there; 0 for a node with data. */
    public long absentCode(int node) {
        return absent.length == 0 ? 0 : (long) INT64.get(absent, node * 8);
    }

    /** A hash of the node's boot_id; 0 if unknown. See {@link #hashOfBootId}. */
    public long bootHash(int node) {
        return boots.length == 0 ? 0 : (long) INT64.get(boots, node * 8);
    }

    /** How many GPUs the node's driver reports. */
    public int gpuCount(int node) {
        return gpuCounts.length == 0 ? 0 : (short) INT16.get(gpuCounts, node * 2);
    }

    /** Whether the GPU answered. */
    public boolean present(int node, int gpu) {
        int bit = node * gpusPerNode + gpu;
        return present.length != 0 && (present[bit >>> 3] >>> (bit & 7) & 1) == 1;
    }

    /** The value of a column, or {@link #BLANK}. */
    public long value(Column column, int node, int gpu) {
        int cell = node * gpusPerNode + gpu;
        byte[] values = narrow[column.number()];
        if (values.length != 0) {
            short value = (short) INT16.get(values, cell * 2);
            return value == Short.MIN_VALUE ? BLANK : value;
        }
        values = wide[column.number()];
        return values.length == 0 ? BLANK : (long) INT64.get(values, cell * 8);
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
        WireReader in = new WireReader("frames", bytes);
        long firstSlot = 0;
        int slotSeconds = 0;
        int slotCount = 1;
        int gpusPerNode = 0;
        List<String> nodes = new ArrayList<>();
        byte[] absent = NONE;
        byte[] boots = NONE;
        byte[] gpuCounts = NONE;
        byte[] present = NONE;
        byte[][] narrow = noColumns();
        byte[][] wide = noColumns();
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> firstSlot = in.varint();
                case 2 -> slotSeconds = in.varint(1, 86_400, "slot_seconds");
                case 3 -> slotCount = in.varint(1, MAX_SLOTS, "slot_count");
                case 4 -> gpusPerNode = in.varint(1, MAX_GPUS_PER_NODE, "gpus_per_node");
                case 5 -> nodes.add(in.text());
                case 6 -> absent = in.bytes();
                case 7 -> boots = in.bytes();
                case 8 -> gpuCounts = in.bytes();
                case 9 -> present = in.bytes();
                default -> {
                    if (field >= NARROW && field < NARROW + Column.COUNT) {
                        narrow[field - NARROW] = in.bytes();
                    } else if (field >= WIDE && field < WIDE + Column.COUNT) {
                        wide[field - WIDE] = in.bytes();
                    } else {
                        in.skip();
                    }
                }
            }
        }
        if (slotSeconds == 0 || gpusPerNode == 0) {
            throw in.fail("slot_seconds or gpus_per_node is missing");
        }
        if (firstSlot < 0 || firstSlot % slotSeconds != 0) {
            throw in.fail("first slot " + firstSlot + " is not a multiple of " + slotSeconds + " s");
        }
        int count = nodes.size();
        if (count > MAX_NODES || nodes.contains("")) {
            throw in.fail(count + " nodes, or one without a name");
        }
        long cells = (long) count * gpusPerNode;
        require(in, "absent codes", absent, count * 8L);
        require(in, "boot hashes", boots, count * 8L);
        require(in, "GPU counts", gpuCounts, count * 2L);
        require(in, "presence bits", present, (cells + 7) >>> 3);
        for (int c = 0; c < Column.COUNT; c++) {
            require(in, "a column", narrow[c], cells * 2L);
            require(in, "a wide column", wide[c], cells * 8L);
            if (narrow[c].length != 0 && wide[c].length != 0) {
                throw in.fail("a column has both forms");
            }
        }
        return new Frames(
                firstSlot, slotSeconds, slotCount, gpusPerNode, nodes, absent, boots, gpuCounts, present, narrow, wide);
    }

    private static void require(WireReader in, String what, byte[] bytes, long length) {
        if (bytes.length != 0 && bytes.length != length) {
            throw in.fail(bytes.length + " bytes of " + what + ", not " + length);
        }
    }

    private static byte[][] noColumns() {
        byte[][] columns = new byte[Column.COUNT][];
        Arrays.fill(columns, NONE);
        return columns;
    }

    /** Collects the nodes of a batch; not for use by several threads. */
    public static final class Builder {

        private final FramesWriter writer;

        public Builder(long firstSlot, int slotSeconds, int slotCount, int gpusPerNode) {
            this.writer = new FramesWriter(firstSlot, slotSeconds, slotCount, gpusPerNode);
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

        /** How many nodes were added. */
        public int nodeCount() {
            return writer.nodeCount();
        }

        public byte[] encode() {
            return writer.encode();
        }
    }
}
