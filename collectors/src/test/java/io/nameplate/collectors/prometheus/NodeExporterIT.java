/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Tools;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a prometheus-node-exporter shows of this machine, read by us and by Prometheus's Python client. */
class NodeExporterIT {

    private final HttpClient http = HttpClient.newHttpClient();
    private Process exporter;
    private URI metrics;

    @BeforeEach
    void start() throws Exception {
        Tools.need("/usr/bin/prometheus-node-exporter");
        Tools.needPythonModule("prometheus_client");
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
        exporter = new ProcessBuilder("/usr/bin/prometheus-node-exporter", "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Tools.await("it answers", () -> scrape() != null);
    }

    @AfterEach
    void stop() throws InterruptedException {
        if (exporter != null) {
            exporter.destroy();
            assertThat(exporter.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    @Test
    void weReadWhatItsOwnClientReads() throws Exception {
        byte[] text = scrape();
        assertThat(Peer.ofOurs(text)).hasSizeGreaterThan(100).containsExactlyInAnyOrderElementsOf(Peer.ofTheirs(text));
    }

    private byte @Nullable [] scrape() {
        try {
            return http.send(HttpRequest.newBuilder(metrics).build(), HttpResponse.BodyHandlers.ofByteArray())
                    .body();
        } catch (IOException notYet) {
            return null;
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }
}
