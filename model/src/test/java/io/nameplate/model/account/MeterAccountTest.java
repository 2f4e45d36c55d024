/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.CounterSpan;
import io.nameplate.model.language.BlockId;
import io.nameplate.model.language.Meter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Intervals of 10 s of a counter that takes 100 J a second, read at odd seconds; worked out by hand. */
class MeterAccountTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Meter METER = new Meter(Meter.Measure.IT_ENERGY, "energy", Set.of(new BlockId("b1")), 0, 1000);

    private final MeterAccount account = new MeterAccount(METER, Duration.ofSeconds(10));

    private static CounterSpan span(int fromSecond, long from, int toSecond, long to, int resets) {
        long base = START.toEpochMilli();
        return new CounterSpan(
                base + fromSecond * 1000L, from, base + toSecond * 1000L, to, to - from, 0, resets, 0, true);
    }

    private List<MeterAccount.Share> shares(int seconds) {
        return account.shares(START, START.plusSeconds(seconds));
    }

    private static MeterAccount.Share share(int second, long measured, long estimated, long unknownMillis) {
        return new MeterAccount.Share(START.plusSeconds(second), measured, estimated, unknownMillis);
    }

    @Test
    void acrossAHoleTheSumIsExactAndItsShapeEven() {
        account.add(START.plusSeconds(20), span(23, 2400, 29, 3000, 0));
        account.add(START, span(-1, 0, 3, 400, 0));
        // 2,000 J in the 20 s from 3 to 23: 7 s, 10 s and 3 s of them; what came after 29 s nobody has read
        assertThat(shares(30)).containsExactly(share(0, 400, 700, 0), share(10, 0, 1000, 0), share(20, 600, 300, 1000));
        assertThat(shares(30).stream()
                        .mapToLong(share -> share.measured() + share.estimated())
                        .sum())
                .isEqualTo(3000);
        assertThat(account.total(START, START.plusSeconds(30)))
                .as("the whole at once is the sum of its parts")
                .isEqualTo(share(0, 1000, 2000, 1000));
    }

    @Test
    void neighboursWithoutAHoleAreMeasuredAndNothingIsEstimated() {
        account.add(START, span(-1, 0, 9, 1000, 0));
        account.add(START.plusSeconds(10), span(9, 1000, 19, 2000, 0));
        account.add(START.plusSeconds(20), span(19, 2000, 29, 3000, 0));
        assertThat(shares(20)).containsExactly(share(0, 1000, 0, 0), share(10, 1000, 0, 0));
        assertThat(shares(20)).noneMatch(MeterAccount.Share::isEstimated);
    }

    @Test
    void anUnevenRiseIsSharedToTheLastJoule() {
        account.add(START, span(-1, 0, 1, 0, 0));
        account.add(START.plusSeconds(30), span(31, 1000, 39, 1000, 0));
        // 1,000 J over 30 s: 9 s, 10 s, 10 s, 1 s are 300, 633, 966, 1,000 rounded down and cut
        assertThat(shares(40)).extracting(MeterAccount.Share::estimated).containsExactly(300L, 333L, 333L, 34L);
    }

    @Test
    void aCounterThatWasResetInTheHoleOrInAnIntervalLeavesItsTimeUnknown() {
        account.add(START, span(-1, 5000, 3, 5400, 0));
        account.add(START.plusSeconds(10), span(13, 100, 19, 700, 0));
        account.add(START.plusSeconds(20), span(19, 700, 29, 1700, 1));
        assertThat(shares(20)).containsExactly(share(0, 400, 0, 7000), share(10, 600, 0, 3000 + 1000));
    }
}
