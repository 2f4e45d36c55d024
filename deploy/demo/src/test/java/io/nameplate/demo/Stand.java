/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nameplate.model.language.document.Tree;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A test stand: broker, ledger, stream job and a replaying collector as the processes they really are. */
final class Stand implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Site site;
    private final Path archive;
    private final boolean mosquitto;
    private final Ledger ledger;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, Part> parts = new TreeMap<>();

    Stand(Path home, Path folder, Path archive, boolean mosquitto) throws Exception {
        this.site = new Site(home, folder, freeRow());
        this.archive = archive;
        this.mosquitto = mosquitto;
        this.ledger = new Ledger(URI.create(site.ledgerUrl()));
        start("broker");
        start("ledger");
        until("the ledger is ready", () -> {
            try {
                return ledger.ready();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return false;
            }
        });
        ledger.postRegistry(documents(archive.resolve("registry")));
        start("job");
        start("collector");
    }

    Ledger ledger() {
        return ledger;
    }

    String ledgerUrl() {
        return site.ledgerUrl();
    }

    Path collectorData() {
        return site.data().resolve("collector");
    }

    Path evidence() {
        return site.data().resolve("ledger").resolve("evidence");
    }

    /** Kills a part with signal 9, as a power cut would, and starts it again. */
    void killAndRestart(String name) {
        Part part = parts.get(name);
        assertThat(part.alive())
                .as("the %s is alive before the kill; its log:%n%s", name, part.lastLines(30))
                .isTrue();
        part.kill();
        start(name);
    }

    void stop(String name) {
        parts.remove(name).stop(Site.patience());
    }

    /** The sum of a collector metric over its labels; -1 while the collector does not answer. */
    long metric(String metric) {
        String text = get("http://127.0.0.1:" + site.ports().collector() + "/q/metrics");
        return text.lines()
                .filter(line -> line.startsWith(metric)
                        && (line.charAt(metric.length()) == ' ' || line.charAt(metric.length()) == '{'))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Long::sum)
                .orElse(-1);
    }

    /** A number of the job's status; -1 while the job does not answer. */
    long job(String key) {
        String text = get("http://127.0.0.1:" + site.ports().job() + "/status");
        if (text.isEmpty()) {
            return -1;
        }
        return Trees.number(io.nameplate.model.language.document.YamlText.parse("status", text), key);
    }

    long status(String key) throws IOException, InterruptedException {
        return Trees.number(ledger.get("/api/v1/status"), key);
    }

    List<Tree> deviations() throws IOException, InterruptedException {
        return Trees.items(ledger.get("/api/v1/deviations"));
    }

    void until(String what, BooleanSupplier reached) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            parts.values()
                    .forEach(part -> assertThat(part.died())
                            .as("the %s %s; its log:%n%s", part.name(), part.ending(), part.lastLines(40))
                            .isFalse());
            return reached.getAsBoolean();
        });
    }

    @Override
    public void close() {
        List<Part> running = new ArrayList<>(parts.values());
        running.forEach(part -> part.stop(Site.patience()));
    }

    private void start(String name) {
        Part part = switch (name) {
            case "broker" -> mosquitto ? mosquitto(site) : site.broker();
            case "ledger" -> site.ledger();
            case "job" -> site.job(List.of("--checkpoint-interval", "1s", "--deadline", "1h"));
            case "collector" ->
                site.collector(
                        "c1",
                        Map.of(
                                "nameplate.collector.replay.file",
                                archive.resolve("readings.jsonl").toString(),
                                "nameplate.collector.batch-nodes",
                                "1"));
            default -> throw new IllegalArgumentException(name);
        };
        parts.put(name, part);
        part.start();
    }

    /** A broker that we did not write, without a disk. */
    static Part mosquitto(Site site) {
        Path conf = site.data().resolve("mosquitto.conf");
        try {
            Files.createDirectories(site.data());
            Files.writeString(
                    conf,
                    "listener " + site.ports().broker() + " 127.0.0.1\nallow_anonymous true\npersistence false\n"
                            + "max_queued_messages 0\nmax_inflight_messages 0\n");
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
        return new Part(
                "broker",
                List.of("/usr/sbin/mosquitto", "-c", conf.toString()),
                site.data().resolve("logs").resolve("broker.log"));
    }

    /** A registry's files by their names. */
    static Map<String, String> documents(Path registry) throws IOException {
        Map<String, String> documents = new TreeMap<>();
        try (Stream<Path> files = Files.list(registry)) {
            for (Path file : files.sorted().toList()) {
                documents.put(file.getFileName().toString(), Files.readString(file));
            }
        }
        return documents;
    }

    private String get(String url) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException notNow) {
            return "";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "";
        }
    }

    /** A row below the ports that outgoing connections get (from 32768), so that a part that is started again finds its own free. */
    static Ports freeRow() {
        Random random = new Random();
        int fork = Integer.getInteger("nameplate.fork", 0);
        for (int attempt = 0; attempt < 50; attempt++) {
            Ports row = new Ports(20_000 + (2 * random.nextInt(60) + fork % 2) * 100);
            if (row.busy().isEmpty()) {
                return row;
            }
        }
        throw new IllegalStateException("no free row of ports");
    }
}
