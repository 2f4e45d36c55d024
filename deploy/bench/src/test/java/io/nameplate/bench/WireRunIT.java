/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processes of a measurement over a broker, with a small site. */
class WireRunIT {

    @TempDir
    Path folder;

    @Test
    void whatWasPlayedAndInterruptedByAKillIsSettledAsOffline() throws Exception {
        WireSite site = WireSite.steady(2, WireBench.INTERVAL, WireBench.START);
        try (WireRun run = new WireRun(folder, WireBroker.MOSQUITTO, "hivemq", site, new CountingLedger(site.yaml()))) {
            run.play(50, 0);
            WireRun.Watched watched = run.watch(20, 0);
            assertThat(watched.appended()).hasSize(20);
            assertThat(watched.nanos()).isPositive();
            run.killJob();
            run.append(60, 0);
            assertThat(run.restore(60, 1).drain()).isPositive();
            run.verify();
            assertThat(run.played()).isEqualTo(131);
        }
    }
}
