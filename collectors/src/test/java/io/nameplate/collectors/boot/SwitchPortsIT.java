/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Tools;
import io.nameplate.collectors.devices.Devices;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A switch port as the witness of a node: net-snmp's snmpd is the switch, with this machine's interfaces as its ports, and
 * prometheus-snmp-exporter asks it as {@code deploy/snmp/snmp.yml} says. From the sockets to the frames.
 */
class SwitchPortsIT {

    private static final String SNMPD = "/usr/sbin/snmpd";
    private static final String EXPORTER = "/usr/bin/prometheus-snmp-exporter";
    private static final String STATUS_OF = "1.3.6.1.2.1.2.2.1.8.";

    @TempDir
    Path folder;

    private final List<Process> started = new ArrayList<>();
    private final int switchPort = FreePort.nextOfUdp();
    private final int exporterPort = FreePort.next();
    private Process exporter;

    @BeforeEach
    void start() throws Exception {
        Tools.need(SNMPD);
        Tools.need(EXPORTER);
        exporter = run(
                "exporter",
                EXPORTER,
                "--config.file=../deploy/snmp/snmp.yml",
                "--web.listen-address=127.0.0.1:" + exporterPort);
    }

    @AfterEach
    void stop() {
        started.forEach(SwitchPortsIT::end);
    }

    /** The loopback interface is up for as long as this test can run. */
    @Test
    void aPortThatIsUpIsSaidForItsNodeUntilItsSwitchFallsSilentWhichSaysNothing() throws Exception {
        Process device = device("");
        Tools.await("the exporter shows the port", () -> shown().contains("ifName=\"lo\""));
        assertThat(shown().lines())
                .anyMatch(line -> line.startsWith("ifAdminStatus{") && line.endsWith(",ifName=\"lo\"} 1"));
        try (Stated slots = new Stated(devices(), folder)) {
            slots.await("REFUSED UNKNOWN UP", "its port is up");
            end(device);
            slots.await("REFUSED UNKNOWN UNKNOWN", "its switch does not answer");
            device("");
            slots.await("REFUSED UNKNOWN UP", "its switch answers again");
            end(exporter);
            slots.await("REFUSED UNKNOWN UNKNOWN", "nobody asks its switch");
            assertThat(slots.history()).noneMatch(slot -> slot.endsWith("DOWN"));
        }
    }

    @Test
    void aPortThatIsDownIsSaidForItsNodeUntilItsSwitchFallsSilentWhichSaysNothing() throws Exception {
        String loopback = Files.readString(Path.of("/sys/class/net/lo/ifindex")).strip();
        Process device = device("override " + STATUS_OF + loopback + " integer 2\n");
        try (Stated slots = new Stated(devices(), folder)) {
            slots.await("REFUSED UNKNOWN DOWN", "its port is down");
            end(device);
            slots.await("REFUSED UNKNOWN UNKNOWN", "its switch does not answer");
            assertThat(slots.history()).noneMatch(slot -> slot.endsWith("UP"));
        }
    }

    private Devices devices() {
        return Stated.devices(folder, """
                scrape:
                  - {name: gpus, format: dcgm, targets: {n001: "http://127.0.0.1:%d/metrics"}}
                  - name: leafs
                    format: snmp_if
                    targets: {leaf-1: "%s"}
                    period: 1s
                    ports: [{switch: leaf-1, port: lo, node: n001}]
                """.formatted(FreePort.next(), page()));
    }

    private URI page() {
        return URI.create("http://127.0.0.1:" + exporterPort + "/snmp?module=if_mib&target=127.0.0.1:" + switchPort);
    }

    private String shown() {
        try (InputStream in = page().toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException notYet) {
            return "";
        }
    }

    /** Starts the switch; without its further modules, which would listen on ports that are not a test's. */
    private Process device(String more) throws IOException {
        Path settings = Files.writeString(
                folder.resolve("snmpd.conf"),
                "agentaddress udp:127.0.0.1:" + switchPort + "\nrocommunity public 127.0.0.1\n" + more);
        return run(
                "snmpd",
                SNMPD,
                "-f",
                "-r",
                "-Le",
                "-I",
                "-smux,mteTrigger,mteTriggerConf",
                "-C",
                "-c",
                settings.toString());
    }

    private Process run(String name, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve(name + ".log").toFile()));
        builder.environment().put("SNMP_PERSISTENT_DIR", folder.toString());
        builder.environment().put("MIBS", "");
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static void end(Process process) {
        process.destroyForcibly().onExit().join();
    }
}
