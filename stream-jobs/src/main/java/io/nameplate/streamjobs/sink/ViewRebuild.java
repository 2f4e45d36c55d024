/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.influxdb.client.write.Point;
import com.influxdb.exceptions.InfluxException;
import io.nameplate.streamjobs.flow.LineOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Writes the view in InfluxDB anew from what the ledger knows: the rows that the stream job writes, by the same code. A row has the
 * time and tags of its interval, so writing it twice changes nothing, and the job may go on beside it.
 */
public final class ViewRebuild {

    private static final int BATCH = 200;
    private static final int TRIES = 5;
    private static final long PAUSE_MILLIS = 500;

    private final String ledger;
    private final InfluxSettings influx;

    /** @param ledger where the ledger answers, such as {@code http://127.0.0.1:8620} */
    public ViewRebuild(String ledger, InfluxSettings influx) {
        this.ledger = ledger.endsWith("/") ? ledger : ledger + "/";
        this.influx = influx;
    }

    /** What was written. */
    public record Written(long results, long points) {}

    /**
     * Writes everything that a query of {@code GET /api/v1/results} gives.
     *
     * @param query such as {@code lease=acme&from=2026-06-01T00:00:00Z}; empty for all there is
     */
    public Written run(String query) throws IOException, InterruptedException {
        HttpClient http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        URI address = URI.create(ledger + "api/v1/results" + (query.isEmpty() ? "" : "?" + query));
        HttpResponse<Stream<String>> answer =
                http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofLines());
        try (Stream<String> lines = answer.body();
                InfluxConnection connection = InfluxConnection.open(influx)) {
            if (answer.statusCode() != 200) {
                throw new IOException(address + " answers " + answer.statusCode());
            }
            return write(lines.iterator(), connection);
        } catch (UncheckedIOException cut) {
            throw cut.getCause();
        }
    }

    private static Written write(Iterator<String> lines, InfluxConnection connection)
            throws IOException, InterruptedException {
        long results = 0;
        long points = 0;
        while (lines.hasNext()) {
            List<Point> batch = new ArrayList<>();
            for (int i = 0; i < BATCH && lines.hasNext(); i++) {
                LineOutcome outcome = ResultsText.read(lines.next());
                batch.addAll(Points.of(outcome));
                results++;
            }
            write(batch, connection);
            points += batch.size();
        }
        return new Written(results, points);
    }

    private static void write(List<Point> batch, InfluxConnection connection) throws IOException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                connection.write(batch);
                return;
            } catch (InfluxException failed) {
                if (attempt == TRIES) {
                    throw new IOException("InfluxDB does not take rows: " + failed.getMessage(), failed);
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS * attempt);
            }
        }
    }
}
