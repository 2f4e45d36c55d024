/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.model.FreePort;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged collector shows of itself while others refuse it: the ledger at first, then the broker. */
class RefusedCollectorIT {

    private static final String SITE = """
            site: {site: t, zone: UTC, slot: 1s, interval: 10s}
            halls: [h1]
            skus: [{sku: X, reference_clock_mhz: 1980}]
            collectors: [{collector: c1, halls: [h1]}]
            assets: [{asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}]
            blocks:
              - {block: b1, hall: h1, sku: X, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{prefix: n, count: 2}]}
            """;

    @TempDir
    Path folder;

    private final int port = FreePort.next();
    private final HttpClient http = HttpClient.newHttpClient();
    private HttpServer ledger;
    private volatile boolean known;

    /** A ledger that has no registry before it is {@link #known}. */
    @BeforeEach
    void prepare() throws IOException {
        byte[] answer = new ObjectMapper()
                .writeValueAsBytes(
                        Map.of("version", 1, "documents", List.of(Map.of("name", "site.yaml", "text", SITE))));
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/api/v1/registry/latest", exchange -> {
            exchange.sendResponseHeaders(known ? 200 : 503, known ? answer.length : -1);
            if (known) {
                exchange.getResponseBody().write(answer);
            }
            exchange.close();
        });
        ledger.start();
    }

    @AfterEach
    void stop() {
        ledger.stop(0);
    }

    @Test
    void itIsDownWithoutARegistryAndUpWithTheReasonBesideWhileABrokerTakesNothingAndLosesNothing() throws Exception {
        Path rules = Files.writeString(
                folder.resolve("acl"), "topic readwrite np/1/c1/head\ntopic readwrite np/1/c1/cursor/job\n");
        try (Mosquitto broker = new Mosquitto(
                        Files.createDirectory(folder.resolve("broker")), "user root", "acl_file " + rules);
                LittleJob job = new LittleJob(new CollectorId("c1"), new ConsumerId("job"), broker.url())) {
            Process collector = start(broker.url());
            try {
                Tools.await("health is asked for", () -> answers(collector));
                assertThat(get("/q/health").statusCode()).isEqualTo(503);
                assertThat(check().path("status").asText()).isEqualTo("DOWN");
                assertThat(check().path("data").path("state").asText()).contains("registry");
                known = true;
                Tools.await(
                        "the broker has refused records",
                        () -> refused() >= 3 && shown("nameplate_records_pending") >= 3);
                JsonNode check = check();
                assertThat(check.path("status").asText()).as(check::toString).isEqualTo("UP");
                assertThat(check.path("data").path("state").asText()).isEqualTo("recording");
                assertThat(check.path("data").path("broker_connected").asBoolean())
                        .isTrue();
                assertThat(check.path("data")
                                .path("publish_refused_not_authorized")
                                .asLong())
                        .isGreaterThanOrEqualTo(3);
                assertThat(get("/q/health").statusCode()).isEqualTo(200);
                assertThat(shown("nameplate_records_committed_total")).isZero();
                assertThat(shown("nameplate_records_lost_total")).isZero();
                assertThat(shown("nameplate_records_residual")).isZero();
                assertThat(job.lastStatus()).isEmpty();
                Files.writeString(rules, "topic readwrite np/1/c1/#\n");
                broker.readAgain();
                Tools.await("what was refused is committed", () -> shown("nameplate_records_committed_total") >= 3);
                assertThat(shown("nameplate_records_lost_total")).isZero();
                assertThat(shown("nameplate_records_residual")).isZero();
            } finally {
                collector.destroyForcibly().onExit().join();
            }
        }
    }

    private Process start(String broker) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-Dnameplate.collector.id=c1",
                        "-Dnameplate.collector.data=" + folder.resolve("data"),
                        "-Dnameplate.collector.broker=" + broker,
                        "-Dnameplate.collector.ledger=http://127.0.0.1:"
                                + ledger.getAddress().getPort(),
                        "-Dquarkus.http.port=" + port,
                        "-jar",
                        "target/quarkus-app/quarkus-run.jar")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    private boolean answers(Process collector) {
        assertThat(collector.isAlive()).as(this::log).isTrue();
        try {
            return check().path("data").path("state").asText().contains("registry");
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    /** What health says of the collector. */
    private JsonNode check() {
        try {
            for (JsonNode check :
                    new ObjectMapper().readTree(get("/q/health").body()).path("checks")) {
                if (check.path("name").asText().equals("collector")) {
                    return check;
                }
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        throw new AssertionError("health says nothing of the collector");
    }

    private double refused() {
        return shown("nameplate_publish_refused_total\\{reason=\"not_authorized\"\\}");
    }

    /** The value of a series; 0 where there is none yet. */
    private double shown(String series) {
        Matcher line = Pattern.compile("(?m)^" + series + " (\\S+)$")
                .matcher(get("/q/metrics").body());
        return line.find() ? Double.parseDouble(line.group(1)) : 0;
    }

    private HttpResponse<String> get(String path) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException refused) {
            throw new UncheckedIOException(refused);
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
