/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.streamjobs.flow.SettledThrough;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the job reads from the ledger: the registry, and what is settled already. */
final class LedgerReads {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String ledger;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    LedgerReads(String ledger) {
        this.ledger = ledger.endsWith("/") ? ledger : ledger + "/";
    }

    /** The latest registry version as the ledger tells it; empty while it has none. */
    Optional<String> latestRegistry() throws IOException, InterruptedException {
        return get("api/v1/registry/latest");
    }

    /** The latest settled interval of each line, and what is open before it. */
    List<SettledThrough> settled() throws IOException, InterruptedException {
        List<SettledThrough> lines = new ArrayList<>();
        String body = get("api/v1/settled").orElseThrow(() -> new IOException("the ledger has no api/v1/settled"));
        try {
            for (JsonNode line : JSON.readTree(body).path("lines")) {
                lines.add(new SettledThrough(
                        line.path("lease").asText(),
                        line.path("line").asText(),
                        Instant.parse(line.path("latest_interval_start").asText())
                                .getEpochSecond(),
                        stretches(line.path("open"))));
            }
        } catch (DateTimeException e) {
            throw new IOException("an instant that is none in " + body, e);
        }
        return lines;
    }

    private static List<SettledThrough.Stretch> stretches(JsonNode told) {
        List<SettledThrough.Stretch> stretches = new ArrayList<>();
        for (JsonNode stretch : told) {
            stretches.add(new SettledThrough.Stretch(
                    Instant.parse(stretch.path("from").asText()).getEpochSecond(),
                    Instant.parse(stretch.path("to").asText()).getEpochSecond()));
        }
        return stretches;
    }

    private Optional<String> get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(ledger + path))
                .timeout(Duration.ofSeconds(20))
                .GET()
                .build();
        HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (response.statusCode() != 200) {
            throw new IOException(request.uri() + " answers " + response.statusCode());
        }
        return Optional.of(response.body());
    }
}
