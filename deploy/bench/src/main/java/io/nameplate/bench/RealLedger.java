/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The ledger as it is in service, with its embedded database, in a process of its own. */
final class RealLedger implements WireLedger {

    private static final int PATIENCE_SECONDS = 120;

    private final String url;
    private final Child process;
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts it and gives it a registry; {@code home} holds the built project. */
    RealLedger(Path home, Path folder, String registryText) throws IOException, InterruptedException {
        Path jar = home.resolve("alerting/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: build alerting first, as bin/bench does");
        }
        int port = WireBroker.freePort();
        url = "http://127.0.0.1:" + port;
        process = Child.start(
                "ledger",
                Files.createDirectories(folder),
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-Dquarkus.http.port=" + port,
                        "-Dnameplate.ledger.data=" + folder.resolve("ledger").toAbsolutePath(),
                        "-jar",
                        jar.toString()));
        awaitReady();
        String documents = JSON.writeValueAsString(
                Map.of("documents", List.of(Map.of("name", "bench.yaml", "text", registryText))));
        send(HttpRequest.newBuilder(URI.create(url + "/api/v1/registry"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(documents))
                .build());
    }

    private void awaitReady() throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (true) {
            try {
                get("/q/health/ready");
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("the ledger is not ready", notYet);
                }
                TimeUnit.MILLISECONDS.sleep(100);
            }
        }
    }

    @Override
    public String url() {
        return url;
    }

    /** Seconds of processor time that it has taken. */
    double cpuSeconds() {
        return process.cpuSeconds();
    }

    /** The open deviations. */
    JsonNode deviations() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/v1/deviations?state=open"));
    }

    /** Until when every lease has a result, be it provisional; the epoch while one has none. */
    Instant asOf() throws IOException, InterruptedException {
        Instant earliest = Instant.MAX;
        for (JsonNode lease : JSON.readTree(get("/api/v1/leases"))) {
            Instant asOf = lease.path("as_of").isTextual()
                    ? Instant.parse(lease.get("as_of").asText())
                    : Instant.EPOCH;
            earliest = asOf.isBefore(earliest) ? asOf : earliest;
        }
        return earliest;
    }

    @Override
    public SortedMap<String, String> settled() throws IOException, InterruptedException {
        SortedMap<String, String> contents = new TreeMap<>();
        for (String line : get("/api/v1/contents").lines().toList()) {
            JsonNode content = JSON.readTree(line);
            contents.put(WireLedger.key(content), WireLedger.text(content));
        }
        return contents;
    }

    @Override
    public long changed() throws IOException, InterruptedException {
        return JSON.readTree(get("/api/v1/status")).get("restated").asLong();
    }

    private String get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).build());
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(request.uri() + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    @Override
    public void close() {
        process.close();
    }
}
