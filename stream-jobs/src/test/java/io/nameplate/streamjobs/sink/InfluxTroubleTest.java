/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.sun.net.httpserver.HttpServer;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.world.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sink of the view, through the real client, while InfluxDB misbehaves: settlement, which calls it, never waits. */
class InfluxTroubleTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RESULTS = 200;

    private final Counters counters = Counters.of(UUID.randomUUID().toString());
    private final CountDownLatch never = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private volatile int status;

    @BeforeEach
    void aServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (status == 0) {
                    never.await();
                }
                exchange.getRequestBody().readAllBytes();
                exchange.sendResponseHeaders(status == 0 ? 204 : status, -1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        never.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private InfluxWriter writer() {
        return new InfluxWriter(
                InfluxConnection.open(new InfluxSettings(
                        "http://127.0.0.1:" + server.getAddress().getPort(), "t", "nameplate", "nameplate")),
                counters);
    }

    private void settle(InfluxWriter writer) {
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < RESULTS; i++) {
                writer.write(Outcomes.of(10L * i, 1, true), null);
            }
            writer.flush(false);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 429, 500, 503})
    void whatItRefusesIsCountedAndNothingWaits(int refusal) throws Exception {
        status = refusal;
        try (InfluxWriter writer = writer()) {
            settle(writer);
            Deadline.await(PATIENCE, () -> "not dropped", () -> counters.get(Counter.POINTS_DROPPED) > 0);
            status = 204;
            writer.write(Outcomes.of(0, 2, true), null);
            Deadline.await(PATIENCE, () -> "not written", () -> counters.get(Counter.POINTS) > 0);
        }
    }

    @Test
    void oneThatNeverAnswersHoldsUpNeitherResultsNorTheEnd() throws Exception {
        status = 0;
        InfluxWriter writer = writer();
        settle(writer);
        assertTimeoutPreemptively(Duration.ofSeconds(20), writer::close);
        assertThat(counters.get(Counter.POINTS)).isZero();
    }

    @Test
    void oneThatIsNotThereHoldsNothingUp() throws Exception {
        server.stop(0);
        try (InfluxWriter writer = writer()) {
            settle(writer);
            Deadline.await(PATIENCE, () -> "not dropped", () -> counters.get(Counter.POINTS_DROPPED) > 0);
        }
    }
}
