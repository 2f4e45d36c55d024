/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResultsJsonTest {

    @Test
    void aUnitTellsWhatItsTripLeavesOfFirmPowerWhereItTakesAny() {
        Headroom.Watts lost = new Headroom.Watts(2000, 3000);
        LineOutcome told = new LineOutcome(
                7,
                1,
                true,
                Outcomes.of(0, 1, true).result(),
                List.of(),
                new TreeMap<>(),
                List.of(
                        new Headroom.Unit(new AssetId("pdu-1"), Layer.POWER, 4, 0),
                        new Headroom.Unit(new AssetId("ups-1"), Layer.POWER, 0, 8, lost)),
                new Headroom.Watts(5000, 9000));
        assertThat(ResultsJson.of(7, "job", List.of(told)))
                .contains("\"headroom\":[{\"unit\":\"pdu-1\",\"layer\":\"power\",\"lost_gpus\":4,\"unsure_gpus\":0},"
                        + "{\"unit\":\"ups-1\",\"layer\":\"power\",\"lost_gpus\":0,\"unsure_gpus\":8,\"lost_w\":3000,"
                        + "\"left_low_w\":3000,\"left_high_w\":6000}]");
    }
}
