/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.dcgm;

import static io.nameplate.model.wire.Frames.BLANK;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.GpuReading;
import io.nameplate.collectors.inventory.NodeReading;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.model.evidence.Health;
import io.nameplate.model.evidence.Work;
import io.nameplate.model.language.NodeId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CrossChecksTest {

    private static final NodeId NODE = new NodeId("n1");

    private final List<String> told = new ArrayList<>();
    private final List<ValueFlag> counted = new ArrayList<>();
    private final CrossChecks checks = new CrossChecks(3, new CrossChecks.Told() {
        @Override
        public void begins(NodeId node, String gpu, Contradiction what, String detail) {
            told.add(node + " " + gpu + " " + what.label() + ": " + detail);
        }

        @Override
        public void ends(NodeId node, String gpu, Contradiction what) {
            told.add(node + " " + gpu + " no longer " + what.label());
        }

        @Override
        public void flagged(ValueFlag said) {
            counted.add(said);
        }
    });

    private static GpuReading gpu(long util, long engine, long power) {
        return new GpuReading("g0", 0, util, engine, BLANK, 1980, power, 610, 700, 4, 0, 0, Health.UNSAID);
    }

    private void see(int times, GpuReading gpu) {
        for (int i = 0; i < times; i++) {
            checks.see(List.of(new NodeReading(NODE, 1_000L * i, "", NodeReading.UNKNOWN, List.of(gpu))));
        }
    }

    @Test
    void anEngineCounterThatDiedIsToldOnceAndWhenItIsOver() {
        see(2, gpu(1000, 0, 690));
        assertThat(told).as("two readings may be a moment").isEmpty();
        see(100, gpu(1000, 0, 690));
        assertThat(told).containsExactly("n1 g0 engine_says_idle: utilization 100.0 %, engine active 0 %");
        assertThat(checks.contradicting()).isEqualTo(1);
        see(1, gpu(1000, 970, 690));
        assertThat(told).hasSize(2).last().isEqualTo("n1 g0 no longer engine_says_idle");
        assertThat(checks.contradicting()).isZero();
        assertThat(gpu(1000, 0, 690).work())
                .as("it counts as work all the same")
                .isEqualTo(Work.WORKING);
    }

    @Test
    void highUtilizationAtTheIdlePowerOfTheSameGpuIsTold() {
        see(3, gpu(950, 950, 72));
        assertThat(told).as("nothing is known of its idle power yet").isEmpty();
        see(3, gpu(0, 0, 71));
        see(3, gpu(950, 950, 74));
        assertThat(told).containsExactly("n1 g0 power_says_idle: utilization 95.0 %, power 74 W, idle it drew 71 W");
        see(1, gpu(950, 950, 300));
        assertThat(told).last().isEqualTo("n1 g0 no longer power_says_idle");
    }

    @Test
    void whatIsNotSaidContradictsNothing() {
        see(10, gpu(BLANK, 0, 690));
        see(10, gpu(1000, BLANK, 690));
        see(10, gpu(0, BLANK, BLANK));
        see(10, gpu(1000, BLANK, BLANK));
        see(10, gpu(0, 0, 0));
        see(10, gpu(1000, 500, 0));
        assertThat(told).isEmpty();
    }

    /** As a publisher does whose source hangs: it goes on with the last answer. */
    @Test
    void aWorkingGpuOfWhichNothingChangesForMinutesIsToldAndWhenItMovesAgain() {
        at(0, 299, gpu(1000, 970, 690));
        assertThat(told).isEmpty();
        at(300, 600, gpu(1000, 970, 690));
        assertThat(told)
                .containsExactly("n1 g0 frozen: utilization 100.0 %, power 690 W and all else the same for 300 s");
        assertThat(checks.contradicting()).isEqualTo(1);
        at(601, 601, gpu(1000, 970, 691));
        assertThat(told).last().isEqualTo("n1 g0 no longer frozen");
        assertThat(checks.contradicting()).isZero();
    }

    @Test
    void anIdleGpuAndOneThatDoesNotSayItsPowerMayShowTheSameForEver() {
        at(0, 1_000, gpu(0, 0, 71));
        at(1_001, 2_000, gpu(1000, 970, BLANK));
        at(2_001, 3_000, gpu(800, 970, 0));
        assertThat(told).isEmpty();
    }

    @Test
    void aFewReadingsFarApartSayNothing() {
        checks.see(List.of(new NodeReading(NODE, 0, "", NodeReading.UNKNOWN, List.of(gpu(1000, 970, 690)))));
        checks.see(List.of(new NodeReading(NODE, 900_000, "", NodeReading.UNKNOWN, List.of(gpu(1000, 970, 690)))));
        assertThat(told).isEmpty();
    }

    @Test
    void aClockFarAboveThatOfTheNodesSkuIsToldWhereTheRegistryIsKnown() {
        GpuReading fast = new GpuReading("g0", 0, 1000, 970, BLANK, 2_480, 690, 610, 700, 4, 0, 0, Health.UNSAID);
        see(5, fast);
        assertThat(told).as("nothing is known of the node").isEmpty();
        checks.follow(Sites.small(1, 1, 1));
        NodeId known = Sites.node(1);
        for (int i = 0; i < 3; i++) {
            checks.see(List.of(new NodeReading(known, 1_000L * i, "", NodeReading.UNKNOWN, List.of(fast))));
        }
        assertThat(told)
                .containsExactly(
                        known + " g0 clock_beyond_sku: clock 2480 MHz, more than a quarter above its SKU's reference");
        checks.see(List.of(new NodeReading(known, 9_000, "", NodeReading.UNKNOWN, List.of(gpu(1000, 970, 690)))));
        assertThat(told).last().isEqualTo(known + " g0 no longer clock_beyond_sku");
    }

    private void at(int from, int to, GpuReading gpu) {
        for (int second = from; second <= to; second++) {
            checks.see(List.of(new NodeReading(NODE, 1_000L * second, "", NodeReading.UNKNOWN, List.of(gpu))));
        }
    }

    private static List<String> words(List<Reading> readings) {
        return ((NodeReading) readings.get(0))
                .gpus().stream()
                        .flatMap(gpu -> gpu.flags().stream())
                        .map(said -> (said.of() + " " + said.quality() + " " + said.reason()))
                        .toList();
    }

    private List<Reading> seen(int second, GpuReading gpu) {
        return checks.see(List.of(new NodeReading(NODE, 1_000L * second, "", NodeReading.UNKNOWN, List.of(gpu))));
    }

    @Test
    void whatLastsIsFlaggedInEveryReadingAndTheValuesStayAsTheyAre() {
        GpuReading dead = gpu(1000, 0, 690);
        List<Reading> first = seen(0, dead);
        assertThat(words(first)).isEmpty();
        seen(1, dead);
        List<Reading> third = seen(2, dead);
        assertThat(words(third)).containsExactly("GR_ENGINE SUSPECT ENGINE_SAYS_IDLE");
        assertThat(((NodeReading) third.get(0)).gpus().get(0).grEngine()).isZero();
        assertThat(words(seen(3, dead))).hasSize(1);
        assertThat(words(seen(4, gpu(1000, 970, 690)))).as("it is over").isEmpty();
        assertThat(counted)
                .hasSize(2)
                .allSatisfy(said -> assertThat(said.quality().counts()).isTrue());
    }

    @Test
    void aFrozenGpuIsStaleUntilItMoves() {
        at(0, 299, gpu(1000, 970, 690));
        assertThat(words(seen(300, gpu(1000, 970, 690)))).containsExactly("ALL STALE FROZEN");
        assertThat(words(seen(301, gpu(1000, 970, 691)))).isEmpty();
    }

    @Test
    void aTemperatureThatNoDieTakesWithinSecondsIsDoubtedForOneReading() {
        assertThat(words(seen(0, hot(410)))).isEmpty();
        assertThat(words(seen(1, hot(700)))).as("it began to work").isEmpty();
        assertThat(words(seen(2, hot(1_500)))).containsExactly("TEMP SUSPECT SPIKE");
        assertThat(words(seen(3, hot(710)))).as("back").isEmpty();
        assertThat(words(seen(4, hot(0)))).containsExactly("TEMP SUSPECT SPIKE");
        assertThat(words(seen(5, hot(5)))).as("two are a new level").isEmpty();
        assertThat(words(seen(60, hot(800)))).as("nobody looked for long").isEmpty();
        assertThat(words(seen(61, hot(BLANK)))).isEmpty();
    }

    private static GpuReading hot(long temp) {
        return new GpuReading("g0", 0, 500, 500, BLANK, 1980, 690, temp, 700, 4, 0, 0, Health.UNSAID);
    }

    @Test
    void whatParsersFlagIsCounted() {
        ValueFlag bad = new ValueFlag(ValueFlag.Of.POWER, Quality.BAD, QualityReason.RANGE, 1e9);
        ValueFlag late = new ValueFlag(ValueFlag.Of.TIME, Quality.SUSPECT, QualityReason.CLOCK_OFFSET, 5);
        NodeReading node = new NodeReading(
                NODE,
                1,
                2,
                "",
                NodeReading.UNKNOWN,
                List.of(gpu(1000, 970, BLANK).flagged(List.of(bad))),
                List.of(late));
        List<Reading> readings = List.of(node);
        assertThat(checks.see(readings)).isSameAs(readings);
        assertThat(counted).containsExactly(late, bad);
    }

    @Test
    void aReadingInBetweenBeginsTheCountAnew() {
        for (int i = 0; i < 10; i++) {
            see(2, gpu(1000, 0, 690));
            see(1, gpu(1000, 10, 690));
        }
        assertThat(told).isEmpty();
    }
}
