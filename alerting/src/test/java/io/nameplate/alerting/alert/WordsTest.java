/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.alert.situation.Situation;
import io.nameplate.alerting.alert.situation.Words;
import io.nameplate.alerting.ledger.deviations.Deviation;
import io.nameplate.alerting.ledger.deviations.DeviationId;
import io.nameplate.alerting.ledger.deviations.Episode;
import io.nameplate.model.language.Layer;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import io.nameplate.model.language.RegistryReader;
import io.nameplate.model.language.Term;
import io.nameplate.model.verdict.BlockLosses;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What people read about a deviation. */
class WordsTest {

    static final Lease LEASE = Optional.ofNullable(
                    RegistryReader.read(Sample.registry(), 1).leases().get(new LeaseId("acme-17")))
            .orElseThrow();

    @Test
    void timesHaveTheirDayBecauseAPageIsReadLater() {
        assertThat(words("2026-06-15T12:00:00Z", null).sentence()).contains("since 15 Jun 07:00 CDT: at worst 51.8 %");
    }

    @Test
    void aStretchNamesWhatItsEndsShareOnce() {
        assertThat(words("2026-06-15T12:00:20Z", "2026-06-15T12:01:30Z").sentence())
                .contains("from 15 Jun 07:00:20 to 07:01:30 CDT");
        assertThat(words("2026-06-15T12:00:00Z", "2026-06-16T12:00:00Z").sentence())
                .contains("from 15 Jun 07:00 to 16 Jun 07:00 CDT");
        assertThat(words("2026-11-01T05:30:00Z", "2026-11-01T08:00:00Z").sentence())
                .contains("from 1 Nov 00:30 CDT to 02:00 CST");
    }

    @Test
    void aLossThatTwoTermsCountIsWorthItsMoneyOnce() {
        Deviation performance = deviation(2, Term.Kind.PERFORMANCE, "2026-06-15T12:00:00Z", null);
        Deviation availability = deviation(1, Term.Kind.AVAILABILITY, "2026-06-15T12:00:00Z", null);
        Optional<BigDecimal> worth = Optional.of(new BigDecimal("4.91"));
        assertThat(new Words(new Situation(LEASE, List.of(performance), List.of(availability), worth)).atStake())
                .contains("about USD 4.91")
                .endsWith("These GPU-hours, or a part of them, stand in D-1 (availability) too: count them once.");
        assertThat(new Words(new Situation(LEASE, List.of(performance), List.of(), worth)).atStake())
                .doesNotContain("count them once");
    }

    private static Words words(String from, String to) {
        return new Words(new Situation(
                LEASE, List.of(deviation(1, Term.Kind.AVAILABILITY, from, to)), List.of(), Optional.empty()));
    }

    private static Deviation deviation(long number, Term.Kind term, String from, String to) {
        long first = Instant.parse(from).getEpochSecond();
        OptionalLong closed = to == null
                ? OptionalLong.empty()
                : OptionalLong.of(Instant.parse(to).getEpochSecond());
        return new Deviation(
                new DeviationId(number),
                LEASE.lease(),
                term,
                to == null ? Deviation.State.OPEN : Deviation.State.CLOSED,
                new Episode(
                        first,
                        first + 10,
                        first + 20,
                        closed,
                        2,
                        Map.of(Layer.COOLING, 3_420_000L),
                        BlockLosses.NONE,
                        518,
                        990,
                        false),
                Optional.empty(),
                Instant.parse(from));
    }
}
