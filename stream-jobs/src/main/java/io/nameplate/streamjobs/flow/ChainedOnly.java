/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** The serializer of {@link Arrival}: raw records never leave the thread that took them, so writing one is a fault. */
public final class ChainedOnly extends FlatSerializer<Arrival> {

    private static final long serialVersionUID = 1L;

    @Override
    protected int form() {
        return 1;
    }

    @Override
    protected void write(Arrival value, DataOutputView target) {
        throw new IllegalStateException("raw records must stay chained to the source, but one was about to be written");
    }

    @Override
    protected Arrival read(int form, DataInputView source) {
        throw new IllegalStateException("raw records must stay chained to the source, but one was about to be read");
    }

    @Override
    public TypeSerializerSnapshot<Arrival> snapshotConfiguration() {
        return new Snapshot();
    }

    /** Names the serializer in checkpoints. */
    public static final class Snapshot extends FlatSnapshot<Arrival> {
        public Snapshot() {
            super(ChainedOnly::new);
        }
    }
}
