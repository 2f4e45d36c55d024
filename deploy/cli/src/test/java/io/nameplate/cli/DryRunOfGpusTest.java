/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunOfGpusTest {

    @TempDir
    Path folder;

    private HttpServer exporter;

    @BeforeEach
    void start() throws IOException {
        exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        exporter.start();
    }

    @AfterEach
    void stop() {
        exporter.stop(0);
    }

    private String serve(String path, String text) {
        byte[] answer = text.getBytes(StandardCharsets.UTF_8);
        exporter.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        return "http://127.0.0.1:" + exporter.getAddress().getPort() + path;
    }

    private String shown(String devices) throws IOException {
        return shown(devices, "table");
    }

    private String shown(String devices, String output) throws IOException {
        Path file = Files.writeString(folder.resolve("devices.yaml"), devices);
        return Called.with("collector", "run", "--once", "--dry-run", "--devices", file.toString(), "-o", output)
                .out();
    }

    @Test
    void whatIsSaidOfValuesIsShown() throws IOException {
        String gpus = serve("/metrics", """
                DCGM_FI_DEV_GPU_UTIL{gpu="0"} 97
                DCGM_FI_DEV_SM_CLOCK{gpu="0"} 1980000000
                DCGM_FI_DEV_SM_CLOCK{gpu="1"} 1980000000
                DCGM_FI_DEV_XID_ERRORS{gpu="1"} 1.5
                """);
        assertThat(shown("scrape: [{name: gpus, format: dcgm, targets: {n001: \"" + gpus + "\"}}]\n"))
                .startsWith("node n001: 2 GPUs at ")
                .contains("Z; sm_clock bad (unit_contradicted), 2 times; xid bad (not_whole)\n");
    }

    @Test
    void whatAProgramReadsHoldsTheSame() throws IOException {
        String gpus = serve("/metrics", "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 97\n");
        assertThat(shown("""
                        scrape:
                          - {name: gpus, format: dcgm, targets: {n001: "%s", n002: "%s"}}
                        """.formatted(gpus, gpus.replace("metrics", "gone")), "json"))
                .startsWith("{\"readings\":[")
                .contains(
                        "{\"reading\":\"node n001: 1 GPUs at ",
                        "\"polls\":[]",
                        "\"faults\":{\"gpus\":{\"not_found\":1}}",
                        "\"silent\":{}");
    }

    /** Two sources tell of one node here, each once; one that is listened to tells of it once a second. */
    @Test
    void ofANodeTheLastReadingIsShownAlone() throws IOException {
        String text = "DCGM_FI_DEV_GPU_UTIL{gpu=\"0\"} 97\n";
        assertThat(shown("""
                scrape:
                  - {name: gpus, format: dcgm, targets: {n001: "%s"}}
                  - {name: again, format: dcgm, targets: {n001: "%s"}}
                """.formatted(serve("/one", text), serve("/other", text))))
                .containsPattern("\\Anode n001: 1 GPUs at \\S+\n\\z");
    }
}
