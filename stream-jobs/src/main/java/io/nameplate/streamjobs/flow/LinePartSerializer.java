/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.HallId;
import io.nameplate.model.verdict.HallPart;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link LinePart}. */
public final class LinePartSerializer extends FlatSerializer<LinePart> {

    private static final long serialVersionUID = 1L;

    private static final int COUNTED = 1;
    private static final int FORGET = 2;

    /** Parts did not tell what a trip would cost until then. */
    private static final int WITHOUT_HEADROOM = 1;

    /** Headroom did not tell of firm power until then. */
    private static final int WITHOUT_FIRM_HEADROOM = 2;

    @Override
    protected int form() {
        return 3;
    }

    @Override
    protected void write(LinePart value, DataOutputView target) throws IOException {
        target.writeByte(value instanceof LinePart.Counted ? COUNTED : FORGET);
        target.writeUTF(value.about().line().lease().value());
        target.writeUTF(value.about().line().line().value());
        target.writeLong(value.about().start());
        target.writeUTF(value.hall().value());
        target.writeLong(value.generation());
        if (value instanceof LinePart.Counted told) {
            target.writeBoolean(told.settled());
            target.writeLong(told.registryVersion());
            writeBytes(told.counted() == null ? new byte[0] : told.counted().toBytes(), target);
            HeadroomUnits.write(told.headroom(), target);
        }
    }

    @Override
    protected LinePart read(int form, DataInputView source) throws IOException {
        int tag = source.readByte();
        LineInterval about = LineInterval.of(source.readUTF(), source.readUTF(), source.readLong());
        HallId hall = new HallId(source.readUTF());
        long generation = source.readLong();
        if (tag == FORGET) {
            return new LinePart.Forget(about, hall, generation);
        }
        boolean settled = source.readBoolean();
        long registryVersion = source.readLong();
        byte[] part = readBytes(source);
        return new LinePart.Counted(
                about,
                hall,
                generation,
                settled,
                registryVersion,
                part.length == 0 ? null : HallPart.fromBytes(part),
                form == WITHOUT_HEADROOM ? List.of() : HeadroomUnits.read(form > WITHOUT_FIRM_HEADROOM, source));
    }

    @Override
    public TypeSerializerSnapshot<LinePart> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<LinePart> {
        public Snapshot() {
            super(LinePartSerializer::new);
        }
    }
}
