/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.nameplate.access.Tools;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.spool.SpoolReader;
import io.nameplate.model.FreePort;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.Column;
import io.nameplate.model.wire.Frames;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.UpRecord;
import io.nameplate.model.wire.ValueFlag;
import io.nameplate.model.wire.ValueFlag.Of;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exporter of which something is wrong, from the device file to the spool of a whole collector. */
class FlaggedGpusIT {

    private static final String ANSWER = """
            DCGM_FI_DEV_GPU_UTIL{gpu="0",UUID="GPU-a",Hostname="n001"} 97
            DCGM_FI_DEV_SM_CLOCK{gpu="0",UUID="GPU-a",Hostname="n001"} 1980000000
            DCGM_FI_DEV_GPU_UTIL{gpu="1",UUID="GPU-b",Hostname="n001"} 96
            DCGM_FI_DEV_SM_CLOCK{gpu="1",UUID="GPU-b",Hostname="n001"} 2980
            """;

    @TempDir
    Path folder;

    private HttpServer exporter;

    @BeforeEach
    void start() throws IOException {
        exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        exporter.createContext("/n001", exchange -> {
            byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        exporter.start();
    }

    @AfterEach
    void stop() {
        exporter.stop(0);
    }

    @Test
    void whatIsLeftOutStandsInTheSpoolAsItWasReadAndWhatIsDoubtedCountsAndIsSaid() throws Exception {
        int nobody = FreePort.next();
        Path devices = Files.writeString(
                folder.resolve("devices.yaml"),
                "scrape: [{name: exporters, format: dcgm, url: \"http://127.0.0.1:"
                        + exporter.getAddress().getPort() + "/{node}\"}]\n");
        Path data = folder.resolve("data");
        Plan plan = PlanTest.plan(
                Map.of("data", data.toString(), "broker", "tcp://127.0.0.1:" + nobody, "devices", devices.toString()),
                Map.of());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        DeviceFile file = new DeviceFile(plan);
        Registry registry = Sites.small(1, 1, 1);
        RegistrySource ledger = new RegistrySource(URI.create("http://127.0.0.1:" + nobody), folder, Clock.systemUTC());
        Clock clock = Clock.systemUTC();
        ValueFlag leftOut = new ValueFlag(Of.SM_CLOCK, Quality.BAD, QualityReason.UNIT_CONTRADICTED, 1_980_000_000);
        ValueFlag doubted = new ValueFlag(Of.SM_CLOCK, Quality.SUSPECT, QualityReason.CLOCK_BEYOND_SKU);
        try (Collector collector =
                new Collector(plan, file, file.read(Optional.empty()), registry, ledger, new Metrics(meters), clock)) {
            Tools.await(
                    "a GPU that contradicts itself for six readings stands in the spool",
                    () -> frames(data).stream()
                            .anyMatch(frames -> frames.flags().contains(new Frames.Flag(0, 1, doubted))));
            assertThat(collector.stalled()).isFalse();
        }
        List<Frames> flagged = frames(data).stream()
                .filter(frames -> !frames.flags().isEmpty())
                .toList();
        assertThat(flagged).allSatisfy(frames -> {
            assertThat(frames.flags()).contains(new Frames.Flag(0, 0, leftOut));
            assertThat(frames.value(Column.SM_CLOCK, 0, 0)).as("it is absent").isEqualTo(Frames.BLANK);
            assertThat(frames.value(Column.UTIL, 0, 0)).isEqualTo(970);
            assertThat(frames.value(Column.SM_CLOCK, 0, 1)).as("it counts").isEqualTo(2_980);
            assertThat(frames.receivedMillis(0))
                    .isEqualTo(frames.tsMillis(0))
                    .isBetween(frames.firstSlot() * 1_000 - 2_500, frames.firstSlot() * 1_000);
        });
        assertThat(meters.scrape())
                .contains(
                        "nameplate_gpu_readings_flagged_total{quality=\"bad\",reason=\"unit_contradicted\",value=\"sm_clock\"")
                .contains(
                        "nameplate_gpu_readings_flagged_total{quality=\"suspect\",reason=\"clock_beyond_sku\",value=\"sm_clock\"");
    }

    private static List<Frames> frames(Path data) {
        List<Frames> found = new ArrayList<>();
        try {
            SpoolReader.open(data.resolve("spool")).forEach(record -> {
                if (record.kind() == UpRecord.Kind.FRAMES) {
                    found.add(Frames.parse(record.body()));
                }
            });
            return found;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
