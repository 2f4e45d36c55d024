/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Asset;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.language.Meter;
import io.nameplate.model.language.Metered;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A counter that is read every second and held for three, over 10 s; at most 1,000 a second, over at 100,000. */
class CounterSpanTest {

    private static final Meter METER =
            new Meter(Meter.Measure.IT_ENERGY, "energy", Set.of(new BlockId("b1")), 100_000, 1000);
    private static final Metered METERED = metered(METER);

    private final PlantTimeline plant = new PlantTimeline();

    private static Metered metered(Meter meter) {
        return new Metered(
                new Asset(
                        new AssetId("m1"),
                        "meter",
                        new CollectorId("c1"),
                        Duration.ofSeconds(3),
                        List.of(),
                        0,
                        List.of(meter)),
                meter);
    }

    private CounterSpanTest reads(long millis, double value) {
        plant.merge("m1", "energy", 100_000 + millis, value);
        return this;
    }

    private CounterSpan span() {
        return CounterSpan.of(plant, METERED, 100_000, 110_000).orElseThrow();
    }

    private CounterSpanTest everySecond(int from, int to, double start, double more) {
        for (int second = from; second <= to; second++) {
            reads(second * 1000L, start + more * (second - from));
        }
        return this;
    }

    @Test
    void countsFromTheLastReadingBeforeTheStartToTheLastBeforeTheEnd() {
        everySecond(-2, 12, 500, 100);
        assertThat(span()).isEqualTo(new CounterSpan(99_000, 600, 109_000, 1600, 1000, 0, 0, 0, true));
        assertThat(span().isExact()).isTrue();
    }

    @Test
    void neighboursAddUpToTheWholeWhereverItIsCut() {
        everySecond(-2, 42, 7, 313);
        long sum = 0;
        for (long start = 100_000; start < 140_000; start += 10_000) {
            sum += CounterSpan.of(plant, METERED, start, start + 10_000)
                    .orElseThrow()
                    .sum();
        }
        assertThat(sum).isEqualTo(40 * 313);
    }

    @Test
    void aHoleInsideChangesNothingAndOneAtTheEndIsSaid() {
        reads(-1000, 100).reads(1000, 300).reads(9000, 1100);
        assertThat(span()).isEqualTo(new CounterSpan(99_000, 100, 109_000, 1100, 1000, 0, 0, 0, true));
        CounterSpan ended = new CounterSpanTest()
                .reads(-1000, 100)
                .reads(1000, 300)
                .reads(7000, 900)
                .span();
        assertThat(ended.sum()).isEqualTo(800);
        assertThat(ended.isExact())
                .as("the next interval finds no reading to go on from")
                .isFalse();
    }

    @Test
    void aRolloverIsCountedThroughWhereTheCounterCanHaveGoneThatFast() {
        reads(-1000, 99_500).reads(0, 100).reads(9000, 900);
        assertThat(span()).isEqualTo(new CounterSpan(99_000, 99_500, 109_000, 900, 1400, 1, 0, 0, true));
        assertThat(span().isExact()).isTrue();
    }

    @Test
    void aResetCountsWhatCameSinceAndIsNotExact() {
        reads(-1000, 50_000).reads(0, 200).reads(9000, 900);
        assertThat(span()).isEqualTo(new CounterSpan(99_000, 50_000, 109_000, 900, 900, 0, 1, 0, true));
        assertThat(span().isExact()).isFalse();
    }

    @Test
    void aDecreaseByOneIsNeitherAndCountsNothing() {
        reads(-1000, 50_000).reads(0, 49_999).reads(9000, 50_500);
        assertThat(span()).isEqualTo(new CounterSpan(99_000, 50_000, 109_000, 50_500, 501, 0, 0, 1, true));
        assertThat(span().isExact()).isFalse();
    }

    @Test
    void aJumpThatNoCounterCanMakeCountsNothing() {
        reads(-1000, 500).reads(0, 2501).reads(9000, 2600);
        assertThat(span().sum()).isEqualTo(99);
        assertThat(span().suspects()).isEqualTo(1);
        CounterSpan unbounded = CounterSpan.of(
                        new CounterSpanTest().reads(-1000, 0).reads(9000, 1e15).plant,
                        metered(new Meter(Meter.Measure.IT_ENERGY, "energy", Set.of(new BlockId("b1")), 0, 0)),
                        100_000,
                        110_000)
                .orElseThrow();
        assertThat(unbounded.sum()).isZero();
        assertThat(unbounded.suspects()).isEqualTo(1);
    }

    @Test
    void badConflictingAndImpossibleReadingsAreAsIfNotThere() {
        everySecond(-2, 12, 500, 100);
        PlantTimeline other = new PlantTimeline();
        other.merge(plant);
        for (double wrong : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY, 1e17}) {
            other.merge("m1", "energy", 103_500 + (long) Math.abs(wrong % 7), wrong);
        }
        other.merge("m1", "energy", 104_500, 1000);
        other.merge("m1", "energy", 104_500, 1001);
        assertThat(CounterSpan.of(other, METERED, 100_000, 110_000)).contains(span());
    }

    @Test
    void withoutAReadingInItThereIsNothingToSay() {
        reads(-1000, 100);
        assertThat(CounterSpan.of(plant, METERED, 100_000, 110_000)).isEmpty();
    }
}
