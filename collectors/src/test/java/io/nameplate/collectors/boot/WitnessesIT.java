/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.nameplate.access.Tools;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.collectors.inventory.Reachability;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node whose exporter is dead, its PDU (pymodbus), its BMC and its switch (as Redfish and snmp_exporter show them): from
 * the sockets to the frames.
 */
class WitnessesIT {

    private static final String PROFILE = """
            profile: pdu
            source: a test
            points:
              - {point: voltage_l1n, address: 0, type: uint16, unit: V}
              - {point: outlet_1_state, address: 1, type: uint16, unit: none}
              - {point: outlet_1_power, address: 2, type: uint16, unit: W}
              - {point: outlet_2_state, address: 3, type: uint16, unit: none}
            """;

    @TempDir
    Path folder;

    private HttpServer http;
    private Process pdu;
    private int pduPort;
    private volatile String bmc = "On";
    private volatile int port = 1;

    @BeforeEach
    void start() throws Exception {
        Tools.needPythonModule("pymodbus.server");
        pduPort = FreePort.next();
        registers("00E6 0001 0190 0000");
        pdu = new ProcessBuilder(
                        "/usr/bin/python3",
                        "src/test/resources/modbus_server.py",
                        Integer.toString(pduPort),
                        folder.resolve("registers.txt").toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pdu.log").toFile())
                .start();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/redfish/v1/Systems/1", exchange -> {
            byte[] body = ("{\"@odata.type\": \"#ComputerSystem.v1_5_0.ComputerSystem\", \"PowerState\": \"" + bmc
                            + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(bmc.isEmpty() ? 503 : 200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        http.createContext("/snmp", exchange -> {
            byte[] body = ("ifOperStatus{ifName=\"Ethernet1\"} " + port + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(port == 0 ? 500 : 200, body.length);
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        });
        http.start();
    }

    @AfterEach
    void stop() {
        http.stop(0);
        pdu.destroyForcibly().onExit().join();
    }

    /** Written beside and moved there: the server reads the file at any moment. */
    private void registers(String words) throws IOException {
        Path fresh =
                Files.writeString(folder.resolve("fresh.txt"), words.isEmpty() ? "# none\n" : "3 0: " + words + "\n");
        Files.move(fresh, folder.resolve("registers.txt"), StandardCopyOption.REPLACE_EXISTING);
    }

    private Devices devices() throws IOException {
        Files.writeString(folder.resolve("pdu.yaml"), PROFILE);
        return Stated.devices(folder, """
                devices:
                  - {device: pdu-1, profile: pdu, host: 127.0.0.1, port: %d, unit: 1, poll: 500ms}
                witness:
                  - node: n001
                    outlets:
                      - {state: pdu-1/outlet_1_state, power: pdu-1/outlet_1_power, no_load_below: 20}
                      - {state: pdu-1/outlet_2_state}
                scrape:
                  - {name: gpus, format: dcgm, targets: {n001: "http://127.0.0.1:%d/metrics"}}
                  - {name: bmcs, format: redfish, targets: {n001: "http://127.0.0.1:%d/redfish/v1/Systems/1"}, period: 1s}
                  - name: leafs
                    format: snmp_if
                    targets: {leaf-1: "http://127.0.0.1:%d/snmp"}
                    period: 1s
                    ports: [{switch: leaf-1, port: Ethernet1, node: n001}]
                """.formatted(
                        pduPort,
                        FreePort.next(),
                        http.getAddress().getPort(),
                        http.getAddress().getPort()));
    }

    @Test
    void anAbsentNodeIsStatedWithWhatItsWitnessesSay() throws Exception {
        try (Stated slots = new Stated(devices(), folder)) {
            slots.await("REFUSED ON UP", "all that is left of it is the exporter");
            now("Off", "00E6 0001 000C 0000", 2);
            slots.await("REFUSED OFF DOWN", "it is on standby");
            now("On", "00E6 0001 0003 0000", 1);
            slots.await("REFUSED NO_LOAD UP", "it draws nothing, whatever its BMC says");
            now("", "00E6 0000 0000 0000", 7);
            slots.await("REFUSED OFF DOWN", "both outlets are off, the BMC with them");
            now("", "00E6 0000 0000 0001", 5);
            slots.await("REFUSED ON UNKNOWN", "one supply is enough");
            now("", "", 0);
            slots.await("REFUSED UNKNOWN UNKNOWN", "nobody is left to ask");
        }
    }

    @Test
    void aDryRunShowsWhatEachWitnessSays() throws Exception {
        Tools.await("the PDU answers", () -> {
            try {
                return reachable().size() == 3;
            } catch (IOException | InterruptedException broken) {
                throw new AssertionError(broken);
            }
        });
        assertThat(reachable()).contains("n001 BMC ON UNKNOWN", "n001 OUTLET ON UNKNOWN", "n001 SWITCH UNKNOWN UP");
    }

    private List<String> reachable() throws IOException, InterruptedException {
        return DryRun.of(devices(), MqttClients.named("paho"), Duration.ofSeconds(20)).readings().stream()
                .filter(Reachability.class::isInstance)
                .map(Reachability.class::cast)
                .filter(said -> said.teller() != Reachability.Teller.PROBE)
                .map(said -> said.node() + " " + said.teller() + " " + said.witness() + " " + said.port())
                .toList();
    }

    private void now(String newBmc, String newRegisters, int newPort) throws IOException {
        bmc = newBmc;
        port = newPort;
        registers(newRegisters);
    }
}
