/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.HallId;
import io.nameplate.streamjobs.flow.FlatSerializer;
import io.nameplate.streamjobs.flow.FlatSnapshot;
import io.nameplate.streamjobs.flow.LinePart;
import io.nameplate.streamjobs.flow.LinePartSerializer;
import io.nameplate.streamjobs.flow.NamedNodes;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link LineState}. */
public final class LineStateSerializer extends FlatSerializer<LineState> {

    private static final long serialVersionUID = 1L;
    private static final int WITHOUT_PROVENANCE = 1;

    /** Which nodes a result had named was not kept until then. */
    private static final int WITHOUT_WORST = 2;

    private final LinePartSerializer parts = new LinePartSerializer();

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public LineState copy(LineState from) {
        LineState copy = new LineState();
        copy.parts.putAll(from.parts);
        copy.forgotten.addAll(from.forgotten);
        copy.blocks.addAll(from.blocks);
        copy.worst.putAll(from.worst);
        copy.counter = from.counter;
        copy.settled = from.settled;
        copy.fingerprint = from.fingerprint;
        copy.provenance = from.provenance;
        copy.registryVersion = from.registryVersion;
        copy.sentAt = from.sentAt;
        copy.timer = from.timer;
        return copy;
    }

    @Override
    protected int form() {
        return 3;
    }

    @Override
    protected void write(LineState value, DataOutputView target) throws IOException {
        target.writeInt(value.parts.size());
        for (LinePart part : value.parts.values()) {
            parts.serialize(part, target);
        }
        target.writeInt(value.forgotten.size());
        for (HallId hall : value.forgotten) {
            target.writeUTF(hall.value());
        }
        target.writeInt(value.blocks.size());
        for (BlockId block : value.blocks) {
            target.writeUTF(block.value());
        }
        target.writeLong(value.counter);
        target.writeBoolean(value.settled);
        target.writeUTF(value.fingerprint);
        target.writeUTF(value.provenance);
        target.writeLong(value.registryVersion);
        target.writeLong(value.sentAt);
        target.writeLong(value.timer);
        NamedNodes.write(value.worst, target);
    }

    @Override
    protected LineState read(int form, DataInputView source) throws IOException {
        LineState state = new LineState();
        for (int left = source.readInt(); left > 0; left--) {
            if (parts.deserialize(source) instanceof LinePart.Counted part) {
                state.parts.put(part.hall(), part);
            }
        }
        for (int left = source.readInt(); left > 0; left--) {
            state.forgotten.add(new HallId(source.readUTF()));
        }
        for (int left = source.readInt(); left > 0; left--) {
            state.blocks.add(new BlockId(source.readUTF()));
        }
        state.counter = source.readLong();
        state.settled = source.readBoolean();
        state.fingerprint = source.readUTF();
        if (form == WITHOUT_PROVENANCE) {
            state.registryVersion = state.parts.values().stream()
                    .mapToLong(LinePart.Counted::registryVersion)
                    .max()
                    .orElse(0);
        } else {
            state.provenance = source.readUTF();
            state.registryVersion = source.readLong();
        }
        state.sentAt = source.readLong();
        state.timer = source.readLong();
        if (form > WITHOUT_WORST) {
            state.worst.putAll(NamedNodes.read(source));
        }
        return state;
    }

    @Override
    public TypeSerializerSnapshot<LineState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<LineState> {
        public Snapshot() {
            super(LineStateSerializer::new);
        }
    }
}
