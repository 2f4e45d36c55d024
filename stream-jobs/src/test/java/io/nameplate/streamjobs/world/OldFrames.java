/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Frames as collectors wrote them before a column could be one value (docs/wire-protocol.md): a value for each cell. */
final class OldFrames {

    private static final int GPUS_PER_NODE = 4;
    private static final int NODE = 5;
    private static final int NARROW = 16;
    private static final int ALIKE = 32;
    private static final int COLUMNS = 10;

    private OldFrames() {}

    /** The same frames in their form of before; none of their values may need more than an int16. */
    static byte[] of(byte[] frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            CodedInputStream in = CodedInputStream.newInstance(frames);
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            int gpus = 0;
            int nodes = 0;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                int field = WireFormat.getTagFieldNumber(tag);
                if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_VARINT) {
                    long value = in.readUInt64();
                    gpus = field == GPUS_PER_NODE ? (int) value : gpus;
                    out.writeUInt64(field, value);
                } else {
                    byte[] value = in.readByteArray();
                    nodes += field == NODE ? 1 : 0;
                    boolean alike = field >= ALIKE && field < ALIKE + COLUMNS;
                    out.writeByteArray(
                            alike ? field - ALIKE + NARROW : field, alike ? each(value, nodes * gpus) : value);
                }
            }
            out.flush();
        } catch (IOException notFrames) {
            throw new UncheckedIOException(notFrames);
        }
        return bytes.toByteArray();
    }

    private static byte[] each(byte[] value, int cells) {
        long one = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (one != (short) one || one == Short.MIN_VALUE) {
            throw new IllegalArgumentException(one + " is no int16");
        }
        ByteBuffer narrow = ByteBuffer.allocate(2 * cells).order(ByteOrder.LITTLE_ENDIAN);
        for (int cell = 0; cell < cells; cell++) {
            narrow.putShort((short) one);
        }
        return narrow.array();
    }
}
