/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.nameplate.collectors.Sites;
import io.nameplate.collectors.inventory.PointValue;
import io.nameplate.collectors.modbus.PollEnd;
import io.nameplate.collectors.mqtt.MessageFault;
import io.nameplate.model.FreePort;
import io.nameplate.model.language.AssetId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.wire.PlantReadings.Quality;
import io.nameplate.model.wire.QualityReason;
import io.nameplate.model.wire.ValueFlag;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the dashboard "Collectors" asks for is what a running collector shows. */
class DashboardMetricsIT {

    private static final Path DASHBOARD =
            Path.of("../dashboards/src/main/resources/grafana/json/nameplate/collectors.json");
    private static final Pattern METRIC = Pattern.compile("nameplate_[a-z_]+");
    private static final Pattern SHOWN = Pattern.compile("(?m)^(nameplate_[a-z_]+)(\\{([^}]*)})?");
    private static final Pattern BY = Pattern.compile("(?:by|legend) \\(([a-z_, ]+)\\)");

    @TempDir
    Path folder;

    @Test
    void everyMetricOfTheDashboardIsOneThatARunningCollectorShows() throws Exception {
        String shown = shown();
        Set<String> names =
                SHOWN.matcher(shown).results().map(found -> found.group(1)).collect(Collectors.toSet());
        Set<String> asked = new TreeSet<>();
        JsonNode dashboard = new ObjectMapper().readTree(Files.readString(DASHBOARD));
        for (JsonNode panel : dashboard.path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                METRIC.matcher(target.path("expr").asText()).results().forEach(found -> asked.add(found.group()));
                labelsAreThere(target.path("expr").asText(), shown);
            }
        }
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(names).containsAll(asked);
        assertThat(shown).contains("nameplate_records_residual 0.0");
    }

    /** That a series of the expression's first metric has the labels that it is added up by. */
    private static void labelsAreThere(String expression, String shown) {
        BY.matcher(expression).results().forEach(found -> {
            for (String label : found.group(1).split(", ", -1)) {
                if (!label.equals("instance")) {
                    assertThat(METRIC.matcher(expression).results())
                            .as("%s in %s", label, expression)
                            .anySatisfy(metric -> assertThat(shown)
                                    .containsPattern("(?m)^" + metric.group() + "\\{[^}]*\\b" + label + "="));
                }
            }
        });
    }

    /** What a collector shows with a device, sources of every kind, and one of each thing that can go wrong. */
    private String shown() throws Exception {
        int nobody = FreePort.next();
        Path devices = Files.writeString(folder.resolve("devices.yaml"), """
                devices:
                  - {device: pdu-1, profile: cdu-generic, host: 127.0.0.1, port: %1$d, poll: 1s}
                mqtt:
                  - {name: gpus, broker: "tcp://127.0.0.1:%1$d", topics: ["telegraf/#"], format: influx-line}
                scrape:
                  - {name: exporters, format: dcgm, url: "http://127.0.0.1:%1$d/{node}"}
                """.formatted(nobody));
        Plan plan = PlanTest.plan(
                Map.of(
                        "data", folder.resolve("data").toString(),
                        "broker", "tcp://127.0.0.1:" + nobody,
                        "devices", devices.toString()),
                Map.of());
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        Metrics metrics = new Metrics(meters);
        DeviceFile file = new DeviceFile(plan);
        Registry registry = Sites.small(2, 1, 10);
        RegistrySource ledger = new RegistrySource(URI.create("http://127.0.0.1:" + nobody), folder, Clock.systemUTC());
        try (Collector collector =
                new Collector(plan, file, file.read(Optional.empty()), registry, ledger, metrics, Clock.systemUTC())) {
            assertThat(collector.stalled()).isFalse();
            AssetId asset = new AssetId("pdu-1");
            metrics.polled(new PollEnd(asset, 255, PollEnd.OK, "", Duration.ofMillis(3)));
            metrics.polled(new PollEnd(asset, 255, "timeout", "", Duration.ofMillis(3)));
            metrics.messageFault("gpus", MessageFault.BAD_LINE);
            metrics.scrapes().leftOut("exporters", "other_node");
            metrics.otlp().leftOut("in", "no_node");
            metrics.flagged(asset, new PointValue("power", 1, "W", Quality.BAD, QualityReason.RANGE));
            metrics.flagged(new ValueFlag(ValueFlag.Of.POWER, Quality.BAD, QualityReason.RANGE, -1));
            return meters.scrape();
        }
    }
}
