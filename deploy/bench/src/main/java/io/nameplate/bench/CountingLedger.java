/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/** A ledger that takes every result and every piece of evidence, keeps the settled contents, and counts the rest. */
final class CountingLedger implements WireLedger {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final String registry;
    private final SortedMap<String, String> settled = new TreeMap<>();
    private int changed;
    private long evidenceBytes;

    /** Listens on a free port and tells one version of a registry. */
    CountingLedger(String registryText) throws IOException {
        ObjectNode told = JSON.createObjectNode().put("version", 1);
        told.putArray("documents").addObject().put("name", "bench.yaml").put("text", registryText);
        registry = told.toString();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    @Override
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public synchronized SortedMap<String, String> settled() {
        return new TreeMap<>(settled);
    }

    @Override
    public synchronized long changed() {
        return changed;
    }

    /** Bytes of evidence that were put into the store. */
    synchronized long evidenceBytes() {
        return evidenceBytes;
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (path.startsWith("/api/v1/evidence/")) {
            synchronized (this) {
                evidenceBytes += body.length;
            }
            say(exchange, 200, "{\"version\":1,\"sha256\":\"\",\"new\":true}");
        } else if (path.equals("/api/v1/results")) {
            say(exchange, 200, "{\"accepted\":" + results(JSON.readTree(body)) + ",\"unchanged\":0,\"refused\":[]}");
        } else if (path.equals("/api/v1/registry/latest")) {
            say(exchange, 200, registry);
        } else if (path.equals("/api/v1/settled")) {
            say(exchange, 200, "{\"lines\":[]}");
        } else {
            say(exchange, 404, "{}");
        }
    }

    private synchronized int results(JsonNode request) throws JsonProcessingException {
        int count = 0;
        for (JsonNode result : request.get("results")) {
            count++;
            if (result.get("status").asText().equals("settled")) {
                JsonNode content = result.get("content");
                String text = WireLedger.text(content);
                String before = settled.put(WireLedger.key(content), text);
                changed += before == null || before.equals(text) ? 0 : 1;
            }
        }
        return count;
    }

    private static void say(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
