/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.AbsentReason;
import io.nameplate.model.evidence.Evidence;
import io.nameplate.model.evidence.HallEvidence;
import io.nameplate.model.evidence.Port;
import io.nameplate.model.evidence.Witness;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class HallStateTest {

    private final HallStateSerializer serializer = new HallStateSerializer();

    private static HallEvidence absent(String node, int from, int to) {
        HallEvidence evidence = new HallEvidence(60, 60, 1);
        long code = Evidence.absent(AbsentReason.TIMEOUT, Witness.OFF, Port.UP, 60, false);
        evidence.mergeRun(node, 3, from, to, code);
        return evidence;
    }

    private byte[] written(HallState state) throws IOException {
        DataOutputSerializer out = new DataOutputSerializer(64);
        serializer.serialize(state, out);
        return out.getCopyOfBuffer();
    }

    @Test
    void evidenceThatWasPutAwayIsTheSameAndTakesMore() throws IOException {
        HallState open = new HallState();
        open.add(absent("n1", 0, 40));
        HallState away = serializer.copy(open);
        away.putAway();
        assertThat(written(away)).isEqualTo(written(open));

        open.add(absent("n2", 10, 20));
        away.add(absent("n2", 10, 20));
        assertThat(away.evidence()).isNotNull();
        assertThat(away.evidenceBytes()).isEqualTo(open.evidenceBytes());
        assertThat(written(away)).isEqualTo(written(open));
    }

    @Test
    void aCopyAndTheOriginalShareNothingThatChanges() throws IOException {
        for (boolean isAway : new boolean[] {false, true}) {
            HallState state = new HallState();
            state.add(absent("n1", 0, 40));
            if (isAway) {
                state.putAway();
            }
            byte[] before = written(state);
            HallState copy = serializer.copy(state);
            copy.add(absent("n1", 50, 60));
            assertThat(written(state)).isEqualTo(before);
            byte[] copied = written(copy);
            state.add(absent("n3", 0, 1));
            assertThat(written(copy)).isEqualTo(copied).isNotEqualTo(before);
        }
    }

    @Test
    void whatIsReadIsWrittenAgainAsItWas() throws IOException {
        HallState state = new HallState();
        assertThat(state.evidence()).isNull();
        state.add(absent("n1", 0, 40));
        byte[] bytes = written(state);
        HallState read = serializer.deserialize(new DataInputDeserializer(bytes));
        assertThat(written(read)).isEqualTo(bytes);
        assertThat(read.evidence()).isNotNull();
        assertThat(written(read)).isEqualTo(bytes);
    }
}
