/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.nameplate.dashboards.influx.InfluxQl;
import io.nameplate.dashboards.influx.InfluxServer;
import io.nameplate.streamjobs.flow.Counter;
import io.nameplate.streamjobs.flow.Counters;
import io.nameplate.streamjobs.flow.LineOutcome;
import io.nameplate.streamjobs.world.Deadline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The view in a real InfluxDB is wiped, and written anew from what the ledger hands over. */
class ViewRebuildIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<LineOutcome> outcomes = new ArrayList<>();
    private final Counters counters = Counters.of(UUID.randomUUID().toString());
    private InfluxServer server;
    private InfluxQl database;
    private HttpServer ledger;

    @BeforeEach
    void aViewAndALedger() throws IOException {
        InfluxServer.requireInstalled();
        server = InfluxServer.start(folder);
        database = server.database("nameplate");
        for (int i = 0; i < 30; i++) {
            outcomes.add(
                    new LineOutcome(7, 1, true, Outcomes.of(10L * i, 1, true).result(), List.of()));
        }
        outcomes.add(new LineOutcome(7, 1, true, Outcomes.measured(310).result(), List.of()));
        outcomes.add(new LineOutcome(7, 1, false, Outcomes.of(300, 1, false).result(), List.of()));
        ledger = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        ledger.createContext("/api/v1/results", exchange -> {
            byte[] body = lines().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        ledger.start();
    }

    @AfterEach
    void stop() {
        ledger.stop(0);
        server.close();
    }

    /** The entries of a post, a line each: so the ledger hands them over. */
    private String lines() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (JsonNode result :
                new ObjectMapper().readTree(ResultsJson.of(7, "job", outcomes)).path("results")) {
            lines.append(result).append('\n');
        }
        return lines.toString();
    }

    private InfluxSettings settings() {
        return new InfluxSettings(server.address().toString(), "none", "nameplate", "nameplate");
    }

    private ViewRebuild.Written rebuild() throws Exception {
        return new ViewRebuild("http://127.0.0.1:" + ledger.getAddress().getPort(), settings()).run("");
    }

    private JsonNode rows() {
        return database.query("SELECT * FROM /.*/ GROUP BY *");
    }

    @Test
    void aWipedViewIsWrittenAnewRowByRowAndTwiceIsOnce() throws Exception {
        JsonNode before;
        try (InfluxWriter writer = new InfluxWriter(InfluxConnection.open(settings()), counters)) {
            outcomes.forEach(outcome -> writer.write(outcome, null));
            long points = outcomes.stream()
                    .mapToLong(outcome -> Points.of(outcome).size())
                    .sum();
            Deadline.await(PATIENCE, () -> "not written", () -> counters.get(Counter.POINTS) == points);
            before = rows();
            assertThat(before.toString())
                    .contains("lease_interval", "measured_interval", "block_interval", "term_interval", "node_loss");
            database.query("DROP DATABASE nameplate");
            writer.write(outcomes.get(0), null);
            writer.flush(false);
            Deadline.await(PATIENCE, () -> "not dropped", () -> counters.get(Counter.POINTS_DROPPED) > 0);
        }
        assertThatThrownBy(this::rebuild).isInstanceOf(IOException.class).hasMessageContaining("InfluxDB");
        database.createDatabase();
        assertThat(rebuild().results()).isEqualTo(32);
        assertThat(rows()).isEqualTo(before);
        rebuild();
        assertThat(rows()).isEqualTo(before);
    }
}
