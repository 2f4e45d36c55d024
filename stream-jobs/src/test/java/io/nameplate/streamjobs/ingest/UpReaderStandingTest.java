/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.model.language.CollectorId;
import io.nameplate.streamjobs.flow.Arrival;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When the job has caught up with a collector, and when it cannot know. */
class UpReaderStandingTest {

    @RegisterExtension
    final ReaderRun run = new ReaderRun();

    @Test
    void theJobHasCaughtUpWhenAllThatWasAnnouncedIsHandedOverAndNotWhileTheBrokerIsAway() throws Exception {
        run.open(List.of());
        run.echo();
        run.head(1, false);
        for (int from = 1; from <= 40; from += 8) {
            assertThat(run.poll()).noneMatch(Arrival.Standing.class::isInstance);
            run.send(from, from + 7);
        }
        assertThat(standing(run.poll())).containsExactly(true);
        run.broker.disconnected(LinkTrouble.closed("killed"));
        assertThat(standing(run.poll())).containsExactly(false);
        run.broker.connected();
        run.echo();
        assertThat(standing(run.poll())).isEmpty();
        run.clock.leap(31_000);
        assertThat(standing(run.poll())).containsExactly(true);
    }

    /** Found by simulation (seed 56166): a job that was cut off without noticing took its collectors for silent. */
    @Test
    void aJobThatDoesNotHearItselfHasNotCaughtUp() throws Exception {
        run.open(List.of());
        run.clock.leap(100_000);
        assertThat(run.poll()).noneMatch(arrival -> arrival instanceof Arrival.Standing);
        run.echo();
        assertThat(run.poll())
                .hasAtLeastOneElementOfType(Arrival.Echo.class)
                .last()
                .isEqualTo(new Arrival.Standing(new CollectorId("c1"), run.generation(), true));
        assertThat(run.poll()).isEmpty();
        run.echo();
        assertThat(run.poll()).singleElement().isInstanceOf(Arrival.Echo.class);
    }

    /** Found by simulation (seed 12767): the deadline ran as far as an answer was handed over, not as far as it had come. */
    @Test
    void anAnswerTellsWhenItCameAlsoWhenItIsHandedOverLater() throws Exception {
        run.open(List.of());
        run.echo();
        long came = run.clock.millis();
        run.clock.leap(7_000);
        assertThat(run.poll()).contains(new Arrival.Echo(new CollectorId("c1"), run.generation(), came));
    }

    private static List<Boolean> standing(List<Arrival> arrivals) {
        return arrivals.stream()
                .filter(Arrival.Standing.class::isInstance)
                .map(arrival -> ((Arrival.Standing) arrival).caughtUp())
                .toList();
    }
}
