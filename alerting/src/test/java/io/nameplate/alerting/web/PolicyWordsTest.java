/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MissingDataAccount;
import io.nameplate.model.language.MissingPolicy;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PolicyWordsTest {

    private static final long HOUR = 3_600_000;

    private static String words(
            MissingPolicy.Treatment treatment, int least, long excluded, long carriedLost, long countedLost) {
        MissingPolicy policy = new MissingPolicy(treatment, least, Duration.ofMinutes(10));
        return new PolicyWords(
                        policy,
                        null,
                        new MissingDataAccount.Month(
                                1000 * HOUR,
                                0,
                                excluded * HOUR,
                                carriedLost * HOUR,
                                countedLost * HOUR,
                                0,
                                new EquivalentAvailability(1000 * HOUR, 0, 200 * HOUR)))
                .sentence();
    }

    @Test
    void maintenanceBeyondWhatTheLeaseAllowsIsNamed() {
        Duration cap = Duration.ofHours(8);
        EquivalentAvailability whole = new EquivalentAvailability(1000 * HOUR, 30 * HOUR, 0);
        assertThat(new PolicyWords(
                                MissingPolicy.DEFAULT,
                                cap,
                                new MissingDataAccount.Month(1000 * HOUR, 30 * HOUR, 0, 0, 0, 30 * HOUR, whole))
                        .sentence())
                .endsWith("So far all of it was measured. Agreed maintenance of a line may last 8 h a month;"
                        + " 30.00 GPU-hours beyond that count as lost.");
        assertThat(new PolicyWords(MissingPolicy.DEFAULT, cap, MissingDataAccount.Month.NONE).sentence())
                .endsWith("Agreed maintenance of a line may last 8 h a month.");
    }

    @Test
    void thePolicyAndWhatItDidStandInOneSentenceEach() {
        assertThat(words(MissingPolicy.Treatment.EXCLUDED, 900, 100, 0, 100))
                .isEqualTo("Time that was not measured leaves both sides; more than 10.0 % of the month counts as lost"
                        + " whatever the reason (at least 90.0 % has to be measured). So far 200.00 GPU-hours were not"
                        + " measured: 100.00 GPU-hours left both sides, 100.00 GPU-hours count as lost.");
        assertThat(words(MissingPolicy.Treatment.LOST, 0, 0, 0, 200))
                .isEqualTo("Time that was not measured counts as lost. So far 200.00 GPU-hours were not measured:"
                        + " 200.00 GPU-hours count as lost.");
        assertThat(words(MissingPolicy.Treatment.DELIVERED, 0, 0, 0, 0))
                .isEqualTo("Time that was not measured counts as delivered. So far 200.00 GPU-hours were not measured:"
                        + " 200.00 GPU-hours count as delivered.");
        assertThat(words(MissingPolicy.Treatment.LAST_KNOWN, 0, 20, 30, 0))
                .isEqualTo("Time that was not measured counts like the last interval measured whole, up to 10 min"
                        + " before it; older than that it leaves both sides. So far 200.00 GPU-hours were not measured:"
                        + " 20.00 GPU-hours left both sides, 30.00 GPU-hours were lost like the time before them,"
                        + " 150.00 GPU-hours count as delivered.");
    }
}
