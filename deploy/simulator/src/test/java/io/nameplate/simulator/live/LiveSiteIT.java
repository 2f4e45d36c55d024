/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.simulator.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.FreePort;
import io.nameplate.simulator.scenario.Scenario;
import io.nameplate.simulator.scenario.ScenarioReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The live site seen by peers that we did not write: pymodbus on its registers, mosquitto and its client on its telemetry. */
@Timeout(90)
class LiveSiteIT {

    private static final String SITE = """
            scenario: small
            about: two nodes
            site: {site: s1, zone: UTC, slot: 1s, interval: 10s}
            collector: {collector: c1, poll: 1s}
            halls: [h1]
            skus: [{sku: H100, clock_mhz: 1980, limit_w: 700}]
            plant:
              feeds: [feed-a]
              pdus: [{pdu: pdu-1, feeds: [feed-a]}]
              chillers: [chiller-1]
              cdus: [{cdu: cdu-1, chillers: [chiller-1]}]
            blocks:
              - {block: b1, hall: h1, sku: H100, gpus: 2, nodes: 2, power: pdu-1, cooling: cdu-1, prefix: n}
            leases:
              - lease: l1
                lines: [{line: gpu, sku: H100, guaranteed_clock_mhz: 1590, contracted_limit_w: 700, gpus: 4, nodes: b1}]
            events:
            """;

    @TempDir
    Path folder;

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final List<Process> started = new CopyOnWriteArrayList<>();
    private int port;

    @BeforeEach
    void findTools() throws IOException {
        Tools.need(Tools.MOSQUITTO, Tools.MOSQUITTO_SUB, Tools.PYTHON, Tools.PYMODBUS);
        port = FreePort.next();
    }

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    private Process broker() throws IOException, InterruptedException {
        Process broker = Tools.broker(port, folder);
        started.add(broker);
        return broker;
    }

    private LiveSite site(String events, long seconds) {
        Scenario scenario = ScenarioReader.read("s.yaml", SITE + events);
        Clock clock = Clock.systemUTC();
        Instant start = clock.instant().plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
        return new LiveSite(
                scenario, start, seconds, URI.create("tcp://127.0.0.1:" + port), folder, 0, clock, said::add);
    }

    private static CompletableFuture<Void> play(LiveSite site) {
        return CompletableFuture.runAsync(() -> {
            try {
                site.run();
            } catch (IOException failed) {
                throw new AssertionError(failed);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private int portOf(String device) throws IOException {
        Matcher matcher = Pattern.compile("device: " + device + ",.*port: (\\d+)")
                .matcher(Files.readString(folder.resolve("devices.yaml")));
        assertThat(matcher.find()).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private String received(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void peersReadItsRegistersAndItsTelemetryWhileAChillerTrips() throws Exception {
        broker();
        Path messages = folder.resolve("messages");
        started.add(Tools.subscriber(port, messages));
        LiveSite site = site("  - {at: 4s, for: 60s, event: chiller_trip, target: chiller-1}\n", 11);
        CompletableFuture<Void> played = play(site);
        Tools.await(() -> Files.exists(folder.resolve("devices.yaml")), Duration.ofSeconds(10));

        assertThat(Tools.pymodbus(portOf("cdu-1"), 1, 45, 600, 900)).isEqualTo("600.0 900.0");
        assertThat(Tools.pymodbus(portOf("pdu-1"), 1, 3027, 230, 230, 230)).isEqualTo("230.0 230.0 230.0");
        assertThat(Tools.pymodbus(portOf("cdu-1"), 1, 0, 0)).isEqualTo("exception 2");
        assertThat(Tools.pymodbus(portOf("cdu-1"), 1, 45, 600, 0)).isEqualTo("600.0 0.0");

        Tools.await(() -> received(messages).contains("telegraf/n002 "), Duration.ofSeconds(10));
        played.get();
        String all = received(messages);
        assertThat(all)
                .containsPattern(
                        "telegraf/n001 dcgm,gpu=0,UUID=GPU-n001-0,hostname=n001 DCGM_FI_DEV_GPU_UTIL=90,"
                                + "DCGM_FI_DEV_SM_CLOCK=1980,DCGM_FI_DEV_POWER_USAGE=\\d+\\.\\d,DCGM_FI_DEV_GPU_TEMP=\\d+,"
                                + "DCGM_FI_DEV_ENFORCED_POWER_LIMIT=700,DCGM_FI_DEV_CLOCKS_EVENT_REASONS=4,"
                                + "DCGM_FI_DEV_XID_ERRORS=0,DCGM_FI_DEV_GET_GPU_RECOVERY_ACTION=0,"
                                + "DCGM_FI_PROF_GR_ENGINE_ACTIVE=0\\.9,DCGM_FI_PROF_PIPE_TENSOR_ACTIVE=0\\.5 \\d{10}000000000\n")
                .containsPattern("dcgm_node,hostname=n001 boot_id=\"n001-0\",gpu_count=2i \\d{10}000000000\n")
                .containsPattern("telegraf/reach/b1 reach,hostname=n001 reach=\"ok\",witness=\"on\",port=\"up\" \\d+\n"
                        + "reach,hostname=n002 reach=\"ok\"");
        assertThat(said.get(0)).startsWith("ready: 'small' with 4 GPUs, 3 Modbus devices");
        assertThat(said).contains("4s chiller-1 trips").endsWith("ended after 11 s");
        assertThat(Files.readAllLines(folder.resolve("truth.jsonl"))).hasSize(1);
        assertThat(folder.resolve("registry").resolve("site.yaml")).exists();
    }

    @Test
    void aBrokerThatGoesAwayIsSaidAndFoundAgain() throws Exception {
        Process first = broker();
        LiveSite site = site("  []\n", 60);
        CompletableFuture<Void> played = play(site);
        Tools.await(() -> !said.isEmpty(), Duration.ofSeconds(10));
        first.destroyForcibly().waitFor();
        Tools.await(() -> said.stream().anyMatch(line -> line.contains("is gone")), Duration.ofSeconds(20));
        broker();
        Path messages = folder.resolve("messages");
        started.add(Tools.subscriber(port, messages));
        Tools.await(() -> said.stream().anyMatch(line -> line.contains("is back")), Duration.ofSeconds(20));
        Tools.await(() -> received(messages).contains("telegraf/n001 dcgm"), Duration.ofSeconds(20));
        site.stop();
        played.get();
        assertThat(said.stream().filter(line -> line.contains("is gone"))).hasSize(1);
    }

    @Test
    void itStartsWithoutABrokerAndEndsWhenTold() throws Exception {
        LiveSite site = site("  []\n", Long.MAX_VALUE);
        CompletableFuture<Void> played = play(site);
        Tools.await(() -> said.stream().anyMatch(line -> line.startsWith("ready")), Duration.ofSeconds(10));
        Tools.await(() -> said.stream().anyMatch(line -> line.contains("is gone")), Duration.ofSeconds(20));
        site.stop();
        played.get();
        assertThat(said.get(said.size() - 1)).startsWith("ended after");
    }
}
