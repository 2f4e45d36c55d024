/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.alerting.packaged;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A headless Chromium, spoken to over its DevTools protocol. A page that listens for news never becomes quiet, so
 * {@code --dump-dom} would wait for ever; this one looks at the page as it is.
 */
final class Browser implements AutoCloseable {

    private static final List<Path> PLACES = List.of(
            Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromium-browser"), Path.of("/usr/bin/google-chrome"));

    private final ObjectMapper json = new ObjectMapper();
    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger number = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    static boolean isInstalled() {
        return PLACES.stream().anyMatch(Files::isExecutable);
    }

    Browser(Path profile) throws Exception {
        Path chromium = PLACES.stream().filter(Files::isExecutable).findFirst().orElseThrow();
        process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-background-networking",
                        "--no-first-run",
                        "--user-data-dir=" + profile,
                        "--remote-debugging-port=0",
                        "--window-size=1280,1600",
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(profile.resolve("chromium.log").toFile())
                .start();
        Path portFile = profile.resolve("DevToolsActivePort");
        Await.until(
                Duration.ofSeconds(60),
                "Chromium says its port",
                () -> Files.exists(portFile) && Files.readAllLines(portFile).size() > 1);
        String port = Files.readAllLines(portFile).get(0);
        HttpClient client = HttpClient.newHttpClient();
        JsonNode tab = json.readTree(client.send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/new?about:blank"))
                                .PUT(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body());
        socket = client.newWebSocketBuilder()
                .buildAsync(URI.create(tab.path("webSocketDebuggerUrl").asText()), new Listener())
                .get(30, TimeUnit.SECONDS);
        send("Runtime.enable", Map.of());
        send("Log.enable", Map.of());
        send("Page.enable", Map.of());
    }

    void open(String url) throws Exception {
        send("Page.navigate", Map.of("url", url));
    }

    /** The value of an expression in the page, as text. */
    String value(String expression) throws Exception {
        return send("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true))
                .path("result")
                .path("value")
                .asText();
    }

    /** Waits until an expression is true in the page. */
    void await(String expression) throws Exception {
        Await.until(
                Duration.ofSeconds(60),
                expression + "\npage: " + value("document.body.innerText"),
                () -> value(expression).equals("true"));
    }

    /** Errors that the page made so far. */
    List<String> complaints() {
        return complaints;
    }

    private JsonNode send(String method, Map<String, Object> parameters) throws Exception {
        int id = number.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(id, answer);
        socket.sendText(json.writeValueAsString(Map.of("id", id, "method", method, "params", parameters)), true)
                .get(30, TimeUnit.SECONDS);
        return answer.get(60, TimeUnit.SECONDS);
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return null;
        }

        private void take(String message) {
            try {
                JsonNode node = json.readTree(message);
                CompletableFuture<JsonNode> answer =
                        answers.remove(node.path("id").asInt());
                String method = node.path("method").asText();
                if (answer != null) {
                    answer.complete(node.path("result"));
                } else if (method.equals("Runtime.exceptionThrown")
                        || (method.equals("Log.entryAdded")
                                && node.at("/params/entry/level").asText().equals("error"))) {
                    complaints.add(message);
                }
            } catch (IOException unreadable) {
                complaints.add(unreadable.toString());
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }
}
