/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.document.Tree;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A test stand: broker, ledger, stream job and a replaying collector as the processes they really are. */
final class Stand implements AutoCloseable {

    private final Site site;
    private final Path archive;
    private final boolean mosquitto;
    private final Ledger ledger;
    private final Processes processes = new Processes();
    private final Map<String, Part> parts = new HashMap<>();

    Stand(Path home, Path folder, Path archive, boolean mosquitto) throws Exception {
        this.site = new Site(home, folder, freeRow());
        this.archive = archive;
        this.mosquitto = mosquitto;
        this.ledger = new Ledger(URI.create(site.ledgerUrl()));
        start("broker");
        start("ledger");
        until("the ledger is ready", ledger::ready);
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
        processes.kill(parts.get(name));
        start(name);
    }

    void stop(String name) {
        processes.stop(parts.get(name));
    }

    /** The sum of a collector metric over its labels; -1 while the collector does not answer. */
    long metric(String metric) throws InterruptedException {
        return processes.metric(site.ports().collector(), metric);
    }

    /** A number of the job's status; -1 while the job does not answer. */
    long job(String key) throws InterruptedException {
        return processes.number(site.ports().job(), key);
    }

    long status(String key) throws IOException, InterruptedException {
        return Trees.number(ledger.get("/api/v1/status"), key);
    }

    List<Tree> deviations() throws IOException, InterruptedException {
        return Trees.items(ledger.get("/api/v1/deviations"));
    }

    void until(String what, Callable<Boolean> reached) {
        processes.until(what, reached);
    }

    @Override
    public void close() {
        processes.close();
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
        parts.put(name, processes.start(part));
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
