/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import io.nameplate.model.language.CollectorId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Writes {@link Served}. */
final class ServedSerializer implements SimpleVersionedSerializer<Served> {

    private static final int VERSION = 1;

    private final EpochSplitSerializer splits = new EpochSplitSerializer();

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
        out.writeInt(splits.getVersion());
        out.writeInt(served.homeless().size());
        for (EpochSplit split : served.homeless()) {
            byte[] bytes = splits.serialize(split);
            out.writeInt(bytes.length);
            out.write(bytes);
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
        return new Served(collectors, homeless(in));
    }

    private List<EpochSplit> homeless(DataInputDeserializer in) throws IOException {
        int version = in.readInt();
        List<EpochSplit> homeless = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            homeless.add(splits.deserialize(version, bytes));
        }
        return homeless;
    }
}
