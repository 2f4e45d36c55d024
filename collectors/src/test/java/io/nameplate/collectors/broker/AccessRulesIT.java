/*
 * SPDX-License-Identifier: Apache-2.0
 */
package io.nameplate.collectors.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.nameplate.access.Certificates;
import io.nameplate.access.Mosquitto;
import io.nameplate.access.Tools;
import io.nameplate.access.broker.BrokerAccess;
import io.nameplate.access.broker.LinkTrouble;
import io.nameplate.access.credentials.Secret;
import io.nameplate.collectors.link.MqttClients;
import io.nameplate.collectors.link.MqttLink;
import io.nameplate.model.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The shipped access rules on a real mosquitto, with clients that we did not write. */
class AccessRulesIT {

    private static final Path RULES = Path.of("../deploy/mosquitto/acl");

    @TempDir
    Path folder;

    @AutoClose
    private Mosquitto broker;

    @BeforeEach
    void start() throws Exception {
        for (String tool : List.of("pub", "sub")) {
            Tools.need("/usr/bin/mosquitto_" + tool);
        }
        Path passwords = folder.resolve("passwords");
        Files.createFile(passwords);
        for (String user : List.of("c1", "c2", "job")) {
            Mosquitto.password(passwords, user, "secret-" + user);
        }
        broker = new Mosquitto(
                folder,
                "user root",
                "allow_anonymous false",
                "password_file " + passwords,
                "acl_file " + RULES.toAbsolutePath().normalize());
    }

    @Test
    void aCollectorWritesItsOwnTopicsOnly() throws Exception {
        for (String topic : List.of("np/1/c1/up", "np/1/c1/head", "np/1/c1/status", "spBv1.0/Plant1/NCMD/e1")) {
            assertThat(publish("c1", topic)).as(topic).isEmpty();
        }
        for (String topic : List.of(
                "np/1/c2/up",
                "np/1/c2/status",
                "np/1/c1/cursor/job",
                "np/1/c1/other",
                "spBv1.0/Plant1/DCMD/e1/d1",
                "spBv1.0/Plant2/NCMD/e1",
                "BMS/v1/MEPAI/Value/CDU/LiquidTemperatureSpRequest/x",
                "telegraf/x")) {
            assertThat(publish("c1", topic)).as(topic).contains("Not authorized");
        }
        assertThat(publish("c2", "spBv1.0/Plant1/NCMD/e1")).contains("Not authorized");
    }

    @Test
    void theJobWritesItsCursorAndNothingElse() throws Exception {
        assertThat(publish("job", "np/1/c1/cursor/job")).isEmpty();
        for (String topic : List.of("np/1/c1/up", "np/1/c1/cursor/other", "spBv1.0/Plant1/NCMD/e1")) {
            assertThat(publish("job", topic)).as(topic).contains("Not authorized");
        }
    }

    @Test
    void theJobHearsRecordsHeadsAndItsOwnCursor() throws Exception {
        Path heard = folder.resolve("heard");
        List<String> command = command("sub", "job");
        command.addAll(List.of("-t", "np/1/#", "-C", "3", "-F", "%t"));
        for (String topic : List.of("np/1/c1/head", "np/1/c1/cursor/job")) {
            String user = topic.endsWith("job") ? "job" : "c1";
            List<String> retained = command("pub", user);
            retained.addAll(List.of("-t", topic, "-q", "1", "-m", "x", "-r"));
            assertThat(run(retained.toArray(String[]::new)).text()).isEmpty();
        }
        assertThat(publish("c1", "np/1/c1/status")).isEmpty();
        Process listener =
                new ProcessBuilder(command).redirectOutput(heard.toFile()).start();
        while (!listener.waitFor(20, TimeUnit.MILLISECONDS)) {
            assertThat(publish("c1", "np/1/c1/up")).isEmpty();
        }
        assertThat(Files.readAllLines(heard))
                .containsExactlyInAnyOrder("np/1/c1/head", "np/1/c1/cursor/job", "np/1/c1/up");
    }

