/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.readings.ReadingsFile;
import io.nameplate.collectors.recorder.MemoryLog;
import io.nameplate.collectors.replay.OfflineCollector;
import io.nameplate.collectors.spool.SpoolReader;
import io.nameplate.model.FreePort;
import io.nameplate.model.language.Document;
import io.nameplate.model.language.Registry;
import io.nameplate.model.language.RegistryReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The packaged collector, killed with SIGKILL in the middle of a replay: its spool is that of an undisturbed one. */
class KilledCollectorIT {

    private static final int NODES = 12;
    private static final int SECONDS = 2_400;
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final Document SITE = new Document("site.yaml", """
            site: {site: t, zone: UTC, slot: 1s, interval: 10s}
            halls: [h1]
            skus: [{sku: X, reference_clock_mhz: 1980}]
            collectors: [{collector: c1, halls: [h1]}]
            assets: [{asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}]
            blocks:
              - {block: b1, hall: h1, sku: X, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{prefix: n, count: 12}]}
            """);

    @TempDir
    Path folder;

    private final Registry registry = RegistryReader.read(List.of(SITE), 1);
    private HttpServer ledger;
    private Path readings;
    private int starts;

    @BeforeEach
    void prepare() throws IOException {
        byte[] answer = new ObjectMapper()
                .writeValueAsBytes(
                        Map.of("version", 1, "documents", List.of(Map.of("name", SITE.name(), "text", SITE.text()))));
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/api/v1/registry/latest", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        ledger.start();
        readings = readings();
    }

    @AfterEach
    void stop() {
        ledger.stop(0);
    }

    @Test
    void itsSpoolStatesEverythingOnce() throws Exception {
        MemoryLog undisturbed = new MemoryLog();
        try (ReadingsFile file = ReadingsFile.open(readings, registry)) {
            OfflineCollector.play(registry, file, 1, (id, draft) -> undisturbed.append(draft), bad -> {});
        }
        long before = 0;
        for (int kill = 1; kill <= 3; kill++) {
            long wanted = before + undisturbed.records.size() / 8;
            Process process = start();
            Tools.await("record " + wanted + " is appended", () -> size() > wanted * 100 || !process.isAlive());
            assertThat(process.isAlive())
                    .as("alive before kill %d: %s", kill, log())
                    .isTrue();
            process.destroyForcibly().onExit().join();
            before = spool().records.size();
        }
        assertThat(before).isLessThan(undisturbed.records.size());
        Process last = start();
        Tools.await("the replay has ended", () -> log().contains("readings played to their end"));
        last.destroy();
        assertThat(last.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(spool().statements()).isEqualTo(undisturbed.statements());
    }

    @ParameterizedTest
    @EnumSource(MqttClients.class)
    void thePackagedCollectorReachesABrokerWithEitherClient(MqttClients client) throws Exception {
        try (Mosquitto broker = new Mosquitto(folder)) {
            Process collector = start(
                    broker.url(),
                    "-Dnameplate.collector.mqtt-client=" + client.name().toLowerCase(Locale.ROOT));
            try {
                Process listener = new ProcessBuilder(
                                "/usr/bin/mosquitto_sub",
                                "-p",
                                Integer.toString(broker.port()),
                                "-t",
                                "np/1/c1/head",
                                "-C",
                                "1",
                                "-W",
                                "120")
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("heard").toFile())
                        .start();
                assertThat(listener.onExit().join().exitValue()).as(this::log).isZero();
            } finally {
                collector.destroyForcibly().onExit().join();
            }
        }
    }

