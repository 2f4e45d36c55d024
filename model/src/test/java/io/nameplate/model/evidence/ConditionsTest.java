/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final long UNKNOWN = Conditions.UNKNOWN;

    private final Conditions healthy = Conditions.NEW.after(0, 0, 0, Work.WORKING);

    @Test
    void aGaugeThatBecomesNonZeroOpensACondition() {
        Conditions open = healthy.after(1_000, 79, 2, Work.IDLE);
        assertThat(open.open()).isEqualTo(79);
        assertThat(open.since()).isEqualTo(1_000);
    }

    @Test
    void aGaugeFirstSeenNonZeroOpensACondition() {
        assertThat(Conditions.NEW.after(5, 79, UNKNOWN, Work.UNKNOWN).open()).isEqualTo(79);
        assertThat(Conditions.NEW.after(5, 79, UNKNOWN, Work.IDLE).open()).isEqualTo(79);
        assertThat(Conditions.NEW.after(5, 79, 2, Work.WORKING).open()).isEqualTo(1002);
    }

    @Test
    void aLatchedGaugeThatAnObserverMeetsFirstIsNoOutageWhereTheReadingShowsItToBeOld() {
        Conditions recovered = Conditions.NEW.after(5, 79, 0, Work.IDLE);
        assertThat(recovered.open()).isZero();
        assertThat(recovered.after(1_000, 79, 0, Work.IDLE).open()).isZero();
        Conditions working = Conditions.NEW.after(5, 79, UNKNOWN, Work.WORKING);
        assertThat(working.open()).isZero();
        assertThat(working.after(1_000, 79, UNKNOWN, Work.IDLE).open()).isZero();
        assertThat(working.after(1_000, 48, UNKNOWN, Work.WORKING).open())
                .as("a change that was seen is news")
                .isEqualTo(48);
    }

    @Test
    void anApplicationsXidWithNothingToRecoverOpensNothing() {
        assertThat(healthy.after(5, 31, 0, Work.WORKING).open()).isZero();
        assertThat(healthy.after(5, 31, UNKNOWN, Work.WORKING).open()).isEqualTo(31);
    }

    @Test
    void theLatchedGaugeOpensNothingAgainAfterRepair() {
        Conditions repaired = healthy.after(1_000, 79, 2, Work.IDLE).after(2_000, 79, 0, Work.IDLE);
        assertThat(repaired.open()).isZero();
        assertThat(repaired.after(3_000, 79, 0, Work.WORKING).open()).isZero();
        assertThat(repaired.after(3_000, 48, 0, Work.WORKING).open()).isEqualTo(48);
    }

    @Test
    void anotherBootEndsAConditionAndTheLatchedGaugeStaysOld() {
        Conditions booted = healthy.after(1_000, 79, 2, Work.IDLE).afterBoot();
        assertThat(booted.open()).isZero();
        assertThat(booted.after(9_000, 79, 0, Work.IDLE).open()).isZero();
        assertThat(booted.after(9_000, 79, UNKNOWN, Work.IDLE).open()).isZero();
    }

    @Test
    void afterABootTheSameXidThatStillAsksForRecoveryIsNews() {
        Conditions booted = healthy.after(1_000, 79, 2, Work.IDLE).afterBoot();
        assertThat(booted.after(9_000, 79, 2, Work.IDLE).open()).isEqualTo(79);
    }

    @Test
    void sixtySecondsOfRealWorkEndACondition() {
        Conditions condition = healthy.after(1_000, 31, UNKNOWN, Work.IDLE);
        for (int second = 2; second < 62; second++) {
            condition = condition.after(second * 1_000L, 31, UNKNOWN, Work.WORKING);
            assertThat(condition.open()).isEqualTo(31);
        }
        assertThat(condition.after(62_000, 31, UNKNOWN, Work.WORKING).open()).isZero();
    }

    @Test
    void anIdleReadingOrABreakBeginsTheSixtySecondsAgain() {
        Conditions condition = healthy.after(1_000, 31, UNKNOWN, Work.WORKING).after(40_000, 31, UNKNOWN, Work.WORKING);
        assertThat(condition
                        .after(41_000, 31, UNKNOWN, Work.IDLE)
                        .after(61_000, 31, UNKNOWN, Work.WORKING)
                        .open())
                .isEqualTo(31);
        assertThat(condition
                        .afterBreak()
                        .after(61_000, 31, UNKNOWN, Work.WORKING)
                        .open())
                .isEqualTo(31);
        assertThat(condition.after(61_000, 31, UNKNOWN, Work.WORKING).open()).isZero();
    }

    @Test
    void theXidThatMakesAGpuUnusableWinsElseTheFirstStays() {
        Conditions first = healthy.after(1_000, 31, UNKNOWN, Work.IDLE);
        assertThat(first.after(2_000, 43, UNKNOWN, Work.IDLE).open()).isEqualTo(31);
        Conditions worse = first.after(2_000, 79, 2, Work.IDLE);
        assertThat(worse.open()).isEqualTo(79);
        assertThat(worse.since()).isEqualTo(2_000);
        assertThat(worse.after(3_000, 48, 2, Work.IDLE).open()).isEqualTo(79);
        assertThat(worse.after(3_000, 45, 2, Work.IDLE).open()).isEqualTo(79);
    }

    @Test
    void aReadingThatDoesNotSayChangesNothing() {
        Conditions open = healthy.after(1_000, 79, 2, Work.IDLE);
        assertThat(open.after(2_000, UNKNOWN, UNKNOWN, Work.UNKNOWN)).isEqualTo(open);
    }

    private static Conditions counted(Conditions before, long at, long gauge, long action, Work work, Integer... xids) {
        return before.after(at, gauge, List.of(xids), action, Health.UNSAID, work);
    }

    @Test
    void anXidThatIsCountedAgainIsNewsThoughTheGaugeShowsTheSame() {
        Conditions repaired = healthy.after(1_000, 79, 2, Work.IDLE).after(2_000, 79, 0, Work.IDLE);
        assertThat(counted(repaired, 3_000, 79, UNKNOWN, Work.IDLE).open()).isZero();
        assertThat(counted(repaired, 3_000, 79, UNKNOWN, Work.IDLE, 79).open()).isEqualTo(79);
        assertThat(counted(repaired, 3_000, 79, 0, Work.WORKING, 79).open()).isEqualTo(79);
    }

    @Test
    void anXidThatAnotherCoveredIsSeenWhereItIsCounted() {
        assertThat(healthy.after(1_000, 45, UNKNOWN, Work.IDLE).open()).isEqualTo(45);
        assertThat(counted(healthy, 1_000, 45, UNKNOWN, Work.IDLE, 45, 79).open())
                .isEqualTo(79);
        assertThat(counted(healthy, 1_000, 45, 0, Work.WORKING, 45).open())
                .as("an application's, with nothing to recover")
                .isZero();
    }

    @Test
    void whatIsCountedWhileAnEpisodeIsOpenBeginsItsSixtySecondsAnew() {
        Conditions open = counted(healthy, 1_000, 31, UNKNOWN, Work.IDLE, 31);
        for (int second = 2; second < 62; second++) {
            open = counted(
                    open,
                    second * 1_000L,
                    31,
                    UNKNOWN,
                    Work.WORKING,
                    second == 40 ? new Integer[] {31} : new Integer[0]);
        }
        assertThat(open.open()).isEqualTo(31);
        assertThat(open.since()).isEqualTo(1_000);
        for (int second = 62; second < 100; second++) {
            open = counted(open, second * 1_000L, 31, UNKNOWN, Work.WORKING);
            assertThat(open.open()).isEqualTo(31);
        }
        assertThat(counted(open, 100_000, 31, UNKNOWN, Work.WORKING).open()).isZero();
    }

    @Test
    void whatIsCountedOfAnApplicationLeavesAWorseEpisodeAsItIs() {
        Conditions open = counted(healthy, 1_000, 79, 2, Work.IDLE, 79);
        assertThat(counted(open, 2_000, 31, 2, Work.IDLE, 31).open()).isEqualTo(79);
    }
}
