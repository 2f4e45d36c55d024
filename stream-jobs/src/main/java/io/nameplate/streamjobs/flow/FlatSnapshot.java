/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import java.io.IOException;
import java.util.function.Supplier;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Names one of our serializers and its form in checkpoints. Older forms fit, because every value tells its own; a newer
 * one is refused before anything is read.
 */
public abstract class FlatSnapshot<T> implements TypeSerializerSnapshot<T> {

    private static final int VERSION = 1;

    private final Supplier<FlatSerializer<T>> maker;
    private int form;

    protected FlatSnapshot(Supplier<FlatSerializer<T>> maker) {
        this.maker = maker;
        this.form = maker.get().form();
    }

    @Override
    public int getCurrentVersion() {
        return VERSION;
    }

    @Override
    public void writeSnapshot(DataOutputView out) throws IOException {
        out.writeInt(form);
    }

    @Override
    public void readSnapshot(int readVersion, DataInputView in, ClassLoader loader) throws IOException {
        if (readVersion != VERSION) {
            throw new IOException("a serializer's snapshot of version " + readVersion + " cannot be read");
        }
        form = in.readInt();
    }

    @Override
    public TypeSerializer<T> restoreSerializer() {
        return maker.get();
    }

    @Override
    public TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(TypeSerializerSnapshot<T> older) {
        return older instanceof FlatSnapshot<T> that
                        && older.getClass() == getClass()
                        && that.form <= maker.get().form()
                ? TypeSerializerSchemaCompatibility.compatibleAsIs()
                : TypeSerializerSchemaCompatibility.incompatible();
    }
}
