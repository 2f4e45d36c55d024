/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class EnduranceTest {

    private static final long MINUTE = 60_000;
    private static final long CAP = 36_000_000;

    /** A record of 1,000 bytes each second. */
    private static SpoolStats after(long seconds, long pending) {
        return new SpoolStats(seconds, seconds - pending, pending, 0, seconds, seconds * 1_000);
    }

    @Test
    void theRoomThatIsLeftIsDividedByTheRateOfTheLastMinutes() {
        Endurance endurance = new Endurance();
        assertThat(endurance.hours(after(0, 0), CAP, 0)).isEmpty();
        assertThat(endurance.hours(after(59, 0), CAP, 59_000))
                .as("too early to say")
                .isEmpty();
        assertThat(endurance.hours(after(60, 0), CAP, MINUTE)).hasValueCloseTo(10.0, within(1e-9));
        assertThat(endurance.hours(after(120, 100), CAP, 2 * MINUTE)).hasValueCloseTo(9.9722, within(1e-3));
        assertThat(endurance.hours(after(36_000, 36_000), CAP, 36_000_000)).hasValue(0);
    }

    @Test
    void aSpoolThatNobodyFillsLastsForEver() {
        Endurance endurance = new Endurance();
        assertThat(endurance.hours(after(5, 5), 1, 0)).isEmpty();
        assertThat(endurance.hours(after(5, 5), 1, MINUTE)).hasValue(Double.POSITIVE_INFINITY);
    }

    @Test
    void onlyTheLastMinutesCount() {
        Endurance endurance = new Endurance();
        for (int minute = 0; minute <= 30; minute++) {
            long produced = minute <= 15 ? 60_000L * minute : 900_000 + 60L * (minute - 15);
            SpoolStats stats = new SpoolStats(produced, produced, 0, 0, produced, produced * 1_000);
            if (minute == 30) {
                assertThat(endurance.hours(stats, CAP, minute * MINUTE)).hasValueCloseTo(10.0, within(1e-6));
            } else {
                endurance.hours(stats, CAP, minute * MINUTE);
            }
        }
    }

    @Test
    void onADiskThatIsSmallerItIsTheDisksRoomThatEnds() {
        Endurance endurance = new Endurance();
        assertThat(endurance.hours(after(0, 0), 3_600_000, 0)).isEmpty();
        assertThat(endurance.hours(after(60, 60), 3_660_000, MINUTE)).hasValueCloseTo(1.0, within(1e-9));
    }

    @Test
    void aClockThatIsSetBackBeginsAnew() {
        Endurance endurance = new Endurance();
        assertThat(endurance.hours(after(0, 0), CAP, 10 * MINUTE)).isEmpty();
        assertThat(endurance.hours(after(60, 0), CAP, 0)).isEmpty();
        assertThat(endurance.hours(after(120, 0), CAP, MINUTE)).hasValueCloseTo(10.0, within(1e-9));
    }
}
