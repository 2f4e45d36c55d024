/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.nameplate.model.language.MissingPolicy;
import io.nameplate.model.language.State;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MonthAccountTest {

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final BillingMonth JUNE = new BillingMonth(YearMonth.of(2026, 6), CHICAGO);
    private static final Set<State> TENANT = Set.of(State.EXCLUDED, State.OUTSIDE_CONTROL, State.CURTAILED);
    private static final long HOUR = 3_600_000;
    private static final int GPUS = 512;

    /** 720 h, 48 h out, 96 h at half: (720 - 48 - 48) / 720. */
    @Test
    void aMonthWithTwoDaysOutAndFourAtHalfHasAnEquivalentAvailabilityOf86Point7Percent() {
        MonthAccount account = new MonthAccount(JUNE, TENANT);
        long hours = JUNE.length().toHours();
        for (int h = 0; h < hours; h++) {
            long all = GPUS * HOUR;
            Map<State, Long> states = h < 48
                    ? Map.of(State.UNPOWERED, all)
                    : h < 144 ? Map.of(State.DERATED, all / 2, State.UTILIZED, all / 2) : Map.of(State.IDLE, all);
            account.add(JUNE.start().plus(Duration.ofHours(h)), all, states);
        }

        EquivalentAvailability availability = account.availability();
        assertThat(hours).isEqualTo(720);
        assertThat(account.intervals()).isEqualTo(720);
        assertThat(Math.round(availability.low() * 1000)).isEqualTo(867);
        assertThat(availability.low()).isEqualTo(availability.high()).isEqualTo(624.0 / 720);
    }

    @Test
    void whatTheTenantBearsLeavesBothSides() {
        MonthAccount account = new MonthAccount(JUNE, TENANT);
        account.add(JUNE.start(), 100, Map.of(State.EXCLUDED, 40L, State.FAULTED, 15L, State.UTILIZED, 45L));

        assertThat(account.availability()).isEqualTo(new EquivalentAvailability(60, 15, 0));
        assertThat(account.availability().low()).isCloseTo(0.75, within(1e-12));
    }

    @Test
    void maintenanceBeyondWhatIsAllowedIsLost() {
        MonthAccount account = new MonthAccount(JUNE, TENANT, 50);
        account.add(JUNE.start(), 100, Map.of(State.EXCLUDED, 40L, State.FAULTED, 15L, State.UTILIZED, 45L));
        assertThat(account.availability()).as("within the cap").isEqualTo(new EquivalentAvailability(60, 15, 0));
        account.add(JUNE.start().plusSeconds(60), 100, Map.of(State.EXCLUDED, 30L, State.UTILIZED, 70L));
        assertThat(account.availability()).isEqualTo(new EquivalentAvailability(130 + 20, 15 + 20, 0));

        for (MissingPolicy.Treatment treatment : MissingPolicy.Treatment.values()) {
            MissingPolicy policy = new MissingPolicy(treatment, 900, Duration.ofMinutes(10));
            MissingDataAccount missing = new MissingDataAccount(JUNE, TENANT, policy, 50);
            missing.add(JUNE.start(), 200, Map.of(State.EXCLUDED, 70L, State.FAULTED, 15L, State.UTILIZED, 115L));
            assertThat(missing.settle())
                    .isEqualTo(
                            new MissingDataAccount.Month(150, 35, 0, 0, 0, 20, new EquivalentAvailability(150, 35, 0)));
        }
    }

    @Test
    void whatWasNotMeasuredIsNeitherUpNorDown() {
        MonthAccount account = new MonthAccount(JUNE, TENANT);
        account.add(JUNE.start(), 100, Map.of(State.UNMEASURED, 10L, State.UNCOOLED, 20L, State.IDLE, 70L));

        assertThat(account.availability().low()).isEqualTo(0.7);
        assertThat(account.availability().high()).isEqualTo(0.8);
    }

    @Test
    void aMonthInWhichNothingWasObligedHasNoShare() {
        EquivalentAvailability none = new MonthAccount(JUNE, TENANT).availability();

        assertThat(none.isAssessed()).isFalse();
        assertThatThrownBy(none::low).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aMonthInWhichClocksChangeHasAnHourMoreOrLess() {
        assertThat(new BillingMonth(YearMonth.of(2026, 3), CHICAGO).length()).isEqualTo(Duration.ofHours(743));
        assertThat(new BillingMonth(YearMonth.of(2026, 11), CHICAGO).length()).isEqualTo(Duration.ofHours(721));
        assertThat(JUNE.start()).isEqualTo(Instant.parse("2026-06-01T05:00:00Z"));
        assertThat(new BillingMonth(YearMonth.of(2026, 12), CHICAGO).start())
                .isEqualTo(Instant.parse("2026-12-01T06:00:00Z"));
    }

    @Test
    void anIntervalBelongsToTheMonthThatHoldsItsStartInTheLeasesZone() {
        Instant lastOfMay = Instant.parse("2026-06-01T04:59:50Z");

        assertThat(BillingMonth.of(lastOfMay, CHICAGO).month()).isEqualTo(YearMonth.of(2026, 5));
        assertThat(JUNE.holds(lastOfMay)).isFalse();
        assertThat(JUNE.holds(lastOfMay.plusSeconds(10))).isTrue();
        assertThatThrownBy(() -> new MonthAccount(JUNE, TENANT).add(lastOfMay, 1, Map.of()))
                .hasMessageContaining("2026-06-01T04:59:50Z");
    }
}
