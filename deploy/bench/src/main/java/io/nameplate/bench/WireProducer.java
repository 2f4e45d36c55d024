/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import io.nameplate.collectors.boot.SpoolOutbox;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.publish.PublishConfig;
import io.nameplate.collectors.publish.PublishStats;
import io.nameplate.collectors.publish.Publisher;
import io.nameplate.collectors.spool.Spool;
import io.nameplate.collectors.spool.SpoolConfig;
import io.nameplate.collectors.spool.SpoolStats;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The collector's half of a measurement over a broker, in a process of its own: the real spool on disk behind the real
 * publisher, fed with encoded records. Asked by lines: {@code play FIRST COUNT RATE} and {@code stats}.
 */
final class WireProducer {

    private static final SpoolConfig KEEPS =
            new SpoolConfig(SpoolConfig.DEFAULT.segmentBytes(), 64L * 1024 * 1024 * 1024, Duration.ZERO);
    private static final ConsumerId CONSUMER = new ConsumerId("job");

    private final Playback playback;
    private final Spool spool;
    private final Publisher publisher;
    private final ScheduledExecutorService packing = Executors.newSingleThreadScheduledExecutor();
    private long appended;

    private WireProducer(String broker, MqttClients client, Path folder, WireSite site) {
        playback = site.playback();
        CollectorId collector = new CollectorId(BenchSite.COLLECTOR);
        spool = Spool.open(folder, collector, KEEPS, List.of(CONSUMER), Clock.systemUTC());
        publisher = Publisher.open(
                new PublishConfig(collector, broker, List.of(CONSUMER)), new SpoolOutbox(spool), client::open);
        spool.onAppend(publisher::appended);
        // as the collector does
        Future<?> unused = packing.scheduleWithFixedDelay(spool::pack, 2, 2, TimeUnit.SECONDS);
    }

    /** Serves its parent; the arguments are the broker, the client library, the spool's folder and the site. */
    public static void main(String[] args) throws IOException {
        WireProducer producer =
                new WireProducer(args[0], MqttClients.named(args[1]), Path.of(args[2]), WireSite.parse(args[3]));
        System.out.println(Child.ANSWER + producer.playback.records());
        System.out.println(Child.DONE);
        BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] words = line.split(" ", -1);
            switch (words[0]) {
                case "play" ->
                    producer.play(Integer.parseInt(words[1]), Integer.parseInt(words[2]), Double.parseDouble(words[3]));
                case "stats" -> producer.stats();
                default -> throw new IllegalArgumentException("not a question: " + line);
            }
            System.out.println(Child.DONE);
        }
        producer.packing.shutdown();
        producer.publisher.close();
        producer.spool.close();
    }

    /**
     * Appends seconds of the site, so many per second, 0 for as fast as the disk takes them; answers with the number of the
     * last record of each and the instant before it was appended.
     */
    private void play(int first, int count, double rate) {
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (rate > 0) {
                pauseUntil(began + (long) (i * 1e9 / rate));
            }
            long now = System.nanoTime();
            spool.append(playback.entries(first + i));
            appended += playback.records();
            System.out.println(Child.ANSWER + appended + " " + now);
        }
    }

    private static void pauseUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void stats() {
        SpoolStats held = spool.stats();
        PublishStats sent = publisher.stats();
        System.out.println(Child.ANSWER + "produced=" + held.produced() + " committed=" + held.committed() + " pending="
                + held.pending() + " lost=" + held.lost() + " resent=" + sent.resent() + " refused="
                + sent.pubackRefused());
    }
}