    @Test
    void aCollectorHearsItsOwnCursorAndNotAnothers() throws Exception {
        Path heard = folder.resolve("heard");
        List<String> command = command("sub", "c2");
        command.addAll(List.of("-t", "np/1/+/cursor/job", "-t", "np/1/+/up", "-C", "1", "-F", "%t"));
        Process listener =
                new ProcessBuilder(command).redirectOutput(heard.toFile()).start();
        while (!listener.waitFor(20, TimeUnit.MILLISECONDS)) {
            assertThat(publish("c1", "np/1/c1/up")).isEmpty();
            assertThat(publish("job", "np/1/c1/cursor/job")).isEmpty();
            assertThat(publish("job", "np/1/c2/cursor/job")).isEmpty();
        }
        assertThat(heard).content().isEqualTo("np/1/c2/cursor/job\n");
    }

    @Test
    void whoIsNobodyIsNotLetIn() throws Exception {
        assertThat(run("/usr/bin/mosquitto_pub", "-V", "5", "-p", port(), "-t", "np/1/c1/up", "-m", "x")
                        .text())
                .contains("ot authorized");
    }

    /** The shipped configuration with TLS, as it is but for its ports and folder, and clients of both kinds. */
    @ParameterizedTest
    @EnumSource(MqttClients.class)
    void theSampleWithTlsTakesACollectorAndKeepsItToItsOwnTopics(MqttClients client) throws Exception {
        Certificates made =
                new Certificates(folder).with("broker", "ca", "DNS:localhost").with("c1", "ca", "DNS:c1");
        Files.copy(RULES, folder.resolve("acl"));
        Path password = Files.writeString(folder.resolve("c1.password"), "secret-c1\n");
        int port = FreePort.next();
        String sample = Files.readString(RULES.resolveSibling("mosquitto-tls.conf"))
                .replace("/etc/mosquitto/", folder + "/")
                .replace("listener 1883", "listener " + FreePort.next())
                .replace("listener 8883", "listener " + port);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        BrokerAccess access =
                new BrokerAccess(Optional.of("c1"), Optional.of(new Secret.OfFile(password)), made.files("c1"));
        try (Mosquitto secured = new Mosquitto(folder, port, "user root\n" + sample);
                MqttLink link = client.open(
                        new MqttLink.Settings(
                                "ssl://localhost:" + secured.port(),
                                "c1",
                                List.of("np/1/c1/cursor/job"),
                                Optional.empty(),
                                access,
                                1 << 20),
                        telling(told))) {
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("connected");
            assertThat(link.publish("np/1/c1/up", new byte[1], false, 1)).isTrue();
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("1: 0x10");
            assertThat(link.publish("np/1/c2/up", new byte[1], false, 2)).isTrue();
            assertThat(told.poll(60, TimeUnit.SECONDS)).isEqualTo("2: 0x87");
        }
    }

    private static MqttLink.Listener telling(BlockingQueue<String> told) {
        return new MqttLink.Listener() {
            @Override
            public void connected() {
                told.add("connected");
            }

            @Override
            public void disconnected(LinkTrouble why) {
                told.add(why.sentence());
            }

            @Override
            public void arrived(String topic, byte[] payload, boolean retained) {
                told.add(topic);
            }

            @Override
            public void acknowledged(long tag, int reason) {
                told.add(tag + ": 0x" + Integer.toHexString(reason));
            }
        };
    }

    /** What mosquitto_pub complains of; empty where the broker took it. */
    private String publish(String user, String topic) throws Exception {
        List<String> command = command("pub", user);
        command.addAll(List.of("-t", topic, "-q", "1", "-m", "x"));
        return run(command.toArray(String[]::new)).text();
    }

    private List<String> command(String tool, String user) {
        return new ArrayList<>(
                List.of("/usr/bin/mosquitto_" + tool, "-V", "5", "-p", port(), "-u", user, "-P", "secret-" + user));
    }

    private String port() {
        return Integer.toString(broker.port());
    }

    private record Ended(int code, String text) {}

    private static Ended run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), text);
    }
}
