/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.EpochId;
import io.nameplate.model.wire.Link;
import io.nameplate.model.wire.Position;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class SplitSerializersTest {

    private static EpochSplit split() {
        return new EpochSplit(
                new CollectorId("c1"),
                EpochId.of(9, 8, 7),
                new Position(12, new Link(-3, 4), 1_780_000_000L, true),
                15);
    }

    @Test
    void aSplitComesBackAsItWent() throws Exception {
        EpochSplit split = split();
        EpochSplitSerializer serializer = new EpochSplitSerializer();
        assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(split)))
                .isEqualTo(split);
    }

    @Test
    void aSplitOfTheFormBeforeClaimsNoMoreThanItHas() throws Exception {
        EpochSplitSerializer serializer = new EpochSplitSerializer();
        byte[] now = serializer.serialize(split());
        EpochSplit read = serializer.deserialize(1, Arrays.copyOf(now, now.length - Long.BYTES));
        assertThat(read.position()).isEqualTo(split().position());
        assertThat(read.claimed()).isEqualTo(12);
    }

    @Test
    void theServedCollectorsComeBackAsTheyWent() throws Exception {
        Served served =
                new Served(new TreeSet<>(List.of(new CollectorId("b"), new CollectorId("a"))), List.of(split()));
        ServedSerializer serializer = new ServedSerializer();
        assertThat(serializer.deserialize(serializer.getVersion(), serializer.serialize(served)))
                .isEqualTo(served);
    }
}
