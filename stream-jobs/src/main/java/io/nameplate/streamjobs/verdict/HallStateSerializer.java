/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.LineId;
import io.nameplate.model.verdict.LineKey;
import io.nameplate.streamjobs.flow.FlatSerializer;
import io.nameplate.streamjobs.flow.FlatSnapshot;
import java.io.IOException;
import java.util.Set;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link HallState}. */
public final class HallStateSerializer extends FlatSerializer<HallState> {

    private static final long serialVersionUID = 1L;
    /** Nothing was known of missing records until then. */
    private static final int WITHOUT_GAPS = 1;

    @Override
    public boolean isImmutableType() {
        return false;
    }

    @Override
    public HallState copy(HallState from) {
        return from.copy();
    }

    @Override
    protected int form() {
        return 2;
    }

    @Override
    protected void write(HallState value, DataOutputView target) throws IOException {
        writeBytes(value.evidenceBytes(), target);
        writeBytes(value.plant.toBytes(), target);
        writeCollectors(value.complete, target);
        writeCollectors(value.forgotten, target);
        target.writeInt(value.lines.size());
        for (LineKey line : value.lines) {
            target.writeUTF(line.lease().value());
            target.writeUTF(line.line().value());
        }
        target.writeBoolean(value.settled);
        target.writeBoolean(value.dirty);
        target.writeLong(value.registryVersion);
        target.writeInt(value.partFormat);
        target.writeLong(value.timer);
        writeBytes(value.gaps.toBytes(), target);
    }

    private static void writeCollectors(Set<CollectorId> collectors, DataOutputView target) throws IOException {
        target.writeInt(collectors.size());
        for (CollectorId collector : collectors) {
            target.writeUTF(collector.value());
        }
    }

    private static void readCollectors(Set<CollectorId> into, DataInputView source) throws IOException {
        for (int left = source.readInt(); left > 0; left--) {
            into.add(new CollectorId(source.readUTF()));
        }
    }

    @Override
    protected HallState read(int form, DataInputView source) throws IOException {
        HallState state = new HallState();
        state.evidenceBytes(readBytes(source));
        state.plant = PlantTimeline.fromBytes(readBytes(source));
        readCollectors(state.complete, source);
        readCollectors(state.forgotten, source);
        for (int left = source.readInt(); left > 0; left--) {
            state.lines.add(new LineKey(new LeaseId(source.readUTF()), new LineId(source.readUTF())));
        }
        state.settled = source.readBoolean();
        state.dirty = source.readBoolean();
        state.registryVersion = source.readLong();
        state.partFormat = source.readInt();
        state.timer = source.readLong();
        if (form > WITHOUT_GAPS) {
            state.gaps.merge(Gaps.fromBytes(readBytes(source)));
        }
        return state;
    }

    @Override
    public TypeSerializerSnapshot<HallState> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<HallState> {
        public Snapshot() {
            super(HallStateSerializer::new);
        }
    }
}
