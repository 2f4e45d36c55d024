/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.verdict;

import static io.nameplate.streamjobs.verdict.VerdictRun.C1;
import static io.nameplate.streamjobs.verdict.VerdictRun.C2;
import static io.nameplate.streamjobs.verdict.VerdictRun.H1;
import static io.nameplate.streamjobs.verdict.VerdictRun.H2;
import static io.nameplate.streamjobs.verdict.VerdictRun.START;
import static io.nameplate.streamjobs.verdict.VerdictRun.complete;
import static io.nameplate.streamjobs.verdict.VerdictRun.evidence;
import static io.nameplate.streamjobs.verdict.VerdictRun.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Content;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.flow.RegistryAccess;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Evidence that comes afterwards restates a settled result, and so does a registry version that touches it. */
class RestatedVerdictTest {

    @RegisterExtension
    final VerdictRun run = new VerdictRun();

    @Test
    void evidenceThatComesAfterwardsRestatesAndTheSameAgainDoesNot() throws Exception {
        run.tell(evidence(H1, "n1-1", 0, 10, 7), evidence(H1, "n1-2", 0, 10, 7), evidence(H2, "n2-1", 0, 10, 7));
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        LineOutcome first = of(run.passMillis(2_000), "wide");
        assertThat(first.result().content().gpuMs(State.UNMEASURED)).isEqualTo(10_000);
        run.tell(evidence(H2, "n2-2", 0, 10, 9));
        LineOutcome second = of(run.passMillis(2_000), "wide");
        assertThat(second.settled()).isTrue();
        assertThat(second.counter()).isEqualTo(2);
        assertThat(second.generation()).isEqualTo(9);
        assertThat(second.result().content().gpuMs(State.UNMEASURED)).isZero();
        assertThat(second.result().content().blocks())
                .as("b2 lost before, and not now")
                .isEmpty();
        assertThat(second.result().use().blocks().keySet())
                .extracting(Object::toString)
                .contains("b2");
        assertThat(second.cleared()).as("b2 is told of still").isEmpty();
        assertThat(first.result().worst())
                .extracting(node -> node.node().value())
                .containsExactly("n2-2");
        assertThat(first.clearedNodes()).isEmpty();
        assertThat(second.clearedNodes())
                .as("n2-2 is not named any more")
                .isEqualTo(Map.of(new NodeId("n2-2"), new BlockId("b2")));
        run.tell(evidence(H2, "n2-2", 0, 10, 9));
        assertThat(run.passMillis(3_000)).isEmpty();
    }

    @Test
    void evidenceAfterwardsRestatesAtOnceAlsoWhereTheCollectorsClockIsAhead() throws Exception {
        run.beginAnew(START - 600);
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1), complete(H2, C2));
        assertThat(of(run.passMillis(500), "wide").settled()).isTrue();
        run.tell(evidence(H2, "n2-2", 9, 10, 7));
        assertThat(of(run.passMillis(2000), "wide").settled())
                .as("ten minutes before this machine thinks the interval is over")
                .isTrue();
    }

    @Test
    void aCorrectedRampRestatesItsLineFromThereOnAndNothingElse() throws Exception {
        settleThree(TwoHalls.TEXT.replace("gpus: 7}]", "gpus: 7}, {from: \"2026-06-01T00:00:15Z\", gpus: 5}]"));
        assertThat(restated())
                .containsExactly("wide 10: [UTILIZED=60000] revised 2", "wide 20: [UTILIZED=50000] revised 2");
    }

    @Test
    void aNewAllocationRestatesItsLineFromThereOnAndNothingElse() throws Exception {
        settleThree(TwoHalls.TEXT + "  - {lease: late, line: empty, nodes: [n1-3], from: 2026-06-01T00:00:15Z}\n");
        assertThat(restated())
                .containsExactly(
                        "empty 10: [UNCOMMISSIONED=30000, UTILIZED=10000] revised 2",
                        "empty 20: [UNCOMMISSIONED=20000, UTILIZED=20000] revised 2");
    }

    @Test
    void evidenceAndPlantBesideACorrectionAreOneRevision() throws Exception {
        RegistryAccess versions = TwoHalls.versions(TwoHalls.TEXT, TwoHalls.TEXT.replace("gpus: 4}]", "gpus: 3}]"));
        run.beginAnew(versions);
        run.tell(evidence(H1, "n1-1", 0, 10, 7), evidence(H1, "n1-2", 0, 10, 7), evidence(H2, "n2-1", 0, 10, 7));
        completeAll(START, 1);
        assertThat(of(run.passMillis(2_000), "wide").settled()).isTrue();
        versions.atLeast(2);
        run.tell(evidence(H2, "n2-2", 0, 10, 7));
        assertThat(run.passMillis(0)).as("its plant readings are on their way").isEmpty();
        PlantTimeline dead = new PlantTimeline();
        dead.merge("pdu-2", "voltage_l1n", START * 1000, 0);
        run.tell(new HallChange.Plant(H2, START, 7, dead));
        completeAll(START, 2);
        LineOutcome both = of(run.passMillis(3_000), "wide");
        assertThat(both.counter()).isEqualTo(2);
        assertThat(both.result().content().registryVersion()).isEqualTo(2);
        assertThat(both.result().content().gpuMs(State.UNMEASURED)).isZero();
        assertThat(both.headroom().toString()).contains("pdu-2");
    }

    /** Three intervals with every node at work, settled under version 1; version 2 is the text. */
    private void settleThree(String corrected) throws Exception {
        run.beginAnew(TwoHalls.versions(TwoHalls.TEXT, corrected));
        run.setTime(START + 30);
        for (long start = START; start < START + 30; start += 10) {
            for (String node : List.of("n1-1", "n1-2", "n1-3")) {
                run.tell(evidence(H1, start, node, 0, 10, 7));
            }
            run.tell(evidence(H2, start, "n2-1", 0, 10, 7), evidence(H2, start, "n2-2", 0, 10, 7));
            completeAll(start, 1);
        }
        assertThat(run.passMillis(2_000)).hasSize(6).allMatch(LineOutcome::settled);
    }

    private void completeAll(long start, long registryVersion) throws Exception {
        run.tell(
                complete(H1, start, C1, registryVersion),
                complete(H2, start, C1, registryVersion),
                complete(H2, start, C2, registryVersion));
    }

    /** What comes once all hear of version 2. */
    private List<String> restated() throws Exception {
        for (long start = START; start < START + 30; start += 10) {
            completeAll(start, 2);
        }
        List<String> told = new ArrayList<>();
        for (LineOutcome outcome : run.passMillis(3_000)) {
            Content content = outcome.result().content();
            assertThat(outcome.settled()).isTrue();
            assertThat(content.registryVersion()).isEqualTo(2);
            told.add("%s %d: %s revised %d"
                    .formatted(
                            content.line(),
                            content.intervalStart().getEpochSecond() - START,
                            content.states().entrySet(),
                            outcome.counter()));
        }
        return told;
    }
}
