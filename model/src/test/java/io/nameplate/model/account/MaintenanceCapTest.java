/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Document;
import io.nameplate.model.language.Lease;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A line of 512 GPUs, from the 16th of June on 1,024, in a month of 720 hours. */
class MaintenanceCapTest {

    private static final String TEXT = """
            site: {site: s1, zone: UTC, slot: 5s, interval: 10s}
            halls: [h1]
            skus: [{sku: H100, reference_clock_mhz: 2000}]
            collectors: [{collector: c1, halls: [h1]}]
            leases:
              - lease: acme
                supplier: Memphis Compute
                tenant: acme
                from: 2026-06-01T05:00:00Z
                to: 2029-06-11T05:00:00Z
                zone: America/Chicago
                price_per_month: 1000
                currency: USD
                %s
                lines:
                  - {line: h100, sku: H100, guaranteed_clock_mhz: 1600, contracted_limit_w: 700,
                     ramp: [{from: 2026-06-01T05:00:00Z, gpus: 512}, {from: 2026-06-16T05:00:00Z, gpus: 1024}]}
                terms: [{term: availability, at_least: 0.99}]
            """;

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final long HOUR = 3_600_000;

    private static long allowed(String cap, int year, int month) {
        Registry registry = RegistryReader.read(List.of(new Document("site.yaml", TEXT.formatted(cap))), 1);
        Lease lease = registry.leases().values().iterator().next();
        return MaintenanceCap.allowedGpuMs(
                lease, lease.lines().get(0), new BillingMonth(YearMonth.of(year, month), CHICAGO));
    }

    @Test
    void aCapIsForAllGpusOfAnAverageHour() {
        assertThat(allowed("maintenance_cap: 8h", 2026, 7)).isEqualTo(8 * HOUR * 1024);
        assertThat(allowed("maintenance_cap: 8h", 2026, 6))
                .as("half of June obliges 512, half 1,024")
                .isEqualTo(8 * HOUR * 768);
        assertThat(allowed("maintenance_cap: 0s", 2026, 7)).isZero();
    }

    @Test
    void onlyTimeInWhichTheLineObligesCounts() {
        assertThat(allowed("maintenance_cap: 8h", 2026, 5))
                .as("before the lease")
                .isZero();
        assertThat(allowed("maintenance_cap: 8h", 2029, 6))
                .as("the term ends with the 10th of June")
                .isEqualTo(8 * HOUR * 1024);
    }

    @Test
    void withoutACapAllThatIsAgreedIsAllowed() {
        assertThat(allowed("open_after: 2", 2026, 7)).isEqualTo(Long.MAX_VALUE);
    }
}
