/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.evidence.PlantTimeline;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.State;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is timed does what it says: on a small site every mix adds up, and the yardstick counts the same GPUs. */
class SettlementForkTest {

    private static final long START = Instant.parse("2026-06-02T12:00:00Z").getEpochSecond();

    @Test
    void everyMixAddsUp() {
        for (Mix mix : Mix.values()) {
            Registry registry = BenchSite.registry(2, 1, 10);
            Kernel kernel = new Kernel(registry);
            Recording recording = new Recording(registry, mix, START, 10);
            kernel.run(recording);
            if (mix == Mix.DARK) {
                assertThat(kernel.states()).containsOnlyKeys(State.FAULTED);
            } else {
                assertThat(kernel.states()).as("%s", mix).containsKeys(State.UTILIZED, State.IDLE, State.DERATED);
            }
            assertThat(kernel.evidence(recording.start, recording.records, new PlantTimeline()))
                    .as("%s", mix)
                    .isNotEmpty();
        }
    }

    @Test
    void thePlainLoopCountsTheSameOfTheNormalMix() {
        Registry registry = BenchSite.registry(2, 1, 10);
        Recording recording = new Recording(registry, Mix.NORMAL, START, 10);
        Kernel kernel = new Kernel(registry);
        kernel.run(recording);
        assertThat(new PlainLoop(recording).run()).isEqualTo(kernel.states());
    }

    @Test
    void offlineSettlementAddsUpFromMemoryAndFromASpool(@TempDir Path folder) {
        Offline offline = new Offline(new Recording(BenchSite.registry(2, 10, 60), Mix.NORMAL, START, 120));
        offline.run(offline.ready(), offline.encoded());
        offline.fill(folder.resolve("spool"));
        assertThat(Offline.bytes(folder)).isPositive();
        offline.run(offline.ready(), folder.resolve("spool"));
    }

    @Test
    void theStreamJobFromMemorySettlesWhatTheDirectLoopDoes() {
        try (FlinkRun run = new FlinkRun(BenchSite.registry(2, 1, 10), START)) {
            run.direct();
            assertThat(run.flink()).as("it refuses other sums").isPositive();
        }
    }

    @Test
    void samplesBecomeFigures() {
        Figures figures = new Figures();
        List.of("plain.normal.1s\t20", "kernel.normal.1s\t100", "kernel.normal.1s\t80", "kernel.normal.1s\t90")
                .forEach(figures::take);
        assertThat(Figures.json(figures.all())).isEqualTo("""
                {"figures":[
                  {"name":"settlement.normal.1s","unit":"ns per node frame","median":90.0,"min":80.0,"max":100.0,\
                "yardstick":"plain loop","yardstick_median":20.0,"ratio":4.500},
                  {"name":"settlement.normal.1s.rate","unit":"million GPU-records/s on one core","median":88.9,"min":80.0,\
                "max":100.0,"yardstick":null,"yardstick_median":null,"ratio":null}
                ]}
                """);
    }

    @Test
    void aGpuMoreCostsWhatTheLargerSiteCostsMore() {
        Figures figures = new Figures();
        List.of("gpus.100\t20", "gpus.300\t14", "gpus.100\t24", "gpus.300\t16", "gpus.100\t22", "gpus.300\t12")
                .forEach(figures::take);
        Figure marginal = figures.all().get(2);
        assertThat(marginal.name()).isEqualTo("settlement.marginal.100-300");
        assertThat(marginal.values()).containsExactly(11.0, 12.0, 7.0);
    }
}
