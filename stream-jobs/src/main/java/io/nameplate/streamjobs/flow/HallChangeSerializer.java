/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.HallId;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Writes {@link HallChange}: a tag, the hall, the interval, the generation, then what the kind adds. */
public final class HallChangeSerializer extends FlatSerializer<HallChange> {

    private static final long serialVersionUID = 1L;

    /** Nothing was known of missing records until then. */
    private static final int WITHOUT_GAPS = 1;

    private static final int EVIDENCE = 1;
    private static final int PLANT = 2;
    private static final int COMPLETE = 3;
    private static final int FORGET = 4;
    private static final int LATE = 5;

    @Override
    protected int form() {
        return 2;
    }

    @Override
    protected void write(HallChange value, DataOutputView target) throws IOException {
        if (value instanceof HallChange.Evidence change) {
            head(EVIDENCE, value, target);
            writeBytes(change.evidence().toBytes(), target);
        } else if (value instanceof HallChange.Plant change) {
            head(PLANT, value, target);
            writeBytes(change.plant().toBytes(), target);
        } else if (value instanceof HallChange.Complete change) {
            head(COMPLETE, value, target);
            target.writeUTF(change.collector().value());
            target.writeBoolean(change.byDeadline());
            target.writeLong(change.registryVersion());
            writeBytes(change.gaps().toBytes(), target);
        } else if (value instanceof HallChange.Forget change) {
            head(FORGET, value, target);
            target.writeUTF(change.collector().value());
        } else if (value instanceof HallChange.Late change) {
            head(LATE, value, target);
            writeBytes(change.evidence().toBytes(), target);
        }
    }

    private static void head(int tag, HallChange value, DataOutputView target) throws IOException {
        target.writeByte(tag);
        target.writeUTF(value.hall().value());
        target.writeLong(value.start());
        target.writeLong(value.generation());
    }

    @Override
    protected HallChange read(int form, DataInputView source) throws IOException {
        int tag = source.readByte();
        HallId hall = new HallId(source.readUTF());
        long start = source.readLong();
        long generation = source.readLong();
        return switch (tag) {
            case EVIDENCE ->
                new HallChange.Evidence(hall, start, generation, HallEvidence.fromBytes(readBytes(source)));
            case PLANT -> new HallChange.Plant(hall, start, generation, PlantTimeline.fromBytes(readBytes(source)));
            case COMPLETE ->
                new HallChange.Complete(
                        hall,
                        start,
                        generation,
                        new CollectorId(source.readUTF()),
                        source.readBoolean(),
                        source.readLong(),
                        form == WITHOUT_GAPS ? new Gaps() : Gaps.fromBytes(readBytes(source)));
            case FORGET -> new HallChange.Forget(hall, start, generation, new CollectorId(source.readUTF()));
            case LATE -> new HallChange.Late(hall, start, generation, KeptEvidence.fromBytes(readBytes(source)));
            default -> throw new IOException("no change of a hall has the tag " + tag);
        };
    }

    @Override
    public TypeSerializerSnapshot<HallChange> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<HallChange> {
        public Snapshot() {
            super(HallChangeSerializer::new);
        }
    }
}
