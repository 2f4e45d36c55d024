/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.evidence;

import static io.nameplate.model.language.GpuCondition.FABRIC_UNHEALTHY;
import static io.nameplate.model.language.GpuCondition.NVLINK_DOWN;
import static io.nameplate.model.language.GpuCondition.RECOVERY_DRAIN_P2P;
import static io.nameplate.model.language.GpuCondition.RECOVERY_DRAIN_RESET;
import static io.nameplate.model.language.GpuCondition.RECOVERY_REBOOT;
import static io.nameplate.model.language.GpuCondition.RECOVERY_RESET;
import static io.nameplate.model.language.GpuCondition.ROW_REMAP_FAILURE;
import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.GpuCondition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Conditions that have a name instead of an XID: opened by what the driver says, closed by what it says next. */
class NamedConditionsTest {

    private static final long UNKNOWN = Conditions.UNKNOWN;
    private static final Health WELL = Health.UNSAID
            .with(ROW_REMAP_FAILURE, false)
            .with(FABRIC_UNHEALTHY, false)
            .with(NVLINK_DOWN, false);

    private final Conditions healthy = Conditions.NEW.after(0, 0, 0, WELL, Work.WORKING);

    private static Health ill(GpuCondition condition) {
        return WELL.with(condition, true);
    }

    @Test
    void theNumbersAreFixedAndAboveEveryXid() {
        List<String> numbers = new ArrayList<>();
        for (GpuCondition condition : GpuCondition.values()) {
            numbers.add(condition.code() + " " + condition.text());
        }
        assertThat(numbers)
                .containsExactly(
                        "1001 recovery_reset",
                        "1002 recovery_reboot",
                        "1003 recovery_drain_p2p",
                        "1004 recovery_drain_reset",
                        "1005 row_remap_failure",
                        "1006 fabric_unhealthy",
                        "1007 fabric_limited",
                        "1008 fabric_manager_failed",
                        "1009 nvlink_down");
        for (GpuCondition condition : GpuCondition.values()) {
            long code = Evidence.data(condition.code(), 0, 1980, 1980, 700, Work.WORKING);
            assertThat(Evidence.condition(code)).isEqualTo(condition.code());
        }
    }

    @Test
    void aConditionIsOpenFromTheReadingThatSaysSoUntilTheOneThatSaysOtherwise() {
        Conditions open = healthy.after(1_000, 0, 0, ill(ROW_REMAP_FAILURE), Work.WORKING);
        assertThat(open.open()).isEqualTo(1005);
        assertThat(open.since()).isEqualTo(1_000);
        Conditions later = open.after(2_000, 0, 0, ill(ROW_REMAP_FAILURE), Work.IDLE);
        assertThat(later.open()).isEqualTo(1005);
        assertThat(later.since()).isEqualTo(1_000);
        assertThat(later.after(3_000, 0, 0, WELL, Work.IDLE).open()).isZero();
    }

    @Test
    void everyRecoveryActionHasItsCondition() {
        GpuCondition[] named = {RECOVERY_RESET, RECOVERY_REBOOT, RECOVERY_DRAIN_P2P, RECOVERY_DRAIN_RESET};
        for (int action = 1; action <= 4; action++) {
            Conditions open = healthy.after(1_000, 0, action, Work.WORKING);
            assertThat(open.open()).isEqualTo(named[action - 1].code());
            assertThat(open.after(2_000, 0, 0, Work.WORKING).open()).isZero();
        }
        assertThat(healthy.after(1_000, 0, 5, Work.IDLE).open())
                .as("an action that no source explains")
                .isZero();
        assertThat(healthy.after(1_000, 0, 1, Work.IDLE)
                        .after(2_000, 0, 2, Work.IDLE)
                        .open())
                .isEqualTo(1002);
    }

    @Test
    void workProvesNothingAboutWhatTheDriverKeepsSaying() {
        Conditions condition = healthy;
        for (int second = 1; second <= 200; second++) {
            condition = condition.after(second * 1_000L, 0, 0, ill(FABRIC_UNHEALTHY), Work.WORKING);
            assertThat(condition.open()).isEqualTo(1006);
        }
    }

    @Test
    void aConditionOfWhichNothingIsSaidAnyMoreEndsAfterAMinuteOfWork() {
        Conditions condition = healthy.after(1_000, 0, 0, ill(NVLINK_DOWN), Work.WORKING);
        for (int second = 2; second <= 60; second++) {
            condition = condition.after(second * 1_000L, 0, 0, Health.UNSAID, Work.WORKING);
            assertThat(condition.open()).isEqualTo(1009);
        }
        assertThat(condition.after(61_000, 0, 0, Health.UNSAID, Work.IDLE).open())
                .isEqualTo(1009);
        assertThat(condition.after(61_000, 0, 0, Health.UNSAID, Work.WORKING).open())
                .isZero();
    }

    @Test
    void anotherBootEndsItAndTheNextReadingDecides() {
        Conditions booted =
                healthy.after(1_000, 0, 0, ill(ROW_REMAP_FAILURE), Work.IDLE).afterBoot();
        assertThat(booted.open()).isZero();
        assertThat(booted.after(9_000, 0, 0, Health.UNSAID, Work.IDLE).open()).isZero();
        Conditions again = booted.after(9_000, 0, 0, ill(ROW_REMAP_FAILURE), Work.IDLE);
        assertThat(again.open()).isEqualTo(1005);
        assertThat(again.since()).isEqualTo(9_000);
    }

