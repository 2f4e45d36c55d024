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
import static io.nameplate.streamjobs.verdict.VerdictRun.of;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.Gaps;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.State;
import io.nameplate.model.verdict.Headroom;
import io.nameplate.model.verdict.LineResult;
import io.nameplate.model.verdict.MissingCause;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.world.TwoHalls;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Both halves of the verdict, one behind the other: when a result is settled, and what stands beside it. */
class VerdictTest {

    @RegisterExtension
    final VerdictRun run = new VerdictRun();

    @Test
    void aResultIsSettledWhenEveryCollectorOfEveryHallHasCompletedTheInterval() throws Exception {
        run.tellAll();
        run.tell(complete(H1, C1), complete(H2, C1));
        assertThat(run.passMillis(0))
                .as("the line without nodes settles with the first hall")
                .hasSize(1);
        run.tell(complete(H2, C2));
        LineOutcome outcome = of(run.passMillis(0), "wide");
        assertThat(outcome.settled()).isTrue();
        assertThat(outcome.generation()).isEqualTo(7);
        assertThat(outcome.counter()).isEqualTo(1);
        assertThat(outcome.result().content().gpuMs(State.UTILIZED)).isEqualTo(69_000);
        assertThat(outcome.headroom())
                .as("units of both halls, added up")
                .containsExactly(
                        new Headroom.Unit(new AssetId("cdu-1"), Layer.COOLING, 8, 0),
                        new Headroom.Unit(new AssetId("pdu-1"), Layer.POWER, 4, 0),
                        new Headroom.Unit(new AssetId("pdu-2"), Layer.POWER, 4, 0));
    }

    @Test
    void anIntervalThatOnlyTheDeadlineCompletesIsUnmeasuredAndNothingElse() throws Exception {
        for (HallId hall : List.of(H1, H2)) {
            run.tell(
                    new HallChange.Complete(hall, START, 7, C1, true, 1),
                    new HallChange.Complete(hall, START, 7, C2, true, 1));
        }
        LineOutcome outcome = of(run.passMillis(0), "wide");
        assertThat(outcome.settled()).isTrue();
        assertThat(outcome.result().content().states()).containsOnlyKeys(State.UNMEASURED);
        assertThat(outcome.result().content().gpuMs(State.UNMEASURED))
                .isEqualTo(outcome.result().content().contractedGpuMs());
    }

    @Test
    void whyItWasNotMeasuredStandsBesideTheSameContentAndIsSaidAgainWhenMoreIsKnown() throws Exception {
        Gaps unheard = new Gaps();
        unheard.add(C1, START, START + 10, Gaps.Why.UNHEARD);
        Gaps passed = new Gaps();
        passed.add(C1, START, START + 10, Gaps.Why.PASSED);
        for (HallId hall : List.of(H1, H2)) {
            run.tell(
                    new HallChange.Complete(hall, START, 7, C1, true, 1, unheard),
                    new HallChange.Complete(hall, START, 7, C2, true, 1));
        }
        LineResult first = of(run.passMillis(0), "wide").result();
        assertThat(first.coverage().unmeasured()).containsKey(MissingCause.WAN);
        assertThat(first.coverage().unmeasuredGpuMs()).isEqualTo(first.content().gpuMs(State.UNMEASURED));
        for (HallId hall : List.of(H1, H2)) {
            run.tell(new HallChange.Complete(hall, START, 7, C1, false, 1, passed));
        }
        List<LineOutcome> anew = run.passMillis(1500).stream()
                .filter(told -> told.result().content().line().value().equals("wide"))
                .toList();
        LineResult second = anew.get(anew.size() - 1).result();
        assertThat(second.content()).isEqualTo(first.content());
        assertThat(second.coverage().unmeasured()).doesNotContainKey(MissingCause.WAN);
        assertThat(second.coverage().unmeasuredGpuMs())
                .isEqualTo(second.content().gpuMs(State.UNMEASURED));
        run.tell(new HallChange.Complete(H1, START, 7, C1, false, 1, passed));
        assertThat(run.passMillis(1500)).as("nothing new").isEmpty();
    }

    @Test
    void aLineWithoutAllocationIsSettledThoughNoCollectorServesTheFirstHall() throws Exception {
        run.beginAnew(TwoHalls.accessWithEmptyHall());
        run.tellAll();
        run.tell(complete(H1, C1));
        LineOutcome outcome = of(run.passMillis(0), "empty");
        assertThat(outcome.settled()).isTrue();
        assertThat(outcome.result().content().gpuMs(State.UNCOMMISSIONED)).isEqualTo(40_000);
    }
}
