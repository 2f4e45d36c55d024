/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.ledger.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.alerting.MemoryLedger;
import io.nameplate.alerting.Sample;
import io.nameplate.alerting.ledger.registry.RegistryBook;
import io.nameplate.alerting.ledger.results.Intake;
import io.nameplate.alerting.ledger.results.ResultBook;
import io.nameplate.alerting.ledger.results.ResultReader;
import io.nameplate.alerting.ledger.results.SettledReader;
import io.nameplate.alerting.ledger.store.Database;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.LeaseId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Billing months of a lease in Chicago, where the clocks change in November and in March. */
class AccountReaderTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2027-04-02T00:00:00Z"), ZoneOffset.UTC);

    private final ObjectMapper json = new ObjectMapper();
    private AccountReader accounts;
    private ResultBook results;
    private Lease lease;
    private int counter;

    @BeforeEach
    void aLedger() {
        Database database = MemoryLedger.migrated();
        RegistryBook registry = new RegistryBook(database, CLOCK);
        registry.post(Sample.registry());
        lease = Objects.requireNonNull(
                registry.latestRegistry().orElseThrow().leases().get(new LeaseId("acme-17")));
        results = new ResultBook(
                database,
                CLOCK,
                registry::registry,
                (hall, start) -> Optional.empty(),
                (connection, id, term, from, to) -> false);
        accounts = new AccountReader(new ResultReader(database), new SettledReader(database), CLOCK);
    }

    private void settled(String... starts) {
        List<JsonNode> posts = new ArrayList<>();
        for (String start : starts) {
            int index =
                    (int) (Duration.between(Sample.START, Instant.parse(start)).toSeconds() / 10);
            Map<String, Object> result = Sample.result(index, ++counter, "settled", "UNCOOLED", 1000L * counter);
            posts.add(json.valueToTree(result));
        }
        assertThat(((Intake.Taken) results.take(1, "test", posts)).accepted()).isEqualTo(starts.length);
    }

    private long intervals(String month) {
        Instant within = Instant.parse(month + "-15T12:00:00Z");
        LeaseAccount account = accounts.account(lease, within);
        assertThat(account.month().month()).isEqualTo(YearMonth.parse(month));
        return account.totals().basis().intervals();
    }

    @Test
    void anIntervalBelongsToTheMonthThatHoldsItsStartInTheLeasesZoneAcrossTheChangeOfClocks() {
        settled(
                "2026-11-01T04:59:50Z", // 23:59:50 CDT of October
                "2026-11-01T05:00:00Z", // midnight CDT
                "2026-11-01T06:30:00Z", // 01:30 CDT
                "2026-11-01T07:30:00Z", // 01:30 again, CST: the day has 25 hours
                "2026-12-01T05:59:50Z", // 23:59:50 CST: in CDT it would be December
                "2026-12-01T06:00:00Z"); // midnight CST
        assertThat(intervals("2026-10")).isEqualTo(1);
        assertThat(intervals("2026-11")).isEqualTo(4);
        assertThat(intervals("2026-12")).isEqualTo(1);
        assertThat(accounts.account(lease, Instant.parse("2026-11-10T00:00:00Z"))
                        .month()
                        .length())
                .isEqualTo(Duration.ofHours(721));
    }

    @Test
    void theMonthOfTheShortDayEndsAnHourEarlierInUtc() {
        settled(
                "2027-03-14T07:59:50Z", // 01:59:50 CST
                "2027-03-14T08:00:00Z", // 03:00 CDT: the day has 23 hours
                "2027-04-01T04:59:50Z", // 23:59:50 CDT
                "2027-04-01T05:00:00Z"); // April
        assertThat(intervals("2027-03")).isEqualTo(3);
        assertThat(accounts.account(lease, Instant.parse("2027-03-20T00:00:00Z"))
                        .month()
                        .length())
                .isEqualTo(Duration.ofHours(743));
    }

    @Test
    void aRestatedIntervalCountsOnceInItsLatestRevision() {
        settled("2026-11-01T05:00:00Z");
        settled("2026-11-01T05:00:00Z");
        LeaseAccount account = accounts.account(lease, Instant.parse("2026-11-10T00:00:00Z"));
        assertThat(account.totals().basis().intervals()).isEqualTo(1);
        assertThat(account.totals().contracted()).isEqualTo(Sample.CONTRACTED);
    }
}
