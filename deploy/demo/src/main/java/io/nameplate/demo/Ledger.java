/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import io.nameplate.model.language.document.Tree;
import io.nameplate.model.language.document.YamlText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The ledger over HTTP, as the demo needs it: registry in, status, contents and deviations out. */
final class Ledger {

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final URI base;

    Ledger(URI base) {
        this.base = base;
    }

    boolean ready() throws InterruptedException {
        try {
            return send(request("/q/health/ready").GET().build()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Hands over a registry; the body of a refusal is the exception's message. */
    void postRegistry(Map<String, String> documents) throws IOException, InterruptedException {
        List<String> parts = new ArrayList<>();
        documents.forEach((name, text) -> parts.add("{\"name\":" + quoted(name) + ",\"text\":" + quoted(text) + "}"));
        HttpResponse<String> answer = send(request("/api/v1/registry")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"documents\":[" + String.join(",", parts) + "]}"))
                .build());
        if (answer.statusCode() != 200) {
            throw new IOException("the ledger refused the registry: " + answer.body());
        }
    }

    /** A JSON answer as a tree (JSON is a part of YAML). */
    Tree get(String path) throws IOException, InterruptedException {
        return YamlText.parse(path, text(path));
    }

    String text(String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(request(path).GET().build());
        if (answer.statusCode() != 200) {
            throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
