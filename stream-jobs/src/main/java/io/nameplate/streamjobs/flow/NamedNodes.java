/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.flow;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.NodeId;
import java.io.IOException;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How nodes with their blocks stand among the fields of a state or an outcome. */
public final class NamedNodes {

    private NamedNodes() {}

    public static void write(SortedMap<NodeId, BlockId> nodes, DataOutputView target) throws IOException {
        target.writeInt(nodes.size());
        for (Map.Entry<NodeId, BlockId> node : nodes.entrySet()) {
            target.writeUTF(node.getKey().value());
            target.writeUTF(node.getValue().value());
        }
    }

    public static SortedMap<NodeId, BlockId> read(DataInputView source) throws IOException {
        SortedMap<NodeId, BlockId> nodes = new TreeMap<>();
        for (int left = source.readInt(); left > 0; left--) {
            nodes.put(new NodeId(source.readUTF()), new BlockId(source.readUTF()));
        }
        return nodes;
    }
}
