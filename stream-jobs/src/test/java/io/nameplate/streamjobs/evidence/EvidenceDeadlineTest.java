/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.evidence;

import static io.nameplate.streamjobs.evidence.EvidenceRun.C1;
import static io.nameplate.streamjobs.evidence.EvidenceRun.C2;
import static io.nameplate.streamjobs.evidence.EvidenceRun.START;
import static io.nameplate.streamjobs.evidence.EvidenceRun.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.HallChange;
import io.nameplate.streamjobs.world.Story;
import io.nameplate.streamjobs.world.TwoHalls;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The deadline of a collector that was heard: what it waits for, and how long. */
class EvidenceDeadlineTest {

    @RegisterExtension
    final EvidenceRun run = new EvidenceRun();

    @Test
    void anIntervalWaitsAsLongAsTheMostPatientLeaseOfItsHallsSays() throws Exception {
        String patient = TwoHalls.TEXT
                .replace("    tenant: acme\n", "    tenant: acme\n    deadline: 8m\n")
                .replace("    tenant: umbrella\n", "    tenant: umbrella\n    deadline: 30m\n");
        run.beginAnew(TwoHalls.access(patient), null);
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.hear(C1, story, START);
        run.standing(C1, true);
        assertThat(told(run.passSeconds(1))).contains("Complete h1 +0");
        assertThat(run.passSeconds(8 * 60 - 1)).isEmpty();
        assertThat(told(run.passSeconds(20)))
                .as("the second lease has no nodes")
                .contains("Complete h1 +10 by deadline");
    }

    @Test
    void theDeadlineRunsOnlyWhileTheJobHasCaughtUp() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.hear(C1, story, START);
        run.passSeconds(1);
        assertThat(run.passSeconds(3600)).isEmpty();
        run.standing(C1, true);
        assertThat(run.passSeconds(200)).isEmpty();
        run.standing(C1, false);
        run.standing(C1, true);
        assertThat(run.passSeconds(299)).isEmpty();
        assertThat(told(run.passSeconds(2))).contains("Complete h1 +10 by deadline", "Complete h2 +10 by deadline");
        assertThat(run.counters().get(Counter.DEADLINES)).isPositive();
    }

    /** Found by simulation (seed 56166): a job that was cut off settled as unmeasured what another had settled from evidence. */
    @Test
    void theDeadlineRunsOnlyAsFarAsTheBrokerHasAnswered() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.hear(C1, story, START);
        run.echo(C1);
        run.standing(C1, true);
        run.passSeconds(1);
        assertThat(run.passSeconds(3600)).isEmpty();
        run.echo(C1);
        assertThat(told(run.passSeconds(1))).contains("Complete h1 +10 by deadline", "Complete h2 +10 by deadline");
    }

    @Test
    void aReplayThatPausesIsNotSettledUpToToday() throws Exception {
        run.leap(Duration.ofDays(100));
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.announce(C1, story, START);
        run.standing(C1, true);
        run.take(C1, story.records());
        run.passSeconds(1);
        List<HallChange> overdue = run.passSeconds(EvidenceRun.DEADLINE.toSeconds() + 30);
        assertThat(overdue).isNotEmpty().hasSizeLessThan(12);
    }

    @Test
    void theEndOfAnEpochIsNotTheEndOfItsCollectorForTheDeadline() throws Exception {
        Story story = Story.ofFirst(1).calm(START, START + 20).end();
        run.hear(C1, story, START);
        run.standing(C1, true);
        assertThat(told(run.passSeconds(20))).contains("Complete h1 +0", "Complete h1 +10");
        assertThat(run.passSeconds(EvidenceRun.DEADLINE.toSeconds() - 20)).isEmpty();
        assertThat(told(run.passSeconds(30))).startsWith("Complete h1 +20 by deadline", "Complete h2 +20 by deadline");
    }

    @Test
    void aReplayThatHasEndedComesDueAsLateAsItWasBehind() throws Exception {
        run.leap(Duration.ofDays(100));
        Story story = Story.ofFirst(1).calm(START, START + 20).end();
        run.announce(C1, story, START);
        run.standing(C1, true);
        run.take(C1, story.records());
        run.passSeconds(1);
        assertThat(run.passSeconds(EvidenceRun.DEADLINE.toSeconds() - 2)).isEmpty();
        assertThat(told(run.passSeconds(22)))
                .containsExactly(
                        "Complete h1 +20 by deadline",
                        "Complete h2 +20 by deadline",
                        "Complete h1 +30 by deadline",
                        "Complete h2 +30 by deadline");
    }

    @Test
    void aReplayThatComesWhenTheDeadlineHasSettledLaterIntervalsIsNeitherLateNorHurried() throws Exception {
        long wait = Duration.ofDays(100).toSeconds();
        run.leap(Duration.ofSeconds(wait));
        run.standing(C1, true);
        run.standing(C2, true);
        assertThat(told(run.passSeconds(7200))).contains("Complete h1 +" + wait + " by deadline");
        Story story = Story.ofFirst(1).calm(START, START + 12);
        run.announce(C1, story, START);
        assertThat(run.passSeconds(1)).isEmpty();
        run.standing(C1, false);
        run.take(C1, story.records());
        assertThat(told(run.passSeconds(1)))
                .containsExactly(
                        "Evidence h1 +0",
                        "Evidence h1 +10",
                        "Complete h1 +0",
                        "Complete h2 +0",
                        "Complete h2 +0 by deadline");
        assertThat(run.counters().get(Counter.LATE)).isZero();
    }
}
