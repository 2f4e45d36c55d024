/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.validate;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.collectors.inventory.PlantReading;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.inventory.Reading;
import io.nameplate.collectors.validate.PointRule.Kind;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValidationTest {

    private static final AssetId METER = new AssetId("meter-1");
    private static final double ANY = Double.POSITIVE_INFINITY;

    private final List<String> flagged = new ArrayList<>();
    private long now = 1_780_272_000_000L;

    private Validation validation(PointRule rule, SumCheck... sums) {
        return new Validation(
                new Rules(Map.of(new PointKey(METER, "p"), rule), List.of(sums)),
                (asset, value) -> flagged.add(
                        asset + " " + value.point() + " " + value.reason().label()));
    }

    /** What becomes of values that come ten seconds apart: quality and reason. */
    private List<String> after(Validation validation, double... values) {
        List<String> words = new ArrayList<>();
        for (double value : values) {
            now += 10_000;
            PointValue checked = validation
                    .check(METER, now, List.of(PointValue.good("p", value, "W")))
                    .get(0);
            assertThat(checked.value()).as("a value is never changed").isEqualTo(Double.valueOf(value));
            words.add(
                    checked.reason() == QualityReason.NONE
                            ? checked.quality().toString()
                            : checked.quality() + " " + checked.reason().label());
        }
        return words;
    }

    @Test
    void whatCannotBeIsBadAndKeepsItsValue() {
        Validation validation = validation(new PointRule(207, 253, Kind.GAUGE, ANY, 0, 0));
        assertThat(after(validation, 230, 206.9, 253, 254, -230, Double.NaN, Double.NEGATIVE_INFINITY))
                .containsExactly(
                        "GOOD", "BAD range", "GOOD", "BAD range", "BAD range", "BAD not_a_number", "BAD not_a_number");
        assertThat(flagged).hasSize(5).contains("meter-1 p range", "meter-1 p not_a_number");
    }

    /** What a source stored is checked by itself: it is no step from what is so now, and no step leads from it. */
    @Test
    void whatWasStoredDoesNotDisturbTheCourseOfAPoint() {
        Validation validation = validation(new PointRule(-ANY, 1_000, Kind.COUNTER, 10, 3, 0));
        assertThat(after(validation, 500, 510)).containsExactly("GOOD", "GOOD");
        for (double old : new double[] {100, 100, 100, 100, 2_000}) {
            PlantReading stored = new PlantReading(METER, now - 600_000, now, PointValue.good("p", old, "W"));
            PlantReading checked =
                    (PlantReading) validation.check(List.of(stored)).get(0);
            assertThat(checked.value().quality()).isEqualTo(old > 1_000 ? Quality.BAD : Quality.GOOD);
            assertThat(checked.ts()).isEqualTo(now - 600_000);
        }
        assertThat(after(validation, 520)).containsExactly("GOOD");
        assertThat(flagged).containsExactly("meter-1 p range");
    }

    /** An older one that comes late, and the last one again, are refused where they are recorded: they are no step, and no flat line. */
    @Test
    void whatCameTwiceOrTooLateTellsNothingOfHowAPointGoes() {
        Validation counter = validation(new PointRule(-ANY, ANY, Kind.COUNTER, 100, 0, 0));
        assertThat(after(counter, 5_000, 5_500)).containsExactly("GOOD", "GOOD");
        assertThat(reason(counter, now - 1_000, 5_400)).isEqualTo(QualityReason.NONE);
        assertThat(reason(counter, now, 5_500)).isEqualTo(QualityReason.NONE);
        assertThat(after(counter, 6_450)).as("a step from the last one").containsExactly("GOOD");
        Validation gauge = validation(new PointRule(-ANY, ANY, Kind.GAUGE, ANY, 3, 0));
        assertThat(after(gauge, 7, 7, 7)).containsOnly("GOOD");
        assertThat(reason(gauge, now, 7)).isEqualTo(QualityReason.NONE);
        assertThat(reason(gauge, now - 1_000, 9)).isEqualTo(QualityReason.NONE);
        assertThat(after(gauge, 7)).containsExactly("STALE flat_line");
        assertThat(flagged).containsExactly("meter-1 p flat_line");
    }

    @Test
    void aSumRestsOnTheLatestValueOfAPartAndNotOnAnOlderOneThatCameLater() {
        AssetId part = new AssetId("part");
        Validation validation = validation(
                new PointRule(-ANY, ANY, Kind.GAUGE, ANY, 0, 0),
                new SumCheck(
                        List.of(new PointKey(part, "p")), new PointKey(METER, "p"), 0.01, 1, Duration.ofSeconds(30)));
        validation.check(part, now + 9_000, List.of(PointValue.good("p", 100, "W")));
        validation.check(part, now + 8_000, List.of(PointValue.good("p", 60, "W")));
        assertThat(after(validation, 100)).containsExactly("GOOD");
    }

    private static QualityReason reason(Validation validation, long ts, double value) {
        return validation
                .check(METER, ts, List.of(PointValue.good("p", value, "W")))
                .get(0)
                .reason();
    }

    @Test
    void aSpikeIsSuspectAndTheValueAfterItIsNot() {
        Validation validation = validation(new PointRule(-ANY, ANY, Kind.GAUGE, 10, 0, 0));
        assertThat(after(validation, 500, 550, 550_000, 540, 545))
                .containsExactly("GOOD", "GOOD", "SUSPECT spike", "GOOD", "GOOD");
    }

    @Test
    void aFeedThatTripsIsDoubtedForOneReadingOnlyAndCountsThroughout() {
        Validation validation = validation(new PointRule(-ANY, ANY, Kind.GAUGE, 10, 0, 0));
        assertThat(after(validation, 80_000, 0, 0, 5)).containsExactly("GOOD", "SUSPECT spike", "GOOD", "GOOD");
        assertThat(Quality.SUSPECT.counts()).isTrue();
    }

    @Test
    void theSameNumberForTooLongIsStaleUntilItChangesAndZeroNever() {
        Validation validation = validation(new PointRule(-ANY, ANY, Kind.GAUGE, ANY, 3, 0));
        assertThat(after(validation, 7, 7, 7, 7, 7, 8, 8, 0, 0, 0, 0, 0))
                .containsExactly(
                        "GOOD",
                        "GOOD",
                        "GOOD",
                        "STALE flat_line",
                        "STALE flat_line",
                        "GOOD",
                        "GOOD",
                        "GOOD",
                        "GOOD",
                        "GOOD",
                        "GOOD",
                        "GOOD");
    }

    @Test
    void aCountersRollOverResetDecreaseAndJumpAreToldApart() {
        Validation validation = validation(new PointRule(-ANY, ANY, Kind.COUNTER, 100, 0, 65_536));
        assertThat(after(validation, 64_000, 65_000, 400, 399, 3_000, 10, 500_000))
                .containsExactly(
                        "GOOD",
                        "GOOD",
                        "GOOD counter_rollover",
                        "GOOD counter_reset",
                        "SUSPECT counter_jump",
                        "GOOD counter_reset",
                        "SUSPECT counter_jump");
    }

    @Test
    void aCounterOfUnknownPaceThatFallsIsSuspect() {
        Validation validation = validation(new PointRule(-ANY, ANY, Kind.COUNTER, ANY, 0, 0));
        assertThat(after(validation, 100, 99, 1e9)).containsExactly("GOOD", "SUSPECT counter_decrease", "GOOD");
    }

    @Test
    void partsThatDoNotAddUpAreSuspectAndUnknownPartsSayNothing() {
        SumCheck sum = new SumCheck(
                List.of(new PointKey(METER, "a"), new PointKey(METER, "b")),
                new PointKey(METER, "p"),
                0.01,
                5,
                Duration.ofSeconds(30));
        Validation validation = validation(PointRule.NONE, sum);
        assertThat(qualities(validation, 400, 600, 1_009)).containsOnly(Quality.GOOD);
        assertThat(qualities(validation, 400, 600, 1_011)).containsOnly(Quality.SUSPECT);
        assertThat(qualities(validation, 1, 1, 6)).as("within the floor").containsOnly(Quality.GOOD);
        assertThat(qualities(validation, 400, Double.NaN, 1_011))
                .containsExactly(Quality.GOOD, Quality.BAD, Quality.GOOD);
    }

    private List<Quality> qualities(Validation validation, double a, double b, double whole) {
        now += 10_000;
        return validation
                .check(
                        METER,
                        now,
                        List.of(PointValue.good("a", a), PointValue.good("b", b), PointValue.good("p", whole)))
                .stream()
                .map(PointValue::quality)
                .toList();
    }

    @Test
    void theParentMeterIsComparedWithItsOutletsLatestReadings() {
        AssetId outlet = new AssetId("outlet-1");
        SumCheck sum = new SumCheck(
                List.of(new PointKey(outlet, "power")), new PointKey(METER, "power"), 0.02, 0, Duration.ofSeconds(30));
        Validation validation = validation(PointRule.NONE, sum);
        validation.check(outlet, now, List.of(PointValue.good("power", 1_000)));
        List<Reading> parents = List.of(
                new PlantReading(METER, now + 1_000, PointValue.good("power", 1_010)),
                new PlantReading(METER, now + 2_000, PointValue.good("power", 1_100)),
                new PlantReading(METER, now + 31_000, PointValue.good("power", 1_100)));
        assertThat(validation.check(parents))
                .extracting(reading -> ((PlantReading) reading).value().reason())
                .containsExactly(QualityReason.NONE, QualityReason.SUM_CHECK, QualityReason.NONE);
    }

    @Test
    void whatADriverFlaggedStaysAndIsCounted() {
        Validation validation = validation(new PointRule(0, 1, Kind.GAUGE, ANY, 0, 0));
        PointValue missing = PointValue.missing("p", QualityReason.TIMEOUT);
        assertThat(validation.check(METER, now, List.of(missing))).containsExactly(missing);
        assertThat(flagged).containsExactly("meter-1 p timeout");
    }

    /** A source whose clock is off, or that guesses, is not excused from what its point can be. */
    @Test
    void whatIsDoubtedAlreadyIsCheckedAndTheWorseWordStands() {
        Validation validation = validation(new PointRule(0, 10, Kind.GAUGE, 1, 0, 0));
        PointValue doubted = PointValue.good("p", 1).flagged(Quality.SUSPECT, QualityReason.CLOCK_OFFSET);
        PointValue guessed = PointValue.good("p", 1).flagged(Quality.ESTIMATED, QualityReason.SOURCE);
        PointValue far = PointValue.good("p", 11).flagged(Quality.SUSPECT, QualityReason.CLOCK_OFFSET);
        PointValue leap = PointValue.good("p", 9).flagged(Quality.ESTIMATED, QualityReason.SOURCE);
        assertThat(validation.check(METER, now, List.of(doubted))).containsExactly(doubted);
        assertThat(validation.check(METER, now + 1_000, List.of(guessed))).containsExactly(guessed);
        assertThat(validation.check(METER, now + 2_000, List.of(far)))
                .containsExactly(far.flagged(Quality.BAD, QualityReason.RANGE));
        assertThat(validation.check(METER, now + 3_000, List.of(leap)))
                .containsExactly(leap.flagged(Quality.SUSPECT, QualityReason.SPIKE));
    }

    /** Whatever comes: as many come out, in order, unchanged but for what is said of them, and only for a reason. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void flagsAndNeverInvents(long seed) {
        Random random = new Random(seed);
        Validation validation = validation(
                new PointRule(-1e3, 1e6, random.nextBoolean() ? Kind.GAUGE : Kind.COUNTER, 50, 4, 1_000),
                new SumCheck(
                        List.of(new PointKey(METER, "a")), new PointKey(METER, "p"), 0.1, 0, Duration.ofSeconds(5)));
        double[] odd = {0, -0.0, Double.NaN, ANY, Double.MIN_VALUE, 1e308, -1e308, 999, 1};
        for (int i = 0; i < 5_000; i++) {
            now += random.nextInt(20_000);
            List<PointValue> in = List.of(
                    PointValue.good(
                            "p", random.nextBoolean() ? odd[random.nextInt(odd.length)] : random.nextGaussian()),
                    PointValue.good("a", random.nextInt(3)));
            List<PointValue> out = validation.check(METER, now, in);
            assertThat(out).as("seed %d", seed).hasSameSizeAs(in);
            for (int j = 0; j < in.size(); j++) {
                PointValue value = out.get(j);
                assertThat(value.flagged(Quality.GOOD, QualityReason.NONE)).isEqualTo(in.get(j));
                assertThat(value.quality() == Quality.GOOD || value.reason() != QualityReason.NONE)
                        .isTrue();
                assertThat(Double.isFinite(value.value()) || !value.quality().counts())
                        .isTrue();
            }
        }
    }

    @Test
    void theOffsetOfOneNodeIsNotHiddenByTheNextThatIsRight() {
        SourceClock clock = new SourceClock();
        assertThat(clock.offsetSeconds(now)).isNaN();
        clock.heard(now - 30_000, now);
        clock.heard(now + 10, now);
        assertThat(clock.offsetSeconds(now)).isEqualTo(-30);
        now += 70_000;
        clock.heard(now + 500, now);
        assertThat(clock.offsetSeconds(now)).as("of the minute before").isEqualTo(-30);
        now += 70_000;
        clock.heard(now + 20, now);
        assertThat(clock.offsetSeconds(now)).isEqualTo(0.5);
        now -= 500_000;
        clock.heard(now, now);
        assertThat(clock.offsetSeconds(now)).as("our own clock was set").isZero();
    }

    @Test
    void anOffsetIsForgottenOfASourceThatHasSaidNothingForTwoMinutes() {
        SourceClock clock = new SourceClock();
        clock.heard(now - 3_600_000, now);
        assertThat(clock.offsetSeconds(now + 119_999)).isEqualTo(-3_600);
        assertThat(clock.offsetSeconds(now + 120_000)).isNaN();
        clock.heard(now + 60_010, now + 60_000);
        assertThat(clock.offsetSeconds(now + 60_000)).isEqualTo(-3_600);
        assertThat(clock.offsetSeconds(now + 120_000)).as("of the last minute").isEqualTo(0.01);
        assertThat(clock.offsetSeconds(now + 180_000)).isNaN();
        clock.heard(now + 200_000, now + 200_000);
        assertThat(clock.offsetSeconds(now + 200_000)).isZero();
    }

    @Test
    void aSourcesTimeIsBelievedWithinTwoSecondsAndItsOffsetIsKept() {
        SourceClock clock = new SourceClock();
        assertThat(clock.stamp(now - 2_000, now)).isEqualTo(new SourceClock.Stamp(now - 2_000, now));
        assertThat(clock.offsetSeconds(now)).isEqualTo(-2);
        assertThat(clock.stamp(now + 2_001, now)).isEqualTo(new SourceClock.Stamp(now, now, now + 2_001));
        assertThat(clock.stamp(now + 2_000, now).flags()).isEmpty();
        assertThat(clock.stamp(now + 2_001, now).flags())
                .containsExactly(new ValueFlag(
                        ValueFlag.Of.TIME, Quality.SUSPECT, QualityReason.CLOCK_OFFSET, (double) (now + 2_001)));
        assertThat(clock.stamp(Long.MIN_VALUE, now)).isEqualTo(new SourceClock.Stamp(now, now, Long.MIN_VALUE));
        assertThat(clock.stamp(Long.MAX_VALUE, now)).isEqualTo(new SourceClock.Stamp(now, now, Long.MAX_VALUE));
    }
}
