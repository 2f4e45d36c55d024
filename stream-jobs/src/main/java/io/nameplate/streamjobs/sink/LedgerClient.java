/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.sink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.streamjobs.flow.HallWord;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** Hands results and evidence to the ledger over HTTP; whatever goes wrong is an answer. */
final class LedgerClient {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String ledger;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    LedgerClient(String ledger) {
        this.ledger = (ledger.endsWith("/") ? ledger : ledger + "/") + "api/v1/";
    }

    LedgerAnswer post(String body) throws InterruptedException {
        return post("results", body);
    }

    LedgerAnswer postDeadLetters(String body) throws InterruptedException {
        return post("dead-letters", body);
    }

    private LedgerAnswer post(String what, String body) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(ledger + what))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    LedgerAnswer put(HallWord.Evidence evidence, String job) throws InterruptedException {
        String about = "evidence/" + evidence.hall() + "/" + Instant.ofEpochSecond(evidence.start())
                + (evidence.late() ? "/late" : "") + "?generation=" + evidence.generation() + "&job="
                + URLEncoder.encode(job, StandardCharsets.UTF_8);
        return send(HttpRequest.newBuilder(URI.create(ledger + about))
                .header("Content-Type", "application/octet-stream")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(evidence.canonical())));
    }

    private LedgerAnswer send(HttpRequest.Builder call) throws InterruptedException {
        HttpRequest request = call.timeout(PATIENCE).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer(response.statusCode(), response.body());
        } catch (IOException e) {
            return new LedgerAnswer.TryAgain(request.uri() + " is not reached: " + e);
        }
    }

    static LedgerAnswer answer(int status, String body) {
        if (status == 409) {
            return new LedgerAnswer.Stale(body);
        }
        boolean unfit = status == 400 || status == 413 || status == 422;
        if (unfit) {
            return new LedgerAnswer.Unfit("status " + status + ": " + body);
        }
        if (status != 200) {
            return new LedgerAnswer.TryAgain("status " + status + ": " + body);
        }
        try {
            JsonNode told = JSON.readTree(body);
            JsonNode refused = told.path("refused");
            return new LedgerAnswer.Taken(
                    told.path("accepted").asInt(),
                    told.path("unchanged").asInt(),
                    refused.size(),
                    refused.isEmpty() ? "" : refused.toString());
        } catch (JsonProcessingException e) {
            return new LedgerAnswer.TryAgain("an answer that is not JSON: " + body);
        }
    }
}
