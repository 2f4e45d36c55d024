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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DryRunOfGpusTest {

    @TempDir
    Path folder;

    @Test
    void whatIsSaidOfValuesIsShown() throws IOException {
        byte[] answer = """
                DCGM_FI_DEV_GPU_UTIL{gpu="0"} 97
                DCGM_FI_DEV_SM_CLOCK{gpu="0"} 1980000000
                DCGM_FI_DEV_SM_CLOCK{gpu="1"} 1980000000
                DCGM_FI_DEV_XID_ERRORS{gpu="1"} 1.5
                """.getBytes(StandardCharsets.UTF_8);
        HttpServer exporter = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        exporter.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(answer);
            }
        });
        exporter.start();
        try {
            Path devices = Files.writeString(
                    folder.resolve("devices.yaml"),
                    "scrape: [{name: gpus, format: dcgm, targets: {n001: \"http://127.0.0.1:"
                            + exporter.getAddress().getPort() + "/metrics\"}}]\n");
            Called called = Called.with("collector", "run", "--once", "--dry-run", "--devices", devices.toString());
            assertThat(called.out())
                    .startsWith("node n001: 2 GPUs at ")
                    .contains("Z; sm_clock bad (unit_contradicted), 2 times; xid bad (not_whole)\n");
        } finally {
            exporter.stop(0);
        }
    }
}
