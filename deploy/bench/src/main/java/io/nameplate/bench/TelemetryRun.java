/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One run of telemetry: nodes, mosquitto, and as receivers the collector as it is in service, one that drops all, or both. */
final class TelemetryRun implements AutoCloseable {

    /** Messages are missing, or came too late to count for their second. */
    static final class NotAllThere extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        NotAllThere(String sentence, Throwable cause) {
            super(sentence, cause);
        }
    }

    private static final int PATIENCE_SECONDS = 120;
    private static final int REST_SECONDS = 2;
    private static final int LAST_SECONDS = 6;
    private static final Pattern READY = Pattern.compile("\"sources_away\"\\s*:\\s*0\\b");

    /**
     * What was used in a stretch of time.
     *
     * @param collector seconds of processor time for a message
     * @param dropper seconds of processor time for a message
     * @param broker seconds of processor time for a message
     * @param rate messages/s
     */
    record Window(double collector, double dropper, double broker, double rate) {}

    private final TelemetryRow.Way way;
    private final TelemetryRow.Plan plan;
    private final Path folder;
    private final Clock clock = Clock.systemUTC();
    private final int port = WireBroker.freePort();
    private final Child broker;
    private final Child producer;
    private final @Nullable Child collector;
    private final @Nullable Child dropper;
    private @Nullable CountingLedger ledger;

    /** Starts everything; at least one of the receivers. */
    TelemetryRun(TelemetryRow.Way way, TelemetryRow.Plan plan, Path folder, boolean collects, boolean drops)
            throws IOException, InterruptedException {
        this.way = way;
        this.plan = plan;
        this.folder = Files.createDirectories(folder);
        broker = WireBroker.MOSQUITTO.start(folder, port);
        WireBroker.await(port);
        collector = collects ? collector() : null;
        dropper = drops ? dropper() : null;
        producer = Child.java(
                "producer",
                folder,
                "512m",
                TelemetryProducer.class,
                String.valueOf(port),
                way.form().name(),
                String.valueOf(plan.blocks()));
        producer.answer();
    }

    private Child dropper() throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("tcp://127.0.0.1:" + port, way.client()));
        way.halves().forEach(half -> words.add("gpu/" + half + "/+"));
        Child child = Child.java("dropper", folder, "512m", TelemetryDrop.class, words.toArray(String[]::new));
        child.answer();
        return child;
    }

    /** The collector as {@code deploy/systemd} starts it, with more heap; its records wait in the spool, as nobody takes them. */
    private Child collector() throws IOException, InterruptedException {
        Path jar = Path.of(System.getProperty("nameplate.home", ""))
                .resolve("collectors/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: build collectors first, as bin/bench does");
        }
        StringBuilder devices = new StringBuilder("mqtt:\n");
        for (int i = 0; i < way.halves().size(); i++) {
            devices.append("  - {name: gpus-%d, broker: \"tcp://127.0.0.1:%d\", %s}\n"
                    .formatted(i, port, way.form().source(way.halves().get(i))));
        }
        ledger = new CountingLedger(BenchSite.yaml(plan.blocks(), 1, 60));
        int http = WireBroker.freePort();
        Child child = Child.start(
                "collector",
                folder,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:+IgnoreUnrecognizedVMOptions",
                        "-XX:+UseBiasedLocking",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Dquarkus.http.port=" + http,
                        "-Dnameplate.collector.id=" + BenchSite.COLLECTOR,
                        "-Dnameplate.collector.data=" + folder.resolve("data"),
                        "-Dnameplate.collector.broker=tcp://127.0.0.1:1",
                        "-Dnameplate.collector.mqtt-client=" + way.client(),
                        "-Dnameplate.collector.ledger=" + ledger.url(),
                        "-Dnameplate.collector.devices="
                                + Files.writeString(folder.resolve("devices.yaml"), devices.toString()),
                        "-jar",
                        jar.toString()));
        awaitReady("http://127.0.0.1:" + http + "/q/health/ready");
        return child;
    }

    private void awaitReady(String health) throws InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        HttpRequest question = HttpRequest.newBuilder(URI.create(health)).build();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (System.nanoTime() < until) {
            try {
                String answer = client.send(question, HttpResponse.BodyHandlers.ofString())
                        .body();
                if (READY.matcher(answer).find()) {
                    return;
                }
            } catch (IOException notYet) {
                // it is still starting
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        throw new IllegalStateException("the collector is not ready; see " + folder);
    }

    /** Warms up, then measures; in the end makes sure that nothing is missing. */
    List<Window> windows() throws IOException, InterruptedException {
        long warmed = warmUp(clock.instant().getEpochSecond() + 2);
        long measured = clock.instant().getEpochSecond() + 1;
        long from = measured;
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < TelemetryRow.Plan.SAMPLES; i++) {
            windows.add(window(from));
            from += plan.window();
        }
        // what was sent last is on its way, and its slot waits for it
        TimeUnit.SECONDS.sleep(LAST_SECONDS);
        verify(measured, from, warmed);
        return windows;
    }

    private Window window(long from) throws IOException, InterruptedException {
        int messages = nodes() * plan.window();
        double collectorBefore = seconds(collector);
        double dropperBefore = seconds(dropper);
        double brokerBefore = broker.cpuSeconds();
        long began = System.nanoTime();
        play(from, plan.window(), nodes());
        return new Window(
                (seconds(collector) - collectorBefore) / messages,
                (seconds(dropper) - dropperBefore) / messages,
                (broker.cpuSeconds() - brokerBefore) / messages,
                messages * 1e9 / (System.nanoTime() - began));
    }

    /**
     * What the collector's process held at the end of a minute.
     *
     * @param cores that it took in that minute
     * @param residentBytes its memory
     * @param liveHeapBytes what something refers to; 0 in minutes in which it was not counted, as that stops the process for a moment
     */
    record Minute(double cores, long residentBytes, long liveHeapBytes) {}

    /** Takes a minute when it is over. */
    interface Watch {
        void minute(Minute minute);
    }

    /**
     * Warms up and goes on for so many minutes without a pause; the heap is counted every so many. Returns how many of the messages do not
     * stand in the spool in their second as they were sent, of how many.
     */
    SpoolCheck.Found soak(int minutes, int heapEvery, Watch watch) throws IOException, InterruptedException {
        Child measured = Objects.requireNonNull(collector);
        warmUp(clock.instant().getEpochSecond() + 2);
        long from = clock.instant().getEpochSecond() + 1;
        int seconds = (int) TimeUnit.MINUTES.toSeconds(minutes);
        producer.tell("play " + from + " " + seconds + " " + nodes());
        for (int i = 1; i <= minutes; i++) {
            double cpuBefore = measured.cpuSeconds();
            long began = System.nanoTime();
            TimeUnit.MILLISECONDS.sleep(
                    TimeUnit.SECONDS.toMillis(from + TimeUnit.MINUTES.toSeconds(i)) - clock.millis());
            double cores = (measured.cpuSeconds() - cpuBefore) * 1e9 / (System.nanoTime() - began);
            long heap = i % heapEvery == 0 || i == 1 ? measured.liveHeapBytes() : 0;
            watch.minute(new Minute(cores, measured.residentBytes(), heap));
        }
        producer.answer();
        TimeUnit.SECONDS.sleep(LAST_SECONDS);
        measured.kill();
        return SpoolCheck.find(spool(), NodeMessages.nodes(plan.blocks()), from, from + seconds - 1);
    }

    private Path spool() {
        return folder.resolve("data").resolve("spool");
    }

    private static double seconds(@Nullable Child child) {
        return child == null ? 0 : child.cpuSeconds();
    }

    private int nodes() {
        return plan.blocks() * BenchSite.NODES_PER_BLOCK;
    }

    /** More nodes every second, then a rest: a cold collector falls behind. Returns how many messages that were. */
    private long warmUp(long second) throws IOException, InterruptedException {
        long sent = 0;
        for (int i = 1; i <= plan.warm(); i++) {
            int speaking = nodes() * i / plan.warm();
            play(second + i - 1, 1, speaking);
            sent += speaking;
        }
        TimeUnit.SECONDS.sleep(REST_SECONDS);
        return sent;
    }

    private void play(long second, int count, int speaking) throws IOException, InterruptedException {
        producer.ask("play " + second + " " + count + " " + speaking);
    }

    private void verify(long from, long to, long warmed) throws IOException, InterruptedException {
        if (collector != null) {
            collector.kill();
            // a slot is complete once all have said something of the next
            try {
                SpoolCheck.verify(spool(), NodeMessages.nodes(plan.blocks()), from, to - 1);
            } catch (IllegalStateException lacking) {
                throw new NotAllThere(String.valueOf(lacking.getMessage()), lacking);
            }
        }
        if (dropper != null) {
            long sent = warmed + nodes() * (to - from);
            long received = Long.parseLong(dropper.ask("count").get(0));
            if (received != sent) {
                throw new IllegalStateException("of " + sent + " messages " + received + " came");
            }
        }
    }

    @Override
    public void close() {
        Stream.of(producer, collector, dropper, broker).filter(Objects::nonNull).forEach(Child::close);
        CountingLedger open = ledger;
        if (open != null) {
            open.close();
        }
    }
}