    /** The file stays as it is, so that nothing but the signal makes it read anew. */
    @Test
    void aHangupMakesThePackagedCollectorReadItsDeviceFileAnew() throws Exception {
        Path devices = Files.writeString(folder.resolve("devices.yaml"), "devices: []\n");
        Process collector = launch(List.of("env", "--default-signal=HUP"), silent(devices));
        try {
            Tools.await("it has started", () -> log().contains("collector started") || !collector.isAlive());
            for (int times = 1; times <= 2; times++) {
                int wanted = times;
                Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(collector.pid())).start();
                assertThat(kill.onExit().join().exitValue()).as(this::log).isZero();
                Tools.await("it was read " + times + " times", () -> read() >= wanted || !collector.isAlive());
                assertThat(collector.isAlive()).as(this::log).isTrue();
            }
            assertThat(read()).isEqualTo(2);
        } finally {
            collector.destroyForcibly().onExit().join();
        }
    }

    /** A file that is wrong changes nothing and is told; one that is right is in force without anybody's signal. */
    @Test
    void aChangedDeviceFileIsInForceInARunningCollector() throws Exception {
        Path devices = Files.writeString(folder.resolve("devices.yaml"), "devices: []\n");
        Process collector = launch(List.of(), silent(devices));
        try (ServerSocket meter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Tools.await("it has started", () -> log().contains("collector started") || !collector.isAlive());
            String device = "devices:\n  - {device: pdu-1, profile: %s, host: 127.0.0.1, port: " + meter.getLocalPort()
                    + ", poll: 1s}\n";
            Files.writeString(devices, device.formatted("schneider-iem300"));
            Tools.await("it is told", () -> log().contains("did you mean") || !collector.isAlive());
            assertThat(read()).as(this::log).isZero();
            Files.writeString(devices, device.formatted("schneider-iem3000"));
            meter.setSoTimeout(120_000);
            try (Socket asked = meter.accept()) {
                assertThat(asked.getInputStream().readNBytes(6))
                        .as("the device is asked")
                        .hasSize(6);
            }
            assertThat(read()).as(this::log).isEqualTo(1);
        } finally {
            collector.destroyForcibly().onExit().join();
        }
    }

    @Test
    void aCollectorThatWasStartedToIgnoreHangupsSaysSo() throws Exception {
        Path devices = Files.writeString(folder.resolve("devices.yaml"), "devices: []\n");
        Process collector = launch(List.of("env", "--ignore-signal=HUP"), silent(devices));
        try {
            Tools.await("it has started", () -> log().contains("collector started") || !collector.isAlive());
            assertThat(log()).contains("SIGHUP is ignored");
        } finally {
            collector.destroyForcibly().onExit().join();
        }
    }

    /** Settings of a collector whose broker never answers. */
    private List<String> silent(Path devices) {
        return List.of(
                "-Dnameplate.collector.id=c1",
                "-Dnameplate.collector.data=" + folder.resolve("data"),
                "-Dnameplate.collector.broker=tcp://127.0.0.1:" + FreePort.next(),
                "-Dnameplate.collector.ledger=http://127.0.0.1:"
                        + ledger.getAddress().getPort(),
                "-Dnameplate.collector.devices=" + devices);
    }

    /** How often the device file was read anew. */
    private long read() {
        return log().lines()
                .filter(line -> line.contains("device file read anew"))
                .count();
    }

    @Test
    void wrongSettingsAreSaidTogether() throws Exception {
        Process process =
                launch(List.of("-Dnameplate.collector.broker=localhost", "-Dnameplate.collector.devices=/none"));
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(log())
                .contains("nameplate.collector.id: is required")
                .contains("nameplate.collector.ledger: is required")
                .contains("nameplate.collector.broker: must be an address such as tcp://127.0.0.1:1883")
                .contains("nameplate.collector.devices: there is no file /none");
    }

    private Process start() throws IOException {
        return start("tcp://127.0.0.1:" + FreePort.next());
    }

    private Process start(String broker, String... more) throws IOException {
        List<String> settings = new ArrayList<>(List.of(
                "-Dnameplate.collector.id=c1",
                "-Dnameplate.collector.data=" + folder.resolve("data"),
                "-Dnameplate.collector.broker=" + broker,
                "-Dnameplate.collector.ledger=http://127.0.0.1:"
                        + ledger.getAddress().getPort(),
                "-Dnameplate.collector.batch-nodes=1",
                "-Dnameplate.collector.replay.file=" + readings));
        settings.addAll(List.of(more));
        return launch(settings);
    }

    private Process launch(List<String> settings) throws IOException {
        return launch(List.of(), settings);
    }

    /** By another command, such as env with what is to become of signals. */
    private Process launch(List<String> by, List<String> settings) throws IOException {
        List<String> command = new ArrayList<>(by);
        command.addAll(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx192m"));
        command.addAll(settings);
        command.addAll(List.of("-Dquarkus.http.port=0", "-jar", "target/quarkus-app/quarkus-run.jar"));
        starts++;
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log" + starts).toFile())
                .start();
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log" + starts));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Bytes in the spool. */
    private long size() {
        try (Stream<Path> files = Files.walk(folder.resolve("data").resolve("spool"))) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        } catch (IOException | UncheckedIOException notYet) {
            return 0;
        }
    }

    private MemoryLog spool() throws IOException {
        MemoryLog log = new MemoryLog();
        SpoolReader.open(folder.resolve("data").resolve("spool")).forEach(log.records::add);
        return log;
    }

    private Path readings() throws IOException {
        Random random = new Random(5);
        StringBuilder text = new StringBuilder();
        for (int second = 0; second < SECONDS; second++) {
            Instant ts = START.plusSeconds(second);
            text.append("{\"ts\":\"%s\",\"asset\":\"pdu-1\",\"point\":\"voltage_l1n\",\"value\":%d}%n"
                    .formatted(ts, random.nextInt(240)));
            for (int n = 1; n <= NODES; n++) {
                boolean away = (second + 40 * n) % 600 < 20;
                text.append(
                        away
                                ? "{\"ts\":\"%s\",\"node\":\"n%03d\",\"reach\":\"timeout\",\"witness\":\"off\"}%n"
                                        .formatted(ts, n)
                                : ("{\"ts\":\"%s\",\"node\":\"n%03d\",\"boot_id\":\"b%d\",\"gpus\":[{\"uuid\":\"a\","
                                                + "\"util\":%d},{\"uuid\":\"b\",\"util\":5,\"xid\":%d}]}%n")
                                        .formatted(
                                                ts,
                                                n,
                                                (second + 40 * n) / 600,
                                                random.nextInt(100),
                                                second % 500 > 450 ? 79 : 0));
            }
        }
        return Files.writeString(folder.resolve("readings.jsonl"), text);
    }
}
