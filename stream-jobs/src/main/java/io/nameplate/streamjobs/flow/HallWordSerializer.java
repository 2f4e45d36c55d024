/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.HallId;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes what the hall verdict says. */
public final class HallWordSerializer extends FlatSerializer<HallWord> {

    private static final long serialVersionUID = 1L;

    private final LinePartSerializer parts = new LinePartSerializer();

    @Override
    protected int form() {
        return 1;
    }

    @Override
    protected void write(HallWord value, DataOutputView target) throws IOException {
        target.writeBoolean(value instanceof LinePart);
        if (value instanceof LinePart part) {
            parts.serialize(part, target);
        } else if (value instanceof HallWord.Evidence evidence) {
            target.writeUTF(evidence.hall().value());
            target.writeLong(evidence.start());
            target.writeLong(evidence.generation());
            target.writeBoolean(evidence.late());
            writeBytes(evidence.canonical(), target);
        }
    }

    @Override
    protected HallWord read(int form, DataInputView source) throws IOException {
        return source.readBoolean()
                ? parts.deserialize(source)
                : new HallWord.Evidence(
                        new HallId(source.readUTF()),
                        source.readLong(),
                        source.readLong(),
                        source.readBoolean(),
                        readBytes(source));
    }

    @Override
    public TypeSerializerSnapshot<HallWord> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<HallWord> {
        public Snapshot() {
            super(HallWordSerializer::new);
        }
    }
}
