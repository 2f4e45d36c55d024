/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.streamjobs.world;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.nameplate.model.evidence.KeptEvidence;
import io.nameplate.model.language.HallId;
import io.nameplate.model.language.Registry;
import io.nameplate.model.verdict.KeptSettlement;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** A ledger over real HTTP that keeps what it must to tell: contents, revisions, the highest generation, what to refuse. */
public final class FakeLedger implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final SortedMap<String, String> settled = new TreeMap<>();
    private final SortedMap<String, String> provenances = new TreeMap<>();
    private final SortedMap<Instant, SortedMap<HallId, KeptEvidence>> kept = new TreeMap<>();
    private final SortedSet<String> late = new TreeSet<>();
    private final SortedMap<String, Integer> revisions = new TreeMap<>();
    private final SortedMap<String, long[]> newest = new TreeMap<>();
    private final SortedMap<String, SortedSet<String>> breached = new TreeMap<>();
    private final SortedSet<String> everBreached = new TreeSet<>();
    private final List<String> olderRefused = new ArrayList<>();
    private String registry = "";
    private long generation;
    private int provisional;
    private int failures;

    public FakeLedger() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                answer(exchange);
            }
        });
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Holds a registry of one text. */
    public synchronized void registry(long version, String text) {
        ObjectNode told = JSON.createObjectNode().put("version", version);
        told.putArray("documents").addObject().put("name", "site.yaml").put("text", text);
        registry = told.toString();
    }

    /** Has these contents settled already; revisions count from here. */
    public synchronized void hold(Map<String, String> contents) {
        settled.putAll(contents);
    }

    /** Answers this many requests for results or evidence with 503. */
    public synchronized void fail(int times) {
        failures = times;
    }

    /** Has heard of a job of this generation. */
    public synchronized void heardOf(long other) {
        generation = Math.max(generation, other);
    }

    /** The latest settled content of each lease, line and interval. */
    public synchronized SortedMap<String, String> contents() {
        return new TreeMap<>(settled);
    }

    /** What each of them rests on. */
    public synchronized SortedMap<String, String> provenances() {
        return new TreeMap<>(provenances);
    }

    /**
     * Every breach that any result told of, also a provisional one, and that its last settled result does not. One of an interval
     * that is not settled yet may be true.
     */
    public synchronized SortedSet<String> falseBreaches() {
        TreeSet<String> wrong = new TreeSet<>(everBreached);
        wrong.removeIf(told -> !breached.containsKey(told.substring(0, told.lastIndexOf('/'))));
        breached.values().forEach(wrong::removeAll);
        return wrong;
    }

    public synchronized SortedMap<String, Integer> revisions() {
        return new TreeMap<>(revisions);
    }

    /** What the evidence that was put settles to under a registry, arranged as {@link #contents()}. */
    public synchronized SortedMap<String, String> settledFromEvidence(Registry under) throws JsonProcessingException {
        KeptSettlement settlement = new KeptSettlement(under);
        SortedMap<String, String> contents = new TreeMap<>();
        for (var interval : kept.entrySet()) {
            long start = interval.getKey().getEpochSecond();
            for (var line :
                    settlement.results(start, interval.getValue().values()).entrySet()) {
                String content = line.getValue().content().canonicalJson();
                contents.put(line.getKey() + "/" + interval.getKey(), JSON.writeValueAsString(JSON.readTree(content)));
            }
        }
        return contents;
    }

    /** The halls and intervals of which evidence came late. */
    public synchronized SortedSet<String> late() {
        return new TreeSet<>(late);
    }

    public synchronized List<String> olderRefused() {
        return List.copyOf(olderRefused);
    }

    public synchronized int provisional() {
        return provisional;
    }

    public synchronized int failuresLeft() {
        return failures;
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        String body = new String(bytes, StandardCharsets.UTF_8);
        if (path.startsWith("/api/v1/evidence/")) {
            evidence(exchange, path.endsWith("/late"), bytes);
        } else if (path.equals("/api/v1/results")) {
            results(exchange, body);
        } else if (path.equals("/api/v1/registry/latest") && !registry.isEmpty()) {
            say(exchange, 200, registry);
        } else if (path.equals("/api/v1/settled")) {
            say(exchange, 200, settledLines());
        } else {
            say(exchange, 404, "{}");
        }
    }

    private String settledLines() throws JsonProcessingException {
        ObjectNode told = JSON.createObjectNode();
        var lines = told.putArray("lines");
        SortedMap<String, JsonNode> latest = new TreeMap<>();
        for (String content : settled.values()) {
            JsonNode node = JSON.readTree(content);
            latest.put(node.get("lease").asText() + "/" + node.get("line").asText(), node);
        }
        latest.values()
                .forEach(node -> lines.addObject()
                        .put("lease", node.get("lease").asText())
                        .put("line", node.get("line").asText())
                        .put("latest_interval_start", node.get("interval_start").asText()));
        return told.toString();
    }

    private void evidence(HttpExchange exchange, boolean isLate, byte[] bytes) throws IOException {
        if (failures > 0) {
            failures--;
            say(exchange, 503, "{\"title\":\"busy\"}");
            return;
        }
        String query = exchange.getRequestURI().getQuery();
        if (Long.parseLong(query.substring("generation=".length(), query.indexOf('&'))) < generation) {
            say(exchange, 409, "{\"title\":\"stale_generation\"}");
            return;
        }
        KeptEvidence piece = KeptEvidence.fromBytes(bytes);
        if (piece.nodes().intervalSeconds() != 10) {
            say(exchange, 422, "{\"title\":\"unfit evidence\"}");
            return;
        }
        Instant start = Instant.ofEpochSecond(piece.intervalStart());
        if (isLate) {
            late.add(piece.hall() + " " + start);
        } else {
            KeptEvidence known =
                    kept.computeIfAbsent(start, key -> new TreeMap<>()).putIfAbsent(piece.hall(), piece);
            if (known != null) {
                known.merge(piece);
            }
        }
        say(exchange, 200, "{\"version\":1,\"sha256\":\"\",\"new\":true}");
    }

    private void results(HttpExchange exchange, String body) throws IOException {
        if (failures > 0) {
            failures--;
            say(exchange, 503, "{\"title\":\"busy\"}");
            return;
        }
        JsonNode request = JSON.readTree(body);
        long told = request.get("generation").asLong();
        if (told < generation) {
            say(exchange, 409, "{\"title\":\"stale_generation\"}");
            return;
        }
        generation = told;
        for (JsonNode result : request.get("results")) {
            take(told, result);
        }
        say(exchange, 200, "{\"accepted\":" + request.get("results").size() + ",\"unchanged\":0,\"refused\":[]}");
    }

    private void take(long told, JsonNode result) throws JsonProcessingException {
        JsonNode content = result.get("content");
        String key = content.get("lease").asText() + "/" + content.get("line").asText() + "/"
                + content.get("interval_start").asText();
        TreeSet<String> breaches = new TreeSet<>();
        for (JsonNode judgement : result.get("judgements")) {
            if (judgement.get("verdict").asText().equals("breached")) {
                breaches.add(key + "/" + judgement.get("term").asText());
            }
        }
        everBreached.addAll(breaches);
        if (!result.get("status").asText().equals("settled")) {
            provisional++;
            return;
        }
        String text = JSON.writeValueAsString(content);
        breached.put(key, breaches);
        provenances.put(key, result.get("provenance").asText());
        if (text.equals(settled.get(key))) {
            return;
        }
        long[] order = {told, result.get("counter").asLong()};
        long[] before = newest.get(key);
        if (before != null && (order[0] < before[0] || (order[0] == before[0] && order[1] <= before[1]))) {
            olderRefused.add(key);
            return;
        }
        newest.put(key, order);
        settled.put(key, text);
        revisions.merge(key, 1, Integer::sum);
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
