/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.accounts.AccountReader;
import io.nameplate.alerting.ledger.accounts.EnergyReader;
import io.nameplate.model.account.EquivalentAvailability;
import io.nameplate.model.account.MeterAccount;
import io.nameplate.model.account.MissingDataAccount;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Registry;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the ledger promises of months: unmeasured time and meters. */
abstract class AccountsContract extends LedgerWorld {

    /** June in Chicago begins at 05:00 UTC: the sample's interval 1,800. Each interval obliges 5,120,000 GPU-ms. */
    @Test
    void aMonthCountsWhatWasNotMeasuredAsItsLeaseSays() {
        take(
                5,
                settled(1800, 1, 0),
                Sample.result(1801, 2, "settled", "FAULTED", 2_560_000),
                unmeasured(1802, 3, 5_120_000, Map.of("wan", 5_120_000)),
                unmeasured(1803, 4, 1_280_000, Map.of("device", 1_280_000)),
                Sample.result(1804, 5, "provisional", "FAULTED", 5_120_000));
        assertThat(month("{counts_as: excluded, min_coverage: 0}"))
                .isEqualTo(counted(14_080_000, 2_560_000, 6_400_000, 0, 0));
        // nine tenths have to be measured: 2,048,000 may be missing, 4,352,000 are too many
        assertThat(month("{counts_as: excluded}"))
                .isEqualTo(counted(18_432_000, 2_560_000 + 4_352_000, 2_048_000, 0, 4_352_000));
        assertThat(month("{counts_as: delivered, min_coverage: 0}")).isEqualTo(counted(20_480_000, 2_560_000, 0, 0, 0));
        assertThat(month("{counts_as: lost}")).isEqualTo(counted(20_480_000, 8_960_000, 0, 0, 6_400_000));
        // half of the third was lost like the second; the fourth is 20 s behind it, which is too old
        assertThat(month("{counts_as: last_known, carry: 15s, min_coverage: 0}"))
                .isEqualTo(counted(19_200_000, 5_120_000, 1_280_000, 2_560_000, 0));
    }

    private MissingDataAccount.Month month(String missing) {
        String text = Sample.text(0.99).replace("contacts:", "missing: " + missing + "\n    contacts:");
        registry.post(List.of(new Document("site.yaml", text)));
        Lease lease = Objects.requireNonNull(
                registry.latestRegistry().orElseThrow().leases().get(LEASE));
        Clock clock = Clock.fixed(Sample.interval(1900), ZoneOffset.UTC);
        return new AccountReader(reader, settled, clock)
                .account(lease, Sample.interval(1900))
                .counted();
    }

    private static MissingDataAccount.Month counted(
            long obliged, long lost, long excluded, long carriedLost, long countedLost) {
        return new MissingDataAccount.Month(
                obliged,
                lost,
                excluded,
                carriedLost,
                countedLost,
                0,
                new EquivalentAvailability(20_480_000, 2_560_000, 6_400_000));
    }

    /** Read at 9 s of each interval but the third; the counter stands at 1,000 J after the first. */
    @Test
    void whatAMeterRoseByAcrossIntervalsWithoutAReadingIsClosedFromTheContentsAroundThem() {
        take(
                5,
                metered(1800, 1, -1, 0, 9, 1000),
                metered(1801, 2, -1, 1000, 9, 2000),
                settled(1802, 3, 0),
                metered(1803, 4, 1, 5000, 9, 5600));
        Registry known = registry.latestRegistry().orElseThrow();
        Lease lease = Objects.requireNonNull(known.leases().get(LEASE));
        assertThat(new EnergyReader(settled).month(known, lease, lease.lines().get(0), Sample.interval(1801)))
                .singleElement()
                .isEqualTo(new EnergyReader.MeterMonth(
                        new AssetId("meter-1"),
                        3,
                        Sample.interval(1803).plusSeconds(9),
                        new MeterAccount.Share(Sample.interval(1800), 2600, 3000, 0)));
    }

    @SuppressWarnings("unchecked") // what Sample puts there
    private static Map<String, Object> metered(
            int index, int counter, int fromSecond, long from, int toSecond, long to) {
        Map<String, Object> result = settled(index, counter, 0);
        Map<String, Object> content = new TreeMap<>((Map<String, Object>) result.get("content"));
        long start = Sample.interval(index).toEpochMilli();
        Map<String, Long> figures = Map.of(
                "from_ms",
                start + fromSecond * 1000L,
                "from_j",
                from,
                "to_ms",
                start + toSecond * 1000L,
                "to_j",
                to,
                "sum_j",
                to - from,
                "exact",
                1L);
        content.put("measured", Map.of("energy", Map.of("meters", Map.of("meter-1", figures))));
        result.put("content", content);
        return result;
    }
}
