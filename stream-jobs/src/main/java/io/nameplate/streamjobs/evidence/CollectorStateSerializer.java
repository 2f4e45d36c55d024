/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.language.CollectorId;
import io.nameplate.streamjobs.flow.FlatSerializer;
import io.nameplate.streamjobs.flow.FlatSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link CollectorState}. */
public final class CollectorStateSerializer extends FlatSerializer<CollectorState> {

    private static final long serialVersionUID = 1L;
    /** Nothing was known of missing records until then. */
    private static final int WITHOUT_GAPS = 1;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public CollectorState copy(CollectorState from) {
        try {
            DataOutputSerializer out = new DataOutputSerializer(256);
            serialize(from, out);
            return deserialize(new DataInputDeserializer(out.getCopyOfBuffer()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    @Override
    protected int form() {
        return 2;
    }

    @Override
    protected void write(CollectorState value, DataOutputView target) throws IOException {
        target.writeUTF(value.collector().value());
        target.writeLong(value.settledBefore());
        value.progress().write(target);
        writeBytes(value.gaps().toBytes(), target);
    }

    @Override
    protected CollectorState read(int form, DataInputView source) throws IOException {
        return new CollectorState(
                new CollectorId(source.readUTF()),
                source.readLong(),
                CollectorProgress.read(source),
                form == WITHOUT_GAPS ? new Gaps() : Gaps.fromBytes(readBytes(source)));
    }

    @Override
    public TypeSerializerSnapshot<CollectorState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<CollectorState> {
        public Snapshot() {
            super(CollectorStateSerializer::new);
        }
    }
}
