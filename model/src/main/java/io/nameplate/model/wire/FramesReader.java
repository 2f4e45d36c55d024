/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.wire;

import java.util.Arrays;

/** Finds out where names and columns of {@link Frames} lie, and that they have the size they must have. */
final class FramesReader {

    private static final int NODE = 5;
    private static final int MOST_SLOT_SECONDS = 86_400;
    private static final int FIELDS = Frames.WIDE + Column.COUNT;

    private static final int MEMORY_LINE = 64;

    /** What {@link #fetch} has read; kept, for else the compiler would leave the reading out. */
    @SuppressWarnings("UnusedVariable")
    private static int fetched;

    private FramesReader() {}

    /**
     * Has all bytes come from memory at once. Only a field tells where the next one lies, so those that are not near would be
     * waited for one by one.
     */
    private static void fetch(byte[] bytes) {
        int read = 0;
        for (int at = 0; at < bytes.length; at += MEMORY_LINE) {
            read += bytes[at];
        }
        fetched = read;
    }

    static Frames read(byte[] bytes) {
        fetch(bytes);
        WireReader in = new WireReader("frames", bytes);
        long firstSlot = 0;
        int slotSeconds = 0;
        int slotCount = 1;
        int gpusPerNode = 0;
        int count = 0;
        int[] names = new int[128];
        int[] at = new int[FIELDS];
        int[] lengths = new int[FIELDS];
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> firstSlot = in.varint();
                case 2 -> slotSeconds = in.varint(1, MOST_SLOT_SECONDS, "slot_seconds");
                case 3 -> slotCount = in.varint(1, Frames.MAX_SLOTS, "slot_count");
                case 4 -> gpusPerNode = in.varint(1, Frames.MAX_GPUS_PER_NODE, "gpus_per_node");
                case NODE -> {
                    if (2 * count == names.length) {
                        names = Arrays.copyOf(names, 4 * count);
                    }
                    long span = in.span();
                    names[2 * count] = (int) (span >>> 32);
                    names[2 * count + 1] = (int) (span >>> 32) + (int) span;
                    count++;
                }
                default -> {
                    if (isColumn(field)) {
                        long span = in.span();
                        at[field] = (int) (span >>> 32);
                        lengths[field] = (int) span;
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
        checkNames(in, bytes, names, count);
        checkColumns(in, lengths, count, gpusPerNode);
        for (int field = 0; field < FIELDS; field++) {
            at[field] = lengths[field] == 0 ? -1 : at[field];
        }
        return new Frames(bytes, firstSlot, slotSeconds, slotCount, gpusPerNode, count, names, at, lengths);
    }

    static long end(byte[] bytes) {
        WireReader in = new WireReader("frames", bytes);
        long firstSlot = 0;
        long slotSeconds = 0;
        long slotCount = 1;
        for (int field = in.next(); field != 0; field = in.next()) {
            switch (field) {
                case 1 -> firstSlot = in.varint();
                case 2 -> slotSeconds = in.varint(1, MOST_SLOT_SECONDS, "slot_seconds");
                case 3 -> slotCount = in.varint(1, Frames.MAX_SLOTS, "slot_count");
                default -> in.skip();
            }
        }
        if (firstSlot < 0) {
            throw in.fail("first slot " + firstSlot + " is negative");
        }
        return firstSlot + slotSeconds * slotCount;
    }

    private static boolean isColumn(int field) {
        return (field >= Frames.ABSENT && field <= Frames.FLAGS)
                || (field >= Frames.NARROW && field < Frames.NARROW + Column.COUNT)
                || (field >= Frames.ALIKE && field < Frames.ALIKE + Column.COUNT)
                || (field >= Frames.WIDE && field < Frames.WIDE + Column.COUNT);
    }

    private static void checkNames(WireReader in, byte[] bytes, int[] names, int count) {
        boolean empty = count > Frames.MAX_NODES;
        boolean ascii = count > 0 && isAscii(bytes, names[0], names[2 * count - 1]);
        for (int node = 0; node < count; node++) {
            empty |= names[2 * node] == names[2 * node + 1];
            if (!ascii) {
                in.requireUtf8(names[2 * node], names[2 * node + 1]);
            }
        }
        if (empty) {
            throw in.fail(count + " nodes, or one without a name");
        }
    }

    /** Whether all bytes from the first name until the last, short lengths between them included, are ASCII. */
    private static boolean isAscii(byte[] bytes, int from, int to) {
        int at = from;
        long all = 0;
        for (; at + 8 <= to; at += 8) {
            all |= (long) Frames.INT64.get(bytes, at);
        }
        for (; at < to; at++) {
            all |= bytes[at];
        }
        return (all & 0x8080808080808080L) == 0;
    }

    private static void checkColumns(WireReader in, int[] lengths, int count, int gpusPerNode) {
        long cells = (long) count * gpusPerNode;
        require(in, "absent codes", lengths[Frames.ABSENT], count * 8L);
        require(in, "boot hashes", lengths[Frames.BOOTS], count * 8L);
        require(in, "GPU counts", lengths[Frames.GPU_COUNTS], count * 2L);
        require(in, "presence bits", lengths[Frames.PRESENT], (cells + 7) >>> 3);
        requireTimes(in, lengths[Frames.MADE], count);
        requireTimes(in, lengths[Frames.RECEIVED], count);
        if (lengths[Frames.FLAGS] % Frames.FLAG != 0) {
            throw in.fail(lengths[Frames.FLAGS] + " bytes of flags, not a multiple of " + Frames.FLAG);
        }
        for (int c = 0; c < Column.COUNT; c++) {
            require(in, "a column", lengths[Frames.NARROW + c], cells * 2L);
            require(in, "a wide column", lengths[Frames.WIDE + c], cells * 8L);
            require(in, "a column of one value", lengths[Frames.ALIKE + c], 8);
            int longest =
                    Math.max(lengths[Frames.NARROW + c], Math.max(lengths[Frames.WIDE + c], lengths[Frames.ALIKE + c]));
            if (lengths[Frames.NARROW + c] + lengths[Frames.WIDE + c] + lengths[Frames.ALIKE + c] > longest) {
                throw in.fail("a column has two forms");
            }
        }
    }

    private static void require(WireReader in, String what, int length, long needed) {
        if (length != 0 && length != needed) {
            throw in.fail(length + " bytes of " + what + ", not " + needed);
        }
    }

    /** An int16 for each node, or an int32. */
    private static void requireTimes(WireReader in, int length, int count) {
        if (length != count * 4) {
            require(in, "times", length, count * 2L);
        }
    }
}