    @Test
    void ofSeveralTheOneThatMakesTheGpuUnusableByTheDefaultTableIsShownElseTheFirst() {
        Conditions fabric = healthy.after(1_000, 0, 0, ill(FABRIC_UNHEALTHY), Work.IDLE);
        Conditions both = fabric.after(2_000, 0, 0, ill(FABRIC_UNHEALTHY).with(NVLINK_DOWN, true), Work.IDLE);
        assertThat(both.open()).isEqualTo(1006);
        assertThat(both.after(3_000, 31, UNKNOWN, ill(FABRIC_UNHEALTHY), Work.IDLE)
                        .open())
                .isEqualTo(1006);
        Conditions remap = both.after(3_000, 0, 0, ill(FABRIC_UNHEALTHY).with(ROW_REMAP_FAILURE, true), Work.IDLE);
        assertThat(remap.open()).isEqualTo(1005);
        assertThat(remap.since()).isEqualTo(3_000);
        assertThat(remap.after(4_000, 79, 2, ill(ROW_REMAP_FAILURE), Work.IDLE).open())
                .isEqualTo(1005);
    }

    @Test
    void whenTheShownOneEndsTheOthersAreStillOpen() {
        Conditions both = healthy.after(1_000, 79, 2, ill(FABRIC_UNHEALTHY), Work.IDLE);
        assertThat(both.open()).as("an XID before names").isEqualTo(79);
        Conditions repaired = both.after(2_000, 79, 0, ill(FABRIC_UNHEALTHY), Work.IDLE);
        assertThat(repaired.open()).isEqualTo(1006);
        assertThat(repaired.since()).isEqualTo(2_000);
        assertThat(repaired.after(3_000, 79, 0, WELL, Work.IDLE).open()).isZero();
    }

    @Test
    void aStormOfXid45OpensNothingAndHidesNothing() {
        Conditions condition = healthy;
        long at = 0;
        for (int burst = 0; burst < 10_000; burst++) {
            condition = condition.after(at += 1_000, burst % 3 == 0 ? 43 : 45, 0, WELL, Work.WORKING);
            assertThat(condition.open()).isZero();
        }
        condition = condition.after(at += 1_000, 62, 1, WELL, Work.IDLE);
        long since = at;
        for (int burst = 0; burst < 1_000; burst++) {
            condition = condition.after(at += 1_000, burst % 2 == 0 ? 45 : 43, 1, WELL, Work.IDLE);
            assertThat(condition.open()).isEqualTo(62);
            assertThat(condition.since()).isEqualTo(since);
        }
        assertThat(condition.after(at + 1_000, 45, 0, WELL, Work.IDLE).open()).isZero();
    }

    @Test
    void withoutARecoveryActionAStormIsAConditionThatNoTableCallsUnusable() {
        Conditions condition = healthy.after(1_000, 45, UNKNOWN, Work.IDLE).after(2_000, 43, UNKNOWN, Work.IDLE);
        assertThat(condition.open()).isEqualTo(45);
        assertThat(condition.after(3_000, 62, UNKNOWN, Work.IDLE).open()).isEqualTo(62);
    }

    @Test
    void aGaugeBeyondEveryXidIsNoNamedCondition() {
        assertThat(healthy.after(1_000, 1_005, UNKNOWN, Work.IDLE).open()).isEqualTo(1_000);
        assertThat(healthy.after(1_000, Long.MAX_VALUE, UNKNOWN, Work.IDLE).open())
                .isEqualTo(1_000);
    }

    @Test
    void whatIsOpenDependsOnTheReadingsAloneAndNotOnTheOrderTheirFieldsAreTakenIn() {
        Random random = new Random(20_261_121);
        List<GpuCondition> named =
                new ArrayList<>(List.of(GpuCondition.values()).subList(4, 9));
        Conditions one = Conditions.NEW;
        Conditions two = Conditions.NEW;
        for (int second = 0; second < 5_000; second++) {
            boolean[] holds = new boolean[9];
            for (int i = 0; i < holds.length; i++) {
                holds[i] = random.nextInt(4) == 0;
            }
            long xid = new long[] {-1, 0, 31, 45, 79}[random.nextInt(5)];
            long action = random.nextInt(7) - 1;
            Work work = Work.values()[random.nextInt(3)];
            one = one.after(second * 1_000L, xid, action, health(named, holds), work);
            Collections.shuffle(named, random);
            two = two.after(second * 1_000L, xid, action, health(named, holds), work);
            assertThat(two).isEqualTo(one);
            assertThat(one.open() != 0).isEqualTo(one.xid() != 0 || one.levels() != 0);
        }
    }

    private static Health health(List<GpuCondition> named, boolean[] holds) {
        Health health = Health.UNSAID;
        for (GpuCondition condition : named) {
            health = health.with(condition, holds[condition.ordinal()]);
        }
        return health;
    }
}
