/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.model.account;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.Lease;
import io.nameplate.model.verdict.SmallSite;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** A line of 512 GPUs, from the 16th of June on 1,024, in a month of 720 hours. */
class MaintenanceCapTest {

    private static final ZoneId CHICAGO = ZoneId.of("America/Chicago");
    private static final long HOUR = 3_600_000;

    private static long allowed(String cap, int year, int month) {
        Lease lease = new SmallSite()
                .until("2029-06-11T05:00:00Z")
                .ramp("{from: 2026-06-01T05:00:00Z, gpus: 512}, {from: 2026-06-16T05:00:00Z, gpus: 1024}")
                .lease(cap)
                .registry()
                .leases()
                .values()
                .iterator()
                .next();
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
