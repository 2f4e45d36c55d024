/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SlotRuleTest {

    private final SlotRule rule = new SlotRule(Duration.ofSeconds(1));

    @Test
    void aReadingHoldsUntilTheNextOneWithinTwoAndAHalfPeriods() {
        assertThat(rule.inForce(0, 2_500, 2_499)).isTrue();
        assertThat(rule.inForce(0, 2_500, 2_500)).isFalse();
    }

    @Test
    void aReadingWhoseNextComesLaterHoldsForOnePeriod() {
        assertThat(rule.inForce(0, 2_501, 999)).isTrue();
        assertThat(rule.inForce(0, 2_501, 1_000)).isFalse();
        assertThat(rule.inForce(0, SlotRule.NONE, 999)).isTrue();
        assertThat(rule.inForce(0, SlotRule.NONE, 1_000)).isFalse();
    }

    @Test
    void nothingIsInForceBeforeTheFirstReading() {
        assertThat(rule.inForce(SlotRule.NONE, SlotRule.NONE, 5)).isFalse();
        assertThat(rule.inForce(10, SlotRule.NONE, 5)).isFalse();
    }

    @Test
    void jitterLeavesNoHole() {
        Random random = new Random(7);
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            times.add(i * 1_000L + random.nextInt(101) - 50);
        }
        for (long slot = 1; slot < 9_999; slot++) {
            assertThat(naive(times, slot * 1_000, 1_000)).isNotEqualTo(SlotRule.NONE);
        }
    }

    @Test
    void aPeriodMustBePositive() {
        assertThatThrownBy(() -> new SlotRule(Duration.ZERO)).hasMessageContaining("PT0S");
    }

    /** At every instant, with readings coming in order, the rule agrees with a search over all of them, and no later
     * reading changes what was decided. */
    @Test
    void agreesWithASearchOverAllReadings() {
        for (long seed = 1; seed <= 300; seed++) {
            Random random = new Random(seed);
            long period = 100 + random.nextInt(5) * 333L;
            SlotRule checked = new SlotRule(Duration.ofMillis(period));
            List<Long> times = new ArrayList<>();
            long at = random.nextInt(1_000);
            for (int i = 0; i < 30; i++) {
                times.add(at);
                at += 1 + (long) (period * (random.nextInt(5) == 0 ? 5 : 2) * random.nextDouble());
            }
            for (int i = 0; i < 200; i++) {
                long slot = random.nextInt((int) at + 2_000);
                long reading = SlotRule.NONE;
                long next = SlotRule.NONE;
                for (long time : times) {
                    if (time <= slot) {
                        reading = time;
                    } else {
                        next = time;
                        break;
                    }
                }
                long expected = naive(times, slot, period);
                assertThat(checked.inForce(reading, next, slot))
                        .as("seed %d slot %d", seed, slot)
                        .isEqualTo(expected != SlotRule.NONE);
                long decided = checked.decidedBy(reading, slot);
                List<Long> known = times.stream().filter(time -> time < decided).toList();
                boolean nextKnown = next != SlotRule.NONE && next < decided;
                assertThat(nextKnown || naive(known, slot, period) == expected)
                        .as("seed %d slot %d is decided by %d", seed, slot, decided)
                        .isTrue();
            }
        }
    }

    /** Walks over every reading and keeps the one that holds at the instant. */
    private static long naive(List<Long> times, long at, long period) {
        long found = SlotRule.NONE;
        for (int i = 0; i < times.size(); i++) {
            long from = times.get(i);
            long to = from + period;
            if (i + 1 < times.size() && times.get(i + 1) - from <= 2.5 * period) {
                to = times.get(i + 1);
            }
            if (from <= at && at < to) {
                found = from;
            }
        }
        return found;
    }
}
