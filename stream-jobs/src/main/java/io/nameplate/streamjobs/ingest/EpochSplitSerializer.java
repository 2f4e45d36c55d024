/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Position;
import java.io.IOException;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes {@link EpochSplit}. */
final class EpochSplitSerializer implements SimpleVersionedSerializer<EpochSplit> {

    private static final int VERSION = 2;
    /** The claims of earlier runs were not kept until then. */
    private static final int WITHOUT_CLAIM = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(EpochSplit split) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(128);
        out.writeUTF(split.collector().value());
        out.writeUTF(split.epoch().value());
        out.writeLong(split.position().expected());
        out.write(split.position().link().bytes());
        out.writeLong(split.position().through());
        out.writeBoolean(split.position().ended());
        out.writeLong(split.claimed());
        return out.getCopyOfBuffer();
    }

    @Override
    public EpochSplit deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION && version != WITHOUT_CLAIM) {
            throw new IOException("a split of version " + version + " cannot be read");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        CollectorId collector = new CollectorId(in.readUTF());
        EpochId epoch = new EpochId(in.readUTF());
        long expected = in.readLong();
        byte[] link = new byte[16];
        in.readFully(link);
        Position position = new Position(expected, Link.of(link, 0), in.readLong(), in.readBoolean());
        return new EpochSplit(collector, epoch, position, version == WITHOUT_CLAIM ? expected : in.readLong());
    }
}
