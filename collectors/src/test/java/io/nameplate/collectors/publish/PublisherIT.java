/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.collectors.link.PahoLink;
import io.nameplate.model.language.CollectorId;
import io.nameplate.model.wire.ConsumerId;
import io.nameplate.model.wire.Status;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Publishing through mosquitto, which forgets everything when it is killed. */
class PublisherIT {

    private static final ConsumerId JOB = new ConsumerId("job");
    private static final CollectorId COLLECTOR = new CollectorId("c1");

    @TempDir
    Path folder;

    private final MemoryOutbox outbox = new MemoryOutbox();

    @AutoClose
    private Mosquitto broker;

    @BeforeEach
    void startBroker() throws Exception {
        broker = new Mosquitto(folder, "user root");
    }

    @Test
    void afterTheBrokerWasKilledInMidStreamEveryRecordArrivesAndIsCommitted() throws Exception {
        try (LittleJob job = new LittleJob(COLLECTOR, JOB, broker.url());
                Publisher publisher = open()) {
            append(publisher, 1_000);
            // then the cursor leaves room for more: with a broker that stands no other one will come
            Tools.await(
                    "the first records committed",
                    () -> outbox.committed(JOB).getOrDefault(outbox.current(), 0L) == 1_000);

            broker.stand();
            long before = publisher.stats().sent();
            append(publisher, 1_000);
            Tools.await(
                    "records into a broker that stands", () -> publisher.stats().sent() > before);
            broker.kill();
            Tools.await("the loss to be seen", () -> !publisher.stats().connected());
            append(publisher, 1_000);
            broker.run();

            Tools.await(
                    "everything committed", () -> outbox.committed(JOB).getOrDefault(outbox.current(), 0L) == 3_000);
            assertThat(job.counters())
                    .isEqualTo(LongStream.rangeClosed(1, 3_000).boxed().toList());
            assertThat(publisher.stats().resent()).isPositive();
            assertThat(publisher.stats().connected()).isTrue();
            assertThat(outbox.said).isEmpty();
        }
    }

    @Test
    void aRecordGoesWhenItIsAppendedAndWaitsForNoTick() throws Exception {
        int count = 40;
        long[] appended = new long[count + 1];
        CountDownLatch all = new CountDownLatch(count);
        ScheduledExecutorService feeder = Executors.newSingleThreadScheduledExecutor();
        try (LittleJob job = new LittleJob(COLLECTOR, JOB, broker.url());
                Publisher publisher = open()) {
            append(publisher, 1);
            Tools.await("the first record", () -> job.counters().size() == 1);
            feeder.scheduleWithFixedDelay(
                    () -> {
                        if (all.getCount() > 0) {
                            appended[count - (int) all.getCount()] = System.nanoTime();
                            append(publisher, 1);
                            all.countDown();
                        }
                    },
                    0,
                    30,
                    TimeUnit.MILLISECONDS);
            assertThat(all.await(2, TimeUnit.MINUTES)).isTrue();
            Tools.await("the last record", () -> job.counters().size() == count + 1);
            long[] latencies = job.arrivals().stream()
                    .filter(a -> a.counter() > 1)
                    .mapToLong(a -> a.nanos() - appended[(int) a.counter() - 2])
                    .sorted()
                    .toArray();
            assertThat(TimeUnit.NANOSECONDS.toMillis(latencies[count / 2]))
                    .as("median: a few milliseconds, or half a tick if the append did not wake the publisher")
                    .isLessThan(Sender.TICK_MILLIS / 3);
        } finally {
            feeder.shutdownNow();
        }
    }

    @Test
    void aPublisherThatClosesSaysOffline() throws Exception {
        try (LittleJob job = new LittleJob(COLLECTOR, JOB, broker.url())) {
            Publisher publisher = open();
            Tools.await("online", () -> job.lastStatus().filter(Status::online).isPresent());
            publisher.close();
            Tools.await(
                    "offline", () -> job.lastStatus().filter(s -> !s.online()).isPresent());
        }
    }

    @Test
    void whatTheBrokerRefusesIsCountedStaysInTheSpoolAndArrivesOnceItIsAllowed() throws Exception {
        broker.close();
        Path rules = Files.writeString(
                folder.resolve("rules"), "topic readwrite np/1/c1/head\ntopic readwrite np/1/c1/cursor/job\n");
        broker = new Mosquitto(folder, "user root", "acl_file " + rules);
        try (LittleJob job = new LittleJob(COLLECTOR, JOB, broker.url());
                Publisher publisher = open()) {
            append(publisher, 100);
            Tools.await("refusals", () -> refused(publisher) > 100);
            assertThat(publisher.stats().connected()).isTrue();
            assertThat(outbox.committed(JOB).getOrDefault(outbox.current(), 0L)).isZero();
            assertThat(job.counters()).isEmpty();

            Files.writeString(rules, "topic readwrite np/1/c1/#\n");
            broker.readAgain();
            Tools.await("everything committed", () -> outbox.committed(JOB).getOrDefault(outbox.current(), 0L) == 100);
            assertThat(job.counters())
                    .isEqualTo(LongStream.rangeClosed(1, 100).boxed().toList());
        }
    }

    /** Whoever may write cursors can hold up what is committed for as long as he floods, but neither sending nor what comes after. */
    @Test
    void aFloodOfCursorsKeepsNoRecordFromBeingSentAndEndsWithoutATrace() throws Exception {
        Tools.need("/usr/bin/mosquitto_pub");
        Path flood = Files.writeString(folder.resolve("flood"), "x\n".repeat(500_000));
        try (LittleJob job = new LittleJob(COLLECTOR, JOB, broker.url());
                Publisher publisher = open()) {
            append(publisher, 100);
            Tools.await(
                    "the first records committed",
                    () -> outbox.committed(JOB).getOrDefault(outbox.current(), 0L) == 100);
            Process flooding = new ProcessBuilder(
                            "/usr/bin/mosquitto_pub",
                            "-p",
                            Integer.toString(broker.port()),
                            "-t",
                            "np/1/c1/cursor/job",
                            "-l")
                    .redirectInput(flood.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("flooding").toFile())
                    .start();
            try {
                Tools.await("the flood", () -> publisher.stats().passedOver() > 1_000);
                append(publisher, 200);
                Tools.await("records in the flood", () -> job.counters().size() == 300);
                assertThat(flooding.waitFor(2, TimeUnit.MINUTES)).isTrue();
            } finally {
                flooding.destroyForcibly().onExit().join();
            }
            append(publisher, 1_000);
            Tools.await(
                    "everything committed", () -> outbox.committed(JOB).getOrDefault(outbox.current(), 0L) == 1_300);
            assertThat(job.counters())
                    .isEqualTo(LongStream.rangeClosed(1, 1_300).boxed().toList());
            assertThat(outbox.said).isEmpty();
        }
    }

    private static long refused(Publisher publisher) {
        return publisher.stats().pubackRefused().getOrDefault(0x87, 0L);
    }

    private Publisher open() {
        return Publisher.open(new PublishConfig(COLLECTOR, broker.url(), List.of(JOB)), outbox, PahoLink::open);
    }

    private void append(Publisher publisher, int count) {
        outbox.append(count);
        publisher.appended();
    }
}
