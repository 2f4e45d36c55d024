/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.nameplate.model.language.document.YamlText;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/** The processes of a test, as they are shipped, and what they say of themselves over HTTP. At the end all are stopped, the last one first. */
final class Processes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Part> running = new ArrayList<>();

    Part start(Part part) {
        running.add(part);
        part.start();
        return part;
    }

    void stop(Part part) {
        running.remove(part);
        part.stop(Site.patience());
    }

    /** Kills one with signal 9, as a power cut would. */
    void kill(Part part) {
        assertThat(part.alive())
                .as("the %s is alive before the kill; its log:%n%s", part.name(), part.lastLines(30))
                .isTrue();
        running.remove(part);
        part.kill();
    }

    /** Waits until something is so; fails at once where a process ends by itself. */
    void until(String what, Callable<Boolean> reached) {
        await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(50)).until(() -> {
            for (Part part : running) {
                assertThat(part.died())
                        .as("the %s %s; its log:%n%s", part.name(), part.ending(), part.lastLines(40))
                        .isFalse();
            }
            return reached.call();
        });
    }

    /** The sum of a metric over its labels, of the collector at a port; -1 while it does not answer or has none. */
    long metric(int port, String name) throws InterruptedException {
        return get("http://127.0.0.1:" + port + "/q/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .reduce(Long::sum)
                .orElse(-1);
    }

    /** What the job at a port says of itself; empty while it does not. */
    String status(int port, String key) throws InterruptedException {
        String text = get("http://127.0.0.1:" + port + "/status");
        return text.isEmpty() ? "" : Trees.text(YamlText.parse("status", text), key);
    }

    /** A number of what the job says of itself; -1 while it does not. */
    long number(int port, String key) throws InterruptedException {
        String text = status(port, key);
        return text.isEmpty() ? -1 : Long.parseLong(text);
    }

    private String get(String url) throws InterruptedException {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(5))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException notNow) {
            return "";
        }
    }

    @Override
    public void close() {
        for (int i = running.size() - 1; i >= 0; i--) {
            running.get(i).stop(Site.patience());
        }
    }
}
