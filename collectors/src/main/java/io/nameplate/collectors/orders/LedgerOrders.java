/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.orders;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.nameplate.collectors.http.BoundedBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The ledger's call for orders; {@code docs/ledger-api.md} has it. */
final class LedgerOrders {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int MOST_BYTES = 64 << 10;

    private final String orders;
    private final String collector;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();

    LedgerOrders(URI ledger, String collector) {
        this.orders = ledger + "/api/v1/orders/";
        this.collector = collector;
    }

    /** Posts an order and waits for the answer. */
    LedgerAnswer put(HeldOrder order) throws InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> asked;
        try {
            asked = http.sendAsync(request(order), info -> new BoundedBody(MOST_BYTES));
        } catch (IOException impossible) {
            throw new IllegalStateException("an order that cannot be written", impossible);
        }
        try {
            return answer(asked.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof BoundedBody.TooLarge large) {
                return new LedgerAnswer.Later("an answer of " + large.getMessage());
            }
            return new LedgerAnswer.Away(String.valueOf(failed.getCause()));
        } catch (TimeoutException late) {
            asked.cancel(true);
            return new LedgerAnswer.Away("no answer within " + PATIENCE.toSeconds() + " s");
        }
    }

    private HttpRequest request(HeldOrder order) throws IOException {
        byte[] body = json.writeValueAsBytes(
                Map.of("signed", order.signed(), "received_at", order.received().toString(), "collector", collector));
        return HttpRequest.newBuilder(URI.create(orders + order.id()))
                .timeout(PATIENCE)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private LedgerAnswer answer(HttpResponse<byte[]> response) {
        JsonNode body;
        try {
            body = json.readTree(response.body());
        } catch (IOException broken) {
            return new LedgerAnswer.Later("status " + response.statusCode() + " with what is no JSON");
        }
        return switch (response.statusCode()) {
            case 200 -> new LedgerAnswer.Recorded(body.path("registry_version").asLong());
            case 409, 413, 422 -> new LedgerAnswer.Refused(body.path("detail").asText("no reason given"));
            default ->
                new LedgerAnswer.Later("status " + response.statusCode() + ": "
                        + body.path("detail").asText("no reason given"));
        };
    }
}
