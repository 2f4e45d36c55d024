/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real client against a server that answers as InfluxDB does. */
class InfluxConnectionTest {

    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger answer = new AtomicInteger(204);
    private HttpServer server;
    private InfluxConnection influx;

    @BeforeEach
    void open() throws Exception {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                requests.add(exchange.getRequestURI() + " "
                        + exchange.getRequestHeaders().getFirst("Authorization") + "\n" + body);
                exchange.sendResponseHeaders(answer.get(), -1);
            }
        });
        server.start();
        influx = InfluxConnection.open(new InfluxSettings(
                "http://127.0.0.1:" + server.getAddress().getPort(), "t0ken", "nameplate", "leases"));
    }

    @AfterEach
    void close() {
        influx.close();
        server.stop(0);
    }

    @Test
    void pointsAreWrittenInSecondsToTheBucket() {
        influx.write(Points.of(Outcomes.of(0, 1, true)));
        assertThat(requests).hasSize(1);
        assertThat(requests.get(0))
                .contains("/api/v2/write?", "org=nameplate", "bucket=leases", "precision=s", "Token t0ken")
                .contains("\nlease_interval,lease=both,line=wide ");
    }

    @Test
    void anErrorIsThrown() {
        answer.set(500);
        assertThatThrownBy(() -> influx.write(Points.of(Outcomes.of(0, 1, true))))
                .isInstanceOf(RuntimeException.class);
    }
}
