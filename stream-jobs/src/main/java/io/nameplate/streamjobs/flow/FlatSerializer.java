/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The base of the job's own serializers: a value is written as the number of its form, then its fields, in order. A
 * serializer writes the newest form and reads every older one, so that a savepoint outlives the version that made it.
 * Values are immutable unless a subclass says how to copy one.
 */
public abstract class FlatSerializer<T> extends TypeSerializerSingleton<T> {

    private static final long serialVersionUID = 1L;

    /** The form that is written, from 1; a change of the fields takes the next number. */
    protected abstract int form();

    protected abstract void write(T value, DataOutputView target) throws IOException;

    /** Reads a value of a form from 1 to {@link #form()}. */
    protected abstract T read(int form, DataInputView source) throws IOException;

    @Override
    public final void serialize(T value, DataOutputView target) throws IOException {
        target.writeByte(form());
        write(value, target);
    }

    @Override
    public final T deserialize(DataInputView source) throws IOException {
        int form = source.readByte();
        if (form < 1 || form > form()) {
            throw new IOException(getClass().getSimpleName() + " reads the forms 1 to " + form() + ", not " + form);
        }
        return read(form, source);
    }

    @Override
    public boolean isImmutableType() {
        return true;
    }

    @Override
    @SuppressWarnings("NullAway") // Flink's way to say that there is none to reuse
    public @Nullable T createInstance() {
        return null;
    }

    @Override
    public T copy(T from) {
        return from;
    }

    @Override
    public T copy(T from, T reuse) {
        return copy(from);
    }

    @Override
    public int getLength() {
        return -1;
    }

    @Override
    public T deserialize(T reuse, DataInputView source) throws IOException {
        return deserialize(source);
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
        serialize(deserialize(source), target);
    }

    protected static void writeBytes(byte[] bytes, DataOutputView target) throws IOException {
        target.writeInt(bytes.length);
        target.write(bytes);
    }

    protected static byte[] readBytes(DataInputView source) throws IOException {
        byte[] bytes = new byte[source.readInt()];
        source.readFully(bytes);
        return bytes;
    }
}
