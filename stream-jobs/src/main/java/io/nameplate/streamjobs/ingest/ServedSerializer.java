/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import java.io.IOException;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes {@link Served}. */
final class ServedSerializer implements SimpleVersionedSerializer<Served> {

    private static final int VERSION = 1;

    @Override
    public int getVersion() {
        return VERSION;
    }

    @Override
    public byte[] serialize(Served served) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        out.writeInt(served.collectors().size());
        for (CollectorId collector : served.collectors()) {
            out.writeUTF(collector.value());
        }
        return out.getCopyOfBuffer();
    }

    @Override
    public Served deserialize(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("a list of collectors of version " + version + " cannot be read");
        }
        DataInputDeserializer in = new DataInputDeserializer(serialized);
        TreeSet<CollectorId> collectors = new TreeSet<>();
        for (int left = in.readInt(); left > 0; left--) {
            collectors.add(new CollectorId(in.readUTF()));
        }
        return new Served(collectors);
    }
}
