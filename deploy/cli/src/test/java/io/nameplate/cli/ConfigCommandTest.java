/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody is told who sets a collector up. */
class ConfigCommandTest {

    @TempDir
    Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void aDeviceFileWithoutMistakesIsCounted() throws IOException {
        Path devices = file("d.yaml", "devices:\n  - {device: cdu-1, profile: cdu-generic, host: 127.0.0.1}\n");
        Called called = Called.with("collector", "check", devices.toString());
        assertThat(called.err()).isEmpty();
        assertThat(called.code()).isZero();
        assertThat(called.out())
                .contains(
                        "d.yaml: 1 Modbus devices, 0 MQTT sources, 0 scrape sources, 0 OTLP sources, 0 witnesses; no mistakes");
    }

    @Test
    void whatSpeaksForNodesIsCountedToo() throws IOException {
        Path devices = file("d.yaml", """
                devices:
                  - {device: cdu-1, profile: cdu-generic, host: 127.0.0.1}
                witness:
                  - {node: n001, outlets: [{state: pdu-1/outlet_1}]}
                  - {node: n002, outlets: [{state: pdu-1/outlet_2}]}
                """);
        Called called = Called.with("collector", "check", devices.toString());
        assertThat(called.err()).isEmpty();
        assertThat(called.out()).contains("1 Modbus devices", "2 witnesses; no mistakes");
        assertThat(Called.with("collector", "check", devices.toString(), "-o", "json")
                        .out())
                .contains("\"witness\":2");
    }

