/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.C2;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.world.Story;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Plant readings reach every interval that they speak of, and no other. */
class EvidencePlantTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void plantGoesToEveryHallAndIntervalItsHoldTouches() throws Exception {
        Story story = Story.ofFirst(1).play(START + 8, START + 9);
        run.announce(C1, story, START + 8);
        run.take(C1, story.records().subList(0, 1));
        assertThat(told(run.passSeconds(1)))
                .containsExactly("Plant h1 +0", "Plant h2 +0", "Plant h1 +10", "Plant h2 +10");
    }

    @Test
    void aNodesTensorCounterReachesTheIntervalItEndsAndTheOneItBeginsOfItsHallAlone() throws Exception {
        long edge = (START + 10) * 1000 - 1;
        Story story = Story.ofFirst(1)
                .ofNode("n1-1", "tensor_active", edge, 5)
                .ofNode("n2-1", "tensor_active", edge, 5)
                .ofNode("n1-1", "voltage", edge, 5);
        run.hear(C1, story, START);
        List<HallChange> changes = run.passSeconds(1);
        assertThat(told(changes)).containsExactly("Plant h1 +0", "Plant h1 +10");
        PlantTimeline only = new PlantTimeline();
        only.merge("n1-1", "tensor_active", edge, 5);
        assertThat(((HallChange.Plant) changes.get(0)).plant().toBytes()).isEqualTo(only.toBytes());
        assertThat(run.counters().get(Counter.NOT_OF_RECORD))
                .as("another collector's node, and a point that no node has")
                .isEqualTo(2);
    }

    /** Found by simulation (seeds 1105, 1113, 1680, 3001, 3273, 6256 and 9207): they were dropped. */
    @Test
    void plantReadingsBeforeACollectorsFirstIntervalAreToldOnceAnotherCollectorBeganEarlier() throws Exception {
        Story first = Story.ofFirst(1).calm(START, START + 22);
        Story second = Story.ofSecond(1).plantAt(START + 8).calm(START + 10, START + 22);
        run.hear(C2, second, START + 10);
        assertThat(told(run.passSeconds(1)))
                .containsExactly("Evidence h2 +10", "Evidence h2 +20", "Plant h2 +10", "Complete h2 +10");
        run.restart();
        run.hear(C1, first, START);
        assertThat(told(run.passSeconds(1))).contains("Plant h2 +0", "Complete h2 +0", "Complete h1 +0");
    }

    @Test
    void plantReadingsBeforeEverybodysFirstIntervalAreNobodysBusiness() throws Exception {
        Story first =
                Story.ofFirst(1).plantAt(START - 2).calm(START, START + 12).calm(START + 3700, START + 3701);
        run.hear(C1, first, START);
        assertThat(told(run.passSeconds(1))).contains("Plant h1 +0").noneMatch(change -> change.endsWith("+-10"));
        assertThat(told(run.passSeconds(60))).noneMatch(change -> change.endsWith("+-10"));
        assertThat(run.counters().get(Counter.LATE)).isZero();
    }
}
