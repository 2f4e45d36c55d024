/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import io.nameplate.streamjobs.flow.FlatSerializer;
import io.nameplate.streamjobs.flow.FlatSnapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;
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
    /** Nothing of records taken or plant readings from before the first interval was kept until then. */
    private static final int WITHOUT_EARLY = 2;

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
        return 3;
    }

    @Override
    protected void write(CollectorState value, DataOutputView target) throws IOException {
        target.writeUTF(value.collector().value());
        target.writeLong(value.settledBefore());
        value.progress().write(target);
        writeBytes(value.gaps().toBytes(), target);
        target.writeInt(value.early().size());
        for (Map.Entry<Premerge.Spot, PlantTimeline> piece : value.early().entrySet()) {
            target.writeUTF(piece.getKey().hall().value());
            target.writeLong(piece.getKey().start());
            writeBytes(piece.getValue().toBytes(), target);
        }
    }

    @Override
    protected CollectorState read(int form, DataInputView source) throws IOException {
        CollectorId collector = new CollectorId(source.readUTF());
        long settledBefore = source.readLong();
        CollectorProgress progress = CollectorProgress.read(source, form > WITHOUT_EARLY);
        Gaps gaps = form == WITHOUT_GAPS ? new Gaps() : Gaps.fromBytes(readBytes(source));
        Map<Premerge.Spot, PlantTimeline> early = new TreeMap<>();
        for (int left = form > WITHOUT_EARLY ? source.readInt() : 0; left > 0; left--) {
            Premerge.Spot spot = new Premerge.Spot(new HallId(source.readUTF()), source.readLong());
            early.put(spot, PlantTimeline.fromBytes(readBytes(source)));
        }
        return new CollectorState(collector, settledBefore, progress, gaps, early);
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
