/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.deviations;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Layer;
import io.nameplate.model.verdict.BlockLosses;
import io.nameplate.model.verdict.Judgement;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A string of outcomes in, episodes out: b breached, m met, n not assessed; one interval of 10 s each. */
class EpisodeMachineTest {

    @Test
    void oneBreachedIntervalOpensNothing() {
        assertThat(episodes("mbmbm")).isEmpty();
    }

    @Test
    void twoBreachedInARowOpenAndTwoMetInARowClose() {
        assertThat(episodes("mbbbmm")).singleElement().satisfies(episode -> {
            assertThat(episode.firstBreached()).isEqualTo(10);
            assertThat(episode.openedAt()).isEqualTo(30);
            assertThat(episode.closedAt()).isEqualTo(OptionalLong.of(60));
            assertThat(episode.intervals()).isEqualTo(3);
        });
    }

    @Test
    void aSingleMetIntervalDoesNotClose() {
        assertThat(episodes("bbmbmbm")).singleElement().satisfies(episode -> {
            assertThat(episode.isOpen()).isTrue();
            assertThat(episode.intervals()).isEqualTo(4);
        });
    }

    @Test
    void notAssessedNeitherCountsNorResets() {
        assertThat(episodes("bnnb")).singleElement().satisfies(episode -> {
            assertThat(episode.intervals()).isEqualTo(2);
            assertThat(episode.openedAt()).isEqualTo(40);
        });
        assertThat(episodes("bbmnnm"))
                .singleElement()
                .satisfies(episode -> assertThat(episode.isOpen()).isFalse());
        assertThat(episodes("nnnn")).isEmpty();
    }

    @Test
    void whatHasNoOutcomeYetOpensNothingAndClosesNothing() {
        assertThat(episodes("b.b")).as("it may turn out met").isEmpty();
        assertThat(episodes("bn.nb")).isEmpty();
        assertThat(episodes("b.bb"))
                .singleElement()
                .satisfies(episode -> assertThat(episode.firstBreached()).isEqualTo(20));
        assertThat(episodes("bb.b")).singleElement().satisfies(episode -> {
            assertThat(episode.isOpen()).isTrue();
            assertThat(episode.intervals()).isEqualTo(3);
        });
        assertThat(episodes("bb.m.m"))
                .singleElement()
                .satisfies(episode -> assertThat(episode.isOpen()).isFalse());
    }

    @Test
    void whatIsNotAssessedProvisionallyOpensNothingEither() {
        assertThat(episodes("b?b")).as("it may turn out met").isEmpty();
        assertThat(episodes("bb?b"))
                .singleElement()
                .satisfies(episode -> assertThat(episode.intervals()).isEqualTo(3));
        assertThat(episodes("bbm?m"))
                .singleElement()
                .satisfies(episode -> assertThat(episode.isOpen()).isFalse());
    }

    @Test
    void theLayerIsTheLargestLossSoFar() {
        EpisodeMachine machine = new EpisodeMachine(2, 2);
        machine.next(outcome(0, Judgement.Outcome.BREACHED, Map.of(Layer.POWER, 30L)));
        machine.next(outcome(10, Judgement.Outcome.BREACHED, Map.of(Layer.COOLING, 20L)));
        assertThat(machine.episodes().get(0).layer()).isEqualTo(Layer.POWER);
        machine.next(outcome(20, Judgement.Outcome.BREACHED, Map.of(Layer.COOLING, 20L)));
        assertThat(machine.episodes().get(0).layer()).isEqualTo(Layer.COOLING);
        assertThat(machine.episodes().get(0).lost()).isEqualTo(70);
    }

    @Test
    void aNewEpisodeBeginsAfterTheOldOneClosed() {
        assertThat(episodes("bbmmbb")).hasSize(2).extracting(Episode::isOpen).containsExactly(false, true);
    }

    private static List<Episode> episodes(String outcomes) {
        EpisodeMachine machine = new EpisodeMachine(2, 2);
        for (int i = 0; i < outcomes.length(); i++) {
            if (outcomes.charAt(i) == '.') {
                continue;
            }
            machine.next(outcome(
                    i * 10L,
                    switch (outcomes.charAt(i)) {
                        case 'b' -> Judgement.Outcome.BREACHED;
                        case 'm' -> Judgement.Outcome.MET;
                        default -> Judgement.Outcome.NOT_ASSESSED;
                    },
                    Map.of(Layer.COOLING, 1L),
                    outcomes.charAt(i) == '?'));
        }
        return machine.episodes();
    }

    private static Outcome outcome(long start, Judgement.Outcome verdict, Map<Layer, Long> layers) {
        return outcome(start, verdict, layers, false);
    }

    private static Outcome outcome(
            long start, Judgement.Outcome verdict, Map<Layer, Long> layers, boolean provisional) {
        return new Outcome(start, 10, verdict, layers, BlockLosses.NONE, 900, 990, provisional);
    }
}