    @Test
    void whatWorksAndIsNotRightIsAWarningWithItsLineAndNoMistake() throws Exception {
        Path token = file("token", "s3cret\n");
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        Path password = file("password", "s3cret\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path devices = file("d.yaml", """
                mqtt:
                  - name: a
                    broker: tcp://10.0.0.9:1883
                    user: c1
                    password_file: %s
                    topics: [x]
                    format: influx-line
                otlp:
                  - name: in
                    token_file: %s
                """.formatted(password, token));
        Called called = Called.with("collector", "check", devices.toString());
        assertThat(called.code()).isZero();
        assertThat(called.out()).contains("1 MQTT sources", "1 OTLP sources", "no mistakes");
        assertThat(called.err().lines())
                .containsExactly(
                        "warning: " + devices + ":4: 'user': the password goes unencrypted to tcp://10.0.0.9:1883; use"
                                + " ssl:// where others can listen",
                        "warning: " + devices + ":10: 'token_file': " + token
                                + ": everybody on this machine may read it; chmod o-rwx " + token);
        assertThat(called.err() + called.out()).doesNotContain("s3cret");
        assertThat(Called.with("collector", "check", devices.toString(), "-o", "json")
                        .out())
                .contains("\"problems\":[]", "\"warnings\":[\"");
    }

    @Test
    void aTokenFileThatIsNotThereIsAMistakeWithItsLine() throws IOException {
        Path empty = file("empty", "");
        Path devices = file("d.yaml", """
                otlp:
                  - {name: in, token_file: /no/such/token}
                scrape:
                  - {name: dcgm, targets: {n001: "http://127.0.0.1:9400/metrics"}, token_file: %s}
                """.formatted(empty));
        Called called = Called.with("collector", "check", devices.toString());
        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err())
                .contains("d.yaml:2: 'token_file': /no/such/token: there is no such file")
                .contains("d.yaml:4: 'token_file': " + empty + ": its first line is empty");
    }

    @Test
    void everyMistakeOfADeviceFileIsSaidAtOnce() throws IOException {
        Path devices = file("d.yaml", """
                devices:
                  - {device: cdu-1, profile: cdu-genric, host: 127.0.0.1}
                  - {device: cdu-2, profile: cdu-generic, hst: 127.0.0.1}
                """);
        Called called = Called.with("collector", "check", devices.toString());
        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err())
                .contains("d.yaml:2: there is no profile 'cdu-genric'", "did you mean 'cdu-generic'?")
                .contains("d.yaml:3: unknown key 'hst' in a device; did you mean 'host'?");
        assertThat(Called.with("collector", "check", devices.toString(), "-o", "json")
                        .out())
                .contains("\"problems\":[\"");
    }

    @Test
    void aRegistryIsComparedWith() throws IOException {
        Path registry = Path.of(System.getProperty("nameplate.home"))
                .resolve("deploy/simulator/src/main/resources/golden/two-lines/registry");
        Path devices = file("d.yaml", "devices:\n  - {device: nobody, profile: cdu-generic, host: 127.0.0.1}\n");
        Called called = Called.with(
                "collector", "check", devices.toString(), "--registry", registry.toString(), "--collector", "c1");
        assertThat(called.code()).isEqualTo(2);
        assertThat(called.err()).contains("d.yaml:2: the registry knows no asset 'nobody'");
        assertThat(Called.with("collector", "check", devices.toString(), "--registry", registry.toString())
                        .err())
                .startsWith("--registry needs --collector ID");
    }

    @Test
    void settingsAreCheckedWithTheirLinesAndSoIsTheDeviceFileTheyName() throws IOException {
        Path devices = file("d.yaml", "devices:\n  - {device: cdu-1, profile: nothing, host: 127.0.0.1}\n");
        String settings = """
                nameplate.collector.id=c1
                nameplate.collector.data=%s
                nameplate.collector.ledger=http://127.0.0.1:8620
                nameplate.collector.broker=tcp://127.0.0.1:1883
                nameplate.collector.devices=%s
                """.formatted(folder, devices);
        Called good =
                Called.with("collector", "check", file("a.properties", settings).toString());
        assertThat(good.code()).isEqualTo(2);
        assertThat(good.err()).contains("d.yaml:2: there is no profile 'nothing'");
        Path wrong = file(
                "b.properties",
                settings.replace("tcp:", "carrier:")
                        + "nameplate.collector.tick=soon\nnameplate.collector.batchnodes=3\n");
        assertThat(Called.with("collector", "check", wrong.toString()).err())
                .contains("b.properties:4: nameplate.collector.broker: must be an address such as")
                .contains("b.properties:6: nameplate.collector.tick: must be a duration")
                .contains("b.properties:7: nameplate.collector.batchnodes: there is no such setting; did you mean");
    }

    @Test
    void aDryRunShowsWhatEachWitnessSays() throws IOException {
        HttpServer bmc = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        bmc.createContext("/redfish/v1/Systems/1", exchange -> {
            byte[] body = "{\"PowerState\": \"Off\"}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        bmc.start();
        try {
            String at = "http://127.0.0.1:" + bmc.getAddress().getPort() + "/redfish/v1/Systems/";
            Path devices = file("d.yaml", """
                    scrape:
                      - {name: bmcs, format: redfish, targets: {h1-n001: %s1, h1-n002: %s2}}
                    """.formatted(at, at));
            Called called = Called.with("collector", "run", "--once", "--dry-run", "--devices", devices.toString());
            assertThat(called.out()).contains("node h1-n001: power off, says its BMC, at 20");
            assertThat(called.err()).contains("source 'bmcs': 1 times not_found");
        } finally {
            bmc.stop(0);
        }
    }

    @Test
    void aDryRunSaysWhyADeviceDoesNotAnswer() throws IOException {
        Path devices = file("d.yaml", """
                devices:
                  - {device: cdu-1, profile: cdu-generic, host: 127.0.0.1, port: 1, timeout: 10s}
                """);
        Called called = Called.with("collector", "run", "--once", "--dry-run", "--devices", devices.toString());
        assertThat(called.code()).isEqualTo(1);
        assertThat(called.err()).contains("device 'cdu-1', unit 255: refused");
        assertThat(Called.with("collector", "run", "--devices", devices.toString())
                        .err())
                .startsWith("collector run needs --once --dry-run; the collector itself is a service");
    }
}
