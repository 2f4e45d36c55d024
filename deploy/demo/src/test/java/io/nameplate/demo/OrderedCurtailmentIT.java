/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.model.language.document.Tree;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A load target on its way through the processes as they are shipped: openssl signs it, mosquitto_pub sends it over mosquitto,
 * the collector verifies and keeps it, the ledger verifies it again and its registry has a window.
 */
class OrderedCurtailmentIT {

    private static final Path HOME =
            Path.of(System.getProperty("nameplate.home")).toAbsolutePath();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final String REGISTRY = """
            site: {site: t, zone: UTC, slot: 1s, interval: 10s}
            halls: [h1]
            skus: [{sku: X, reference_clock_mhz: 1980}]
            collectors: [{collector: c1, halls: [h1]}]
            assets: [{asset: pdu-1, kind: pdu, collector: c1, hold: 3s, up: [{point: voltage_l1n, min: 180}]}]
            blocks:
              - {block: b1, hall: h1, sku: X, gpus_per_node: 2, power: pdu-1, cooling: pdu-1,
                 source: {collector: c1, period: 1s}, nodes: [{prefix: n, count: 2}]}
            load_targets: [{provider: acme, feeds: [main-a], scope: {blocks: [b1]}, open_ended_for: 4h}]
            """;

    @TempDir
    Path folder;

    @Test
    void aSignedLoadTargetBecomesAWindowOfTheRegistry() throws Exception {
        key("other");
        key("acme-2026");
        Path keys = folder.resolve("keys");
        put(keys, "other");
        Site site = new Site(HOME, folder.resolve("data"), Stand.freeRow());
        int collector = site.ports().collector();
        Ledger ledger = new Ledger(URI.create(site.ledgerUrl()));
        try (Processes processes = new Processes()) {
            processes.start(Stand.mosquitto(site));
            processes.start(site.ledger(Map.of("nameplate.orders.keys", keys.toString())));
            processes.until("the ledger is ready", ledger::ready);
            ledger.postRegistry(Map.of("site.yaml", REGISTRY));
            processes.start(site.collector("c1", Map.of("nameplate.collector.devices", devices(site))));
            processes.until(
                    "the collector listens", () -> processes.metric(collector, "nameplate_mqtt_connected") == 1);

            put(keys, "acme-2026");
            Instant from = Instant.now().truncatedTo(ChronoUnit.SECONDS).plusSeconds(60);
            String signed = signed(from, from.plusSeconds(3_600));
            publish(site, signed);
            processes.until(
                    "the ledger has it", () -> processes.metric(collector, "nameplate_orders_recorded_total") == 1);

            Tree order = Trees.items(ledger.get("/api/v1/orders")).get(0);
            assertThat(Trees.text(order, "signed")).isEqualTo(signed);
            assertThat(Trees.text(order, "provider")).isEqualTo("acme");
            assertThat(Trees.text(order, "collector")).isEqualTo("c1");
            assertThat(ledger.text("/api/v1/registry/latest"))
                    .contains("\"version\":2", "made-of-orders.yaml")
                    .contains(Trees.text(order, "id"), "curtailed", from.toString());
            assertThat(processes.metric(collector, "nameplate_orders_pending")).isZero();
            assertThat(processes.metric(collector, "nameplate_orders_refused_total"))
                    .isZero();
        }
    }

    /** The device file of a collector that hears the provider. */
    private String devices(Site site) throws IOException {
        String pem = Files.readString(folder.resolve("acme-2026.pem")).replace("\n", "\\n");
        return Files.writeString(folder.resolve("devices.yaml"), """
                        mqtt:
                          - name: grid
                            broker: %s
                            format: dsx-flex
                            provider: acme
                            keys: [{kid: acme-2026, pem: "%s"}]
                        """.formatted(site.brokerUrl(), pem))
                .toString();
    }

    private void key(String name) throws Exception {
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", name + ".key");
        openssl("pkey", "-in", name + ".key", "-pubout", "-out", name + ".pem");
    }

    /** Puts a public key where the ledger looks for it. */
    private void put(Path keys, String name) throws IOException {
        Path provider = Files.createDirectories(keys.resolve(name.equals("other") ? "other" : "acme"));
        Files.copy(folder.resolve(name + ".pem"), provider.resolve(name + ".pem"));
    }

    private String signed(Instant from, Instant to) throws Exception {
        String input = part("{\"alg\":\"RS256\",\"kid\":\"acme-2026\"}") + "."
                + part(
                        "{\"targets\":[{\"interval\":{\"start_time\":\"" + from + "\",\"end_time\":\"" + to
                                + "\"},\"feed_tags\":[\"main-a\"],\"load_constraint\":{\"value\":12.5,\"unit\":\"megawatt\"}}]}");
        Files.writeString(folder.resolve("input"), input);
        openssl("dgst", "-sha256", "-sign", "acme-2026.key", "-out", "signature", "input");
        return input + "." + URL.encodeToString(Files.readAllBytes(folder.resolve("signature")));
    }

    private static String part(String json) {
        return URL.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private void openssl(String... arguments) throws Exception {
        run("/usr/bin/openssl", arguments);
    }

    private void publish(Site site, String signed) throws Exception {
        String event = "{\"specversion\":\"1.0.2\",\"id\":\"i-1\",\"source\":\"//grid/v1/isv/acme\","
                + "\"type\":\"grid.loadtarget.set.v1\",\"time\":\"" + Instant.now() + "\",\"data\":\"" + signed + "\"}";
        run(
                "/usr/bin/mosquitto_pub",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(site.ports().broker()),
                "-q",
                "1",
                "-t",
                "grid/v1/isv/acme/loadtarget/set",
                "-m",
                event);
    }

    private void run(String program, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        Path log = folder.resolve("program.log");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    }
}
