/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.inventory;

import static io.nameplate.collectors.Sites.node;
import static io.nameplate.collectors.inventory.Play.reading;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.GpuCondition;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.Frames;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which condition a collector repeats in its frames, from the readings of one node of two GPUs. */
class ConditionFramesTest {

    private static final NodeId N1 = node(1);
    private static final Health WELL =
            Health.UNSAID.with(GpuCondition.ROW_REMAP_FAILURE, false).with(GpuCondition.FABRIC_UNHEALTHY, false);
    private static final Health REMAP_FAILED = WELL.with(GpuCondition.ROW_REMAP_FAILURE, true);
    private static final Health OFF_THE_FABRIC = WELL.with(GpuCondition.FABRIC_UNHEALTHY, true);

    private final Play play = new Play(Sites.small(1, 1, 1)).begin(0);

    private static GpuReading gpu(int index, long util, long xid, long recovery, Health health) {
        long reasons = util == 0 ? 1 : 4;
        long clock = util == 0 ? 345 : 1980;
        return new GpuReading("g" + index, index, util, util, clock, 500, 610, 700, reasons, xid, recovery, health);
    }

    private void see(int second, String boot, GpuReading first) {
        play.see(reading(N1, second, boot, first, gpu(1, 970, 0, 0, WELL)));
    }

    private String stated(int second) {
        return play.stated(N1, second);
    }

    @Test
    void aNamedConditionStandsInEveryFrameWhileTheReadingsSayIt() {
        see(0, "b", gpu(0, 970, 0, 0, WELL));
        see(1, "b", gpu(0, 970, 0, 0, REMAP_FAILED));
        see(2, "b", gpu(0, 0, 0, 0, Health.UNSAID));
        see(3, "b", gpu(0, 0, 0, 0, OFF_THE_FABRIC));
        see(4, "b", gpu(0, 970, 0, 0, WELL));
        see(5, "b", gpu(0, 970, 0, 1, WELL));
        see(6, "b", gpu(0, 970, 0, 0, WELL));
        see(7, "b", gpu(0, 970, 0, 0, WELL));
        assertThat(stated(0)).isEqualTo("data of 2 util 970 util 970");
        assertThat(stated(1)).isEqualTo("data of 2 util 970 condition 1005 util 970");
        assertThat(stated(2)).isEqualTo("data of 2 util 0 condition 1005 util 970");
        assertThat(stated(3)).isEqualTo("data of 2 util 0 condition 1006 util 970");
        assertThat(stated(4)).isEqualTo("data of 2 util 970 util 970");
        assertThat(stated(5)).isEqualTo("data of 2 util 970 condition 1001 util 970");
        assertThat(stated(6)).isEqualTo("data of 2 util 970 util 970");
    }

    @Test
    void aGpuThatNoLongerAnswersKeepsItsCondition() {
        see(0, "b", gpu(0, 970, 0, 0, REMAP_FAILED));
        play.see(reading(N1, 1, "b", gpu(1, 970, 0, 0, WELL)));
        play.see(reading(N1, 2, "b", gpu(1, 970, 0, 0, WELL)));
        assertThat(stated(1)).isEqualTo("data of 1 missing condition 1005 util 970");
    }

    @Test
    void anotherBootAsksTheDriverAgain() {
        see(0, "b", gpu(0, 970, 0, 0, REMAP_FAILED));
        see(1, "c", gpu(0, 0, 0, 0, Health.UNSAID));
        see(2, "c", gpu(0, 0, 0, 0, REMAP_FAILED));
        see(3, "c", gpu(0, 0, 0, 0, REMAP_FAILED));
        assertThat(stated(0)).contains("condition 1005");
        assertThat(stated(1)).isEqualTo("data of 2 util 0 util 970");
        assertThat(stated(2)).contains("condition 1005");
    }

    @Test
    void anotherGpuInItsPlaceIsAnotherGpu() {
        see(0, "b", gpu(0, 970, 79, 2, REMAP_FAILED));
        GpuReading spare = new GpuReading("g9", 0, 970, 970, 1980, 500, 610, 700, 4, 0, 0, WELL);
        see(1, "b", spare);
        see(2, "b", spare);
        assertThat(stated(0)).contains("condition 1002");
        assertThat(stated(1)).isEqualTo("data of 2 util 970 util 970");
    }

    @Test
    void conditionsSurviveARestart() {
        see(0, "b", gpu(0, 0, 79, 2, OFF_THE_FABRIC));
        see(1, "b", gpu(0, 0, 79, 2, OFF_THE_FABRIC));
        byte[] snapshot = play.inventory.snapshot();
        play.inventory = play.fresh(64);
        assertThat(play.inventory.restore(snapshot, List.of())).isEmpty();
        see(2, "b", gpu(0, 0, 79, 0, Health.UNSAID));
        see(3, "b", gpu(0, 0, 79, 0, WELL));
        see(4, "b", gpu(0, 0, 79, 0, WELL));
        assertThat(stated(1)).contains("condition 79");
        assertThat(stated(2)).as("the XID is over, the fabric is not").contains("condition 1006");
        assertThat(stated(3)).isEqualTo("data of 2 util 0 util 970");
    }

    @Test
    void aStormOfXid45OnBusyGpusStatesNoCondition() {
        for (int second = 0; second <= 120; second++) {
            see(second, "b", gpu(0, 970, second % 3 == 0 ? 43 : 45, 0, WELL));
        }
        for (int second = 0; second < 120; second++) {
            assertThat(stated(second)).isEqualTo("data of 2 util 970 util 970");
        }
    }

    @Test
    void aGaugeThatLatchedBeforeTheCollectorCameStatesNoCondition() {
        for (int second = 0; second <= 5; second++) {
            see(second, "b", gpu(0, second == 2 ? 0 : 970, 79, Frames.BLANK, Health.UNSAID));
        }
        for (int second = 0; second < 5; second++) {
            assertThat(stated(second)).doesNotContain("condition");
        }
    }

    @Test
    void anEngineCounterThatLiesAtNothingIsWorkWhereUtilizationSaysSo() {
        GpuReading lying = new GpuReading("g0", 0, 1000, 0, 1980, 690, 610, 700, 4, 0, 0, WELL);
        assertThat(lying.work()).isEqualTo(Work.WORKING);
        GpuReading other = new GpuReading("g0", 0, 0, 870, 1980, 690, 610, 700, 4, 0, 0, WELL);
        assertThat(other.work()).isEqualTo(Work.WORKING);
    }
}
