/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nameplate.model.language.MissingPolicy;
import io.nameplate.model.language.State;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Ten intervals of a minute and 1,000 GPU-ms each, worked out by hand: the third lost 400, the fourth is unmeasured, of the fifth
 * 500 are, the rest is delivered. So 10,000 are obliged, 400 lost, 1,500 unmeasured: coverage 85 %.
 */
class MissingDataAccountTest {

    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final BillingMonth JUNE = BillingMonth.of(START, ZoneId.of("UTC"));

    private static Map<State, Long> minute(int number) {
        return switch (number) {
            case 3 -> Map.of(State.FAULTED, 400L, State.UTILIZED, 600L);
            case 4 -> Map.of(State.UNMEASURED, 1000L);
            case 5 -> Map.of(State.UNMEASURED, 500L, State.IDLE, 500L);
            default -> Map.of(State.UTILIZED, 1000L);
        };
    }

    private static MissingDataAccount.Month settle(MissingPolicy.Treatment treatment, int minCoverage, Duration carry) {
        List<Integer> minutes = new ArrayList<>(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
        Collections.shuffle(minutes, new Random(minCoverage));
        MissingDataAccount account =
                new MissingDataAccount(JUNE, Set.of(State.EXCLUDED), new MissingPolicy(treatment, minCoverage, carry));
        minutes.forEach(number -> account.add(START.plusSeconds(60L * number), 1000, minute(number)));
        return account.settle();
    }

    private static MissingDataAccount.Month month(
            long obliged, long lost, long excluded, long carriedLost, long countedLost) {
        return new MissingDataAccount.Month(
                obliged, lost, excluded, carriedLost, countedLost, 0, new EquivalentAvailability(10_000, 400, 1500));
    }

    @Test
    void excludedTimeLeavesBothSides() {
        MissingDataAccount.Month month = settle(MissingPolicy.Treatment.EXCLUDED, 850, Duration.ZERO);
        assertThat(month).isEqualTo(month(8500, 400, 1500, 0, 0));
        // 8,100 / 8,500
        assertThat(month.availablePerMille()).isEqualTo(952);
    }

    @Test
    void whatIsMissingBeyondTheMinimumCoverageIsLostWhateverTheTreatment() {
        // 90 % of 10,000 must be measured: 1,000 may be missing, 500 are too many
        assertThat(settle(MissingPolicy.Treatment.EXCLUDED, 900, Duration.ZERO))
                .isEqualTo(month(9000, 900, 1000, 0, 500));
        assertThat(settle(MissingPolicy.Treatment.DELIVERED, 900, Duration.ZERO))
                .isEqualTo(month(10_000, 900, 0, 0, 500));
        assertThat(settle(MissingPolicy.Treatment.DELIVERED, 1000, Duration.ZERO)
                        .availablePerMille())
                .as("all has to be measured: as if it counted as lost")
                .isEqualTo(
                        settle(MissingPolicy.Treatment.LOST, 0, Duration.ZERO).availablePerMille());
    }

    @Test
    void deliveredAndLostAreTheEndsOfTheRange() {
        MissingDataAccount.Month best = settle(MissingPolicy.Treatment.DELIVERED, 0, Duration.ZERO);
        MissingDataAccount.Month worst = settle(MissingPolicy.Treatment.LOST, 0, Duration.ZERO);
        assertThat(best).isEqualTo(month(10_000, 400, 0, 0, 0));
        assertThat(worst).isEqualTo(month(10_000, 1900, 0, 0, 1500));
        assertThat(best.range().high()).isEqualTo(best.availablePerMille() / 1000.0);
        assertThat(worst.range().low()).isEqualTo(worst.availablePerMille() / 1000.0);
    }

    @Test
    void theLastKnownIntervalStandsForTheOnesBehindItWhileItIsYoungEnough() {
        // the third lost 400 of 1,000: 400 of the fourth's 1,000 and 200 of the fifth's 500
        assertThat(settle(MissingPolicy.Treatment.LAST_KNOWN, 850, Duration.ofMinutes(2)))
                .isEqualTo(month(10_000, 1000, 0, 600, 0));
        // one minute carries to the fourth only: the fifth's 500 leave both sides
        assertThat(settle(MissingPolicy.Treatment.LAST_KNOWN, 850, Duration.ofMinutes(1)))
                .isEqualTo(month(9500, 800, 500, 400, 0));
        // 1,000 of 1,500 are allowed: 400 of the 600 carried, and 500 lost
        assertThat(settle(MissingPolicy.Treatment.LAST_KNOWN, 900, Duration.ofMinutes(2)))
                .isEqualTo(month(10_000, 1300, 0, 400, 500));
    }

    @Test
    void whatTheTenantBearsIsNotObliged() {
        MissingDataAccount account = new MissingDataAccount(JUNE, Set.of(State.EXCLUDED), MissingPolicy.DEFAULT);
        account.add(START, 1000, Map.of(State.EXCLUDED, 200L, State.FAULTED, 80L, State.UTILIZED, 720L));
        assertThat(account.settle().obliged()).isEqualTo(800);
        assertThat(account.settle().availablePerMille()).isEqualTo(900);
        assertThatThrownBy(() -> account.add(START, 1000, Map.of())).hasMessageContaining("there twice");
        assertThatThrownBy(() -> account.add(JUNE.end(), 1000, Map.of())).hasMessageContaining("does not begin in");
    }
}
