/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.NodeId;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class LineStateSerializerTest {

    private final LineStateSerializer serializer = new LineStateSerializer();
    private final LineState state = new LineState();

    LineStateSerializerTest() {
        state.counter = 3;
        state.settled = true;
        state.fingerprint = "f";
        state.timer = 17;
        state.blocks.add(new BlockId("b1"));
    }

    private byte[] bytes(LineState some) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(some, out);
        return out.getCopyOfBuffer();
    }

    @Test
    void theNodesThatAResultNamedComeBackAlsoInACopy() throws Exception {
        state.worst.put(new NodeId("n1"), new BlockId("b1"));
        LineState back = serializer.deserialize(new DataInputDeserializer(bytes(state)));
        assertThat(back.worst).isEqualTo(state.worst);
        assertThat(bytes(back)).isEqualTo(bytes(state));
        assertThat(bytes(serializer.copy(state))).isEqualTo(bytes(state));
    }

    @Test
    void aStateOfBeforeNodesWereKeptIsRead() throws Exception {
        // it ends with the number of nodes in 4 bytes
        byte[] before = Arrays.copyOf(bytes(state), bytes(state).length - 4);
        before[0] = 2;
        assertThat(bytes(serializer.deserialize(new DataInputDeserializer(before))))
                .isEqualTo(bytes(state));
    }
}
